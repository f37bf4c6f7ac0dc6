use std::fmt;

/// A wrong call of the program. Its exit code is 2, like that of clap's errors, instead of 1.
///
/// It is for errors that show only in the combination of arguments, or in the files they name.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}
