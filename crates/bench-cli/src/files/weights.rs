use std::fmt;
use std::path::{Path, PathBuf};

use digits_data::Error;
use digits_data::files::{Column, ReadErrorKind};

/// The place of the sample weights, as `--weights` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WeightSource {
    Column(Column),
    File(PathBuf),
}

impl WeightSource {
    /// Takes the name of an existing file, or of a pipe, for a file, and any other text for a column.
    pub(crate) fn of(text: &str) -> Self {
        let is_file = std::fs::metadata(text).is_ok_and(|found| !found.is_dir());
        match text.parse() {
            Ok(column) if !is_file => Self::Column(column),
            _ => Self::File(text.into()),
        }
    }

    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Column(_) => None,
            Self::File(file) => Some(file),
        }
    }

    /// Adds to the error about a missing column that there is no such file either.
    pub(super) fn explain(&self, error: Error) -> Error {
        match (error, self) {
            (Error::Read(mut error), Self::Column(Column::Name(name)))
                if error.kind == ReadErrorKind::Column
                    && error.expected.contains(&format!("{name:?}")) =>
            {
                error.found += "; there is no file of this name either";
                Error::Read(error)
            }
            (error, _) => error,
        }
    }
}

/// For error messages.
impl fmt::Display for WeightSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(Column::Name(name)) => write!(f, "column {name:?}"),
            Self::Column(Column::Index(index)) => write!(f, "column {index}"),
            Self::Column(_) => f.write_str("a column"),
            Self::File(file) => file.display().fmt(f),
        }
    }
}
