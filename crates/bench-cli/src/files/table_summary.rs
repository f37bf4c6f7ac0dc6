use std::fmt;

use serde::Serialize;

use crate::text::counted;

/// Facts about a table that every report states.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TableSummary {
    pub(crate) file: String,
    pub(crate) n_samples: usize,
    pub(crate) n_features: usize,
    pub(crate) dropped_rows: usize,
    /// Row numbers of the samples in the file; `None` if no row was dropped.
    pub(crate) kept_rows: Option<Vec<usize>>,
    pub(crate) precision: &'static str,
}

impl TableSummary {
    /// Names and values, for people.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = vec![("File", self.shape())];
        if self.dropped_rows > 0 {
            let rows = counted(self.dropped_rows, "row");
            facts.push(("Left out", format!("{rows} with missing values")));
        }
        facts.push(("Numbers", self.precision.to_owned()));
        facts
    }

    fn shape(&self) -> String {
        let Self { file, n_samples, n_features, .. } = self;
        let samples = counted(*n_samples, "sample");
        format!("{file}: {samples}, {}", counted(*n_features, "feature"))
    }
}

/// One line for people, without a line break.
impl fmt::Display for TableSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shape())?;
        match self.dropped_rows {
            0 => Ok(()),
            n => write!(f, "; {} dropped for missing values", counted(n, "row")),
        }
    }
}
