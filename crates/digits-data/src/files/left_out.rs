use super::ColumnPosition;

/// A column that is not a feature because of its contents.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The column in the file.
    pub column: ColumnPosition,
    /// The contents of most of its fields.
    pub contents: Contents,
    /// Fields that are numbers all the same.
    pub n_numbers: usize,
}

/// Contents of a column that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Contents {
    /// Words.
    Words,
    /// Dates or times.
    Dates,
    /// No value in any row that was looked at.
    Nothing,
}
