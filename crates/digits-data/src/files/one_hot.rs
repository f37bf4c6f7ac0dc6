use std::str::FromStr;

use super::{Column, ColumnRange, Columns};
use crate::Error;

/// Columns of words that become features. Each different word is a feature: 1 in the rows that have the
/// word, 0 in the others.
///
/// The features take the place of their column. They are called `column=word`, and words stand in
/// alphabetical order, numbers by size first. A missing value is missing in all features of its column.
/// A column may have up to 256 different words. Twenty rows or more that all differ are an error too,
/// because such a column is a key.
///
/// Parsing takes the same list as [`Columns`], without `!`.
///
/// ```
/// use digits_data::files::{TableOptions, read_table};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("customers.csv");
/// std::fs::write(&path, "age,plan\n31,pro\n45,basic\n")?;
///
/// let options = TableOptions { one_hot: "plan".parse()?, ..TableOptions::new() };
/// let customers = read_table::<f64>(&path, &options)?;
/// assert_eq!(customers.feature_names.unwrap(), ["age", "plan=basic", "plan=pro"]);
/// assert_eq!(customers.samples.as_slice(), [31.0, 0.0, 1.0, 45.0, 1.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OneHot {
    /// These columns, with the words that they have. [`Columns::Keep`] need not list them.
    Columns(Vec<ColumnRange>),
    /// Columns of an earlier table, with its words. Any other word is an error.
    Known(Vec<OneHotColumn>),
}

/// A column of words that became features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneHotColumn {
    /// The name of the column, or its number in a file without names.
    pub column: Column,
    /// The feature of the first word, from 0. A reader that is given the column ignores it.
    pub first_feature: usize,
    /// One word per feature.
    pub words: Vec<String>,
}

impl OneHot {
    /// True if words are to be found, which needs all rows.
    pub(super) fn has_new_words(&self) -> bool {
        matches!(self, Self::Columns(list) if !list.is_empty())
    }
}

impl Default for OneHot {
    fn default() -> Self {
        Self::Columns(Vec::new())
    }
}

impl FromStr for OneHot {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.parse()? {
            Columns::Keep(list) => Ok(Self::Columns(list)),
            _ => Err(Error::Column { text: text.to_owned() }),
        }
    }
}
