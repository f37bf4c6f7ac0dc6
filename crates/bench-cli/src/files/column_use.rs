//! The columns of a table that are features, and those that are not.

use digits_data::files::{Column, Contents, Table};
use serde::Serialize;

use crate::text::counted;
use crate::text::numbers::six_digits;
use crate::text::table::FACTS;

/// Use of the columns of a table, for every report.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct ColumnUse {
    /// Names of the features, if the file has names.
    feature_names: Option<Vec<String>>,
    /// Columns of words that became features.
    one_hot: Vec<OneHotWords>,
    /// Columns that are not features because of their contents.
    left_out_columns: Vec<LeftOutColumn>,
    /// Features that look like row numbers or keys.
    likely_ids: Vec<LikelyIdColumn>,
    /// Features in which missing values were replaced.
    filled: Vec<FilledColumn>,
}

#[derive(Debug, Clone, Serialize)]
struct OneHotWords {
    column: String,
    words: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct LeftOutColumn {
    column: String,
    contents: &'static str,
    n_numbers: usize,
}

#[derive(Debug, Clone, Serialize)]
struct LikelyIdColumn {
    column: String,
    counts_up: bool,
}

#[derive(Debug, Clone, Serialize)]
struct FilledColumn {
    column: String,
    n_missing: usize,
    value: f64,
}

impl ColumnUse {
    pub(crate) fn new<S>(table: &Table<S>) -> Self {
        let column = |feature: usize| table.feature_column(feature).to_string();
        let one_hot = table.one_hot.iter().map(|one_hot| OneHotWords {
            column: match &one_hot.column {
                Column::Name(name) => name.clone(),
                _ => table.feature_columns[one_hot.first_feature].to_string(),
            },
            words: one_hot.words.clone(),
        });
        let left_out = table.left_out.iter().map(|left_out| LeftOutColumn {
            column: left_out.column.to_string(),
            contents: in_words(left_out.contents),
            n_numbers: left_out.n_numbers,
        });
        let likely_ids = table
            .likely_ids
            .iter()
            .map(|id| LikelyIdColumn { column: column(id.feature), counts_up: id.counts_up });
        let filled = table.filled.iter().map(|filled| FilledColumn {
            column: column(filled.feature),
            n_missing: filled.n_missing,
            value: filled.value,
        });
        Self {
            feature_names: table.feature_names.clone(),
            one_hot: one_hot.collect(),
            left_out_columns: left_out.collect(),
            likely_ids: likely_ids.collect(),
            filled: filled.collect(),
        }
    }

    /// True if missing values were replaced.
    pub(crate) fn has_filled(&self) -> bool {
        !self.filled.is_empty()
    }

    /// Names and values, for people. A table without names and without columns left out has none.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = Vec::new();
        if let Some(names) = &self.feature_names {
            facts.push(("features", listed(names.iter().cloned())));
        }
        if !self.one_hot.is_empty() {
            facts.push(("one-hot", listed(self.one_hot.iter().map(OneHotWords::text))));
        }
        if !self.left_out_columns.is_empty() {
            facts.push(("left out", listed(self.left_out_columns.iter().map(LeftOutColumn::text))));
        }
        if !self.filled.is_empty() {
            facts.push(("filled", listed(self.filled.iter().map(FilledColumn::text))));
        }
        if !self.likely_ids.is_empty() {
            facts.push(("note", listed(self.likely_ids.iter().map(LikelyIdColumn::text))));
        }
        facts
    }

    /// One line per fact, each after a line break.
    pub(crate) fn lines(&self) -> String {
        let line = |(name, value): (&str, String)| {
            format!("\n{}", FACTS.line([name, value.as_str()]).trim_end())
        };
        self.facts().into_iter().map(line).collect()
    }
}

impl OneHotWords {
    fn text(&self) -> String {
        format!("{} ({})", self.column, counted(self.words.len(), "word"))
    }
}

impl LeftOutColumn {
    fn text(&self) -> String {
        let Self { column, contents, n_numbers } = self;
        match n_numbers {
            0 => format!("{column} ({contents})"),
            n => format!("{column} ({contents}, but for {})", counted(*n, "number")),
        }
    }
}

impl LikelyIdColumn {
    fn text(&self) -> String {
        let column = &self.column;
        let why = if self.counts_up {
            "counts the rows up"
        } else {
            "has whole numbers that never repeat"
        };
        format!("{column} {why}; if it is an id, say --id '{column}'")
    }
}

impl FilledColumn {
    fn text(&self) -> String {
        let Self { column, n_missing, value } = self;
        format!("{column} ({} by {})", counted(*n_missing, "value"), six_digits(*value))
    }
}

fn in_words(contents: Contents) -> &'static str {
    match contents {
        Contents::Words => "words",
        Contents::Dates => "dates",
        Contents::Nothing => "empty",
        _ => "not numbers",
    }
}

/// The first of many items.
pub(crate) fn listed(items: impl ExactSizeIterator<Item = String>) -> String {
    const MOST: usize = 12;
    let n_more = items.len().saturating_sub(MOST);
    let mut shown: Vec<String> = items.take(MOST).collect();
    if n_more > 0 {
        shown.push(format!("and {n_more} more"));
    }
    shown.join(", ")
}
