use std::fmt;

/// The program was called wrongly: exit code 2, as clap has it, and not 1.
///
/// For what only shows once the arguments are seen together, or with the files they name.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}
