use std::fmt;

/// A wrong call of the program: exit code 2, as clap has it, instead of 1.
///
/// For errors that only the arguments together show, or the files they name.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}
