use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::job::{Block, Done, Job, Runner};

/// Python has much to import, and a large block takes a while to read.
const PREPARATION: Duration = Duration::from_mins(2);

/// A peer whose fit takes longer is ended.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

/// Other jobs may take this multiple of [`PATIENCE`]: they have no trial that finds slow peers.
const WITHOUT_TRIAL: u32 = 2;

/// The reply to a job.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Reply {
    Done(Done),
    /// The reason why this contender cannot do the job.
    Cannot {
        cannot: String,
    },
}

/// A peer's process, which answers each line of JSON with one line.
///
/// A process that has died, or was ended because it took too long, is started again for the next job.
pub(super) struct Worker {
    command: Command,
    process: Option<Process>,
    greeting: Greeting,
    /// Ends the names of its contenders, to tell them from the same ones under other settings.
    suffix: String,
    patience: Duration,
    loaded: Option<Block>,
}

/// The first line of a worker.
#[derive(Debug, Default, Deserialize)]
struct Greeting {
    /// Names of contenders by kind of job.
    contenders: BTreeMap<String, Vec<String>>,
    /// Versions, and settings worth knowing.
    about: String,
}

impl Worker {
    /// Starts the process and waits for its first line.
    pub(super) fn start(mut command: Command, suffix: &str, patience: Duration) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let (process, mut greeting) = Process::start(&mut command)?;
        for name in greeting.contenders.values_mut().flatten() {
            name.push_str(suffix);
        }
        let (process, suffix) = (Some(process), suffix.to_owned());
        Ok(Self { command, process, greeting, suffix, patience, loaded: None })
    }

    pub(super) fn about(&self) -> &str {
        &self.greeting.about
    }

    /// Starts the process again if it is gone, and lets it read the samples.
    fn ready(&mut self) -> Result<&mut Process> {
        if self.process.is_none() {
            let mut process = Process::start(&mut self.command)?.0;
            if let Some(block) = &self.loaded {
                process.load(block)?;
            }
            self.process = Some(process);
        }
        self.process.as_mut().context("no process")
    }
}

impl Runner for Worker {
    fn contenders(&self, job: &Job) -> Vec<String> {
        self.greeting.contenders.get(job.task()).cloned().unwrap_or_default()
    }

    fn load(&mut self, block: &Block) -> Result<()> {
        self.loaded = Some(block.clone());
        if let Some(process) = &mut self.process
            && process.load(block).is_err()
        {
            // The next job starts another, and says so if that fails as well.
            self.process = None;
        }
        Ok(())
    }

    fn run(&mut self, contender: &str, job: &Job, watch: bool) -> Result<Done> {
        #[derive(Serialize)]
        struct Request<'a> {
            contender: &'a str,
            watch: bool,
            #[serde(flatten)]
            job: &'a Job,
        }
        let contender = contender.strip_suffix(&self.suffix).unwrap_or(contender);
        let request = Request { contender, watch, job };
        let is_fit = matches!(job, Job::Fit(_) | Job::Quality(_));
        let more = if is_fit { 1 } else { WITHOUT_TRIAL };
        let patience = self.patience * more;
        match self.ready().and_then(|process| process.ask(&request, patience)) {
            Ok(Reply::Done(done)) => Ok(done),
            Ok(Reply::Cannot { cannot }) => bail!("{cannot}"),
            Err(error) => {
                self.process = None;
                Err(error)
            }
        }
    }
}

struct Process {
    child: Child,
    requests: ChildStdin,
    replies: Receiver<std::io::Result<String>>,
}

impl Process {
    fn start(command: &mut Command) -> Result<(Self, Greeting)> {
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let requests = child.stdin.take().context("no pipe to the worker")?;
        let replies = lines(child.stdout.take().context("no pipe from it")?);
        let mut process = Self { child, requests, replies };
        let greeting = process.answer(PREPARATION)?;
        Ok((process, greeting))
    }

    fn load(&mut self, block: &Block) -> Result<()> {
        self.ask::<serde_json::Value>(&json!({ "load": block }), PREPARATION)?;
        Ok(())
    }

    fn ask<T: for<'a> Deserialize<'a>>(
        &mut self,
        request: &impl Serialize,
        patience: Duration,
    ) -> Result<T> {
        let line = serde_json::to_string(request)? + "\n";
        self.requests.write_all(line.as_bytes()).context("the worker process has ended")?;
        self.answer(patience)
    }

    fn answer<T: for<'a> Deserialize<'a>>(&mut self, patience: Duration) -> Result<T> {
        let line = match self.replies.recv_timeout(patience) {
            Ok(line) => line?,
            Err(RecvTimeoutError::Timeout) => {
                bail!("no answer within {} s", patience.as_secs())
            }
            Err(RecvTimeoutError::Disconnected) => bail!("the worker process has ended"),
        };
        serde_json::from_str(&line).with_context(|| format!("the worker said {line:?}"))
    }
}

/// Reads lines on a thread of their own, because a pipe cannot be read with a time limit.
fn lines(pipe: ChildStdout) -> Receiver<std::io::Result<String>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines() {
            // Nobody listens any more once the process was given up.
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

impl Drop for Process {
    fn drop(&mut self) {
        // Nothing can be done about a process that will not end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::cases::Dtype;
    use crate::job::Decompose;

    /// A shell that greets, and then does as `answer` says for every line it reads.
    fn worker(answer: &str) -> Result<Worker> {
        let greeting = r#"{"contenders": {"pca": ["shell"]}, "about": "a shell"}"#;
        let script = format!("echo '{greeting}'; while read -r line; do {answer}; done");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script);
        Worker::start(command, ", mine", Duration::from_millis(80))
    }

    fn run(worker: &mut Worker) -> Result<Done> {
        let job = Job::Pca(Decompose { n_components: 1, solver: "full".to_owned() });
        assert_eq!(worker.contenders(&job), ["shell, mine"]);
        worker.run("shell, mine", &job, false)
    }

    #[test]
    fn it_says_who_it_is_and_answers() {
        let mut worker = worker(r#"echo '{"seconds": 1.5, "values": [2.5]}'"#).unwrap();
        assert_eq!(worker.about(), "a shell");
        let done = run(&mut worker).unwrap();
        assert_eq!((done.seconds, done.values), (1.5, vec![2.5]));
    }

    #[test]
    fn who_hangs_dies_or_babbles_is_named_and_started_again() {
        for (answer, error) in [
            ("sleep 2", "no answer within 0 s"),
            ("exit", "the worker process has ended"),
            ("echo nonsense", "the worker said"),
        ] {
            let mut worker = worker(answer).unwrap();
            for _ in 0..2 {
                let found = format!("{:#}", run(&mut worker).unwrap_err());
                assert!(found.contains(error), "{found}");
            }
            let path = "none".into();
            let block = Block { path, n_samples: 1, n_features: 1, dtype: Dtype::F32 };
            worker.load(&block).unwrap();
        }
        assert!(worker("exit").is_ok(), "it greets first");
    }

    #[test]
    fn who_does_not_greet_is_not_there() {
        let mut command = Command::new("sh");
        command.args(["-c", "exit 3"]);
        assert!(Worker::start(command, "", PATIENCE).is_err());
        assert!(Worker::start(Command::new("no such program"), "", PATIENCE).is_err());
    }
}
