use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::job::{Block, Job, Reply};
use super::runner::Runner;

/// A peer's process that answers each line of JSON with one.
pub(super) struct Worker {
    process: Child,
    requests: ChildStdin,
    replies: BufReader<ChildStdout>,
    greeting: Greeting,
    /// Set apart from its like, which run with other settings.
    suffix: String,
}

/// What a worker says first.
#[derive(Debug, Deserialize)]
struct Greeting {
    contenders: Vec<String>,
    /// Versions and what else is worth knowing.
    about: String,
}

impl Worker {
    /// Starts the process and waits until it has said who it is.
    pub(super) fn start(command: &mut Command, suffix: &str) -> Result<Self> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let requests = process.stdin.take().context("no pipe to the worker")?;
        let mut replies = BufReader::new(process.stdout.take().context("no pipe from it")?);
        let mut greeting: Greeting = read_line(&mut replies)?;
        for name in &mut greeting.contenders {
            name.push_str(suffix);
        }
        Ok(Self { process, requests, replies, greeting, suffix: suffix.to_owned() })
    }

    pub(super) fn about(&self) -> &str {
        &self.greeting.about
    }

    fn ask<T: for<'a> Deserialize<'a>>(&mut self, request: &impl Serialize) -> Result<T> {
        let line = serde_json::to_string(request)? + "\n";
        self.requests.write_all(line.as_bytes()).context("the worker has gone")?;
        read_line(&mut self.replies)
    }
}

fn read_line<T: for<'a> Deserialize<'a>>(replies: &mut BufReader<ChildStdout>) -> Result<T> {
    let mut line = String::new();
    replies.read_line(&mut line)?;
    serde_json::from_str(&line).with_context(|| format!("the worker said {line:?}"))
}

impl Runner for Worker {
    fn contenders(&self) -> &[String] {
        &self.greeting.contenders
    }

    fn load(&mut self, block: &Block) -> Result<()> {
        self.ask::<serde_json::Value>(&json!({ "load": block }))?;
        Ok(())
    }

    fn fit(&mut self, contender: &str, job: &Job) -> Result<Reply> {
        let contender = contender.strip_suffix(&self.suffix).unwrap_or(contender);
        self.ask(&json!({ "contender": contender, "fit": job }))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Nothing can be done about a process that will not end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
