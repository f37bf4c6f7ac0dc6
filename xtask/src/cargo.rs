//! Runs cargo, waits for it, and turns its failure into an error.

use std::ffi::OsString;
use std::fmt;
use std::path::Path;
use std::process::{Command, ExitStatus};

use anyhow::{Context as _, Result, anyhow};

/// A cargo that ran and did not succeed.
#[derive(Debug)]
pub(crate) struct Failed {
    what: String,
    status: ExitStatus,
    /// Its exit code, unless a signal ended it.
    pub(crate) code: Option<u8>,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` failed ({})", self.what, self.status)
    }
}

impl std::error::Error for Failed {}

/// The folder of the workspace, wherever the command was called.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// A cargo in the workspace's folder, the same that runs us.
pub(crate) fn cargo<S: AsRef<str>>(arguments: &[S]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.args(arguments.iter().map(AsRef::as_ref)).current_dir(root());
    command
}

/// Runs it, its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let what = describe(command);
    let status = command.status().with_context(|| format!("`{what}` did not start"))?;
    succeeded(what, status)
}

/// Runs it and gives back what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let what = describe(command);
    command.stderr(std::process::Stdio::inherit());
    let output = command.output().with_context(|| format!("`{what}` did not start"))?;
    succeeded(what, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn succeeded(what: String, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Err(anyhow!(Failed { what, status, code }))
}

fn describe(command: &Command) -> String {
    command
        .get_args()
        .fold("cargo".to_owned(), |text, argument| text + " " + &argument.to_string_lossy())
}
