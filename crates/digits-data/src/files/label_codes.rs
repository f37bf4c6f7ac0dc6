use std::collections::HashMap;

use super::{ColumnOptions, Position, ReadError, ReadErrorKind};
use crate::memory::OutOfMemory;
use crate::{Error, memory};

/// Labels as numbers, and the different words that they stand for: 4 bytes per row.
///
/// ```
/// use digits_data::files::LabelCodes;
///
/// let mut labels = LabelCodes::new();
/// for label in ["setosa", "virginica", "setosa"] {
///     labels.push(label)?;
/// }
/// assert_eq!(labels.codes(), [0, 1, 0]);
/// assert_eq!(labels.names(), ["setosa", "virginica"]);
/// # Ok::<(), digits_data::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct LabelCodes {
    codes: Vec<u32>,
    names: Vec<String>,
    code_of: HashMap<String, u32>,
}

impl LabelCodes {
    /// Returns labels of no rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of each row's label: 0 for the first that was met, 1 for the next new one.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The labels, by their numbers.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns numbers and labels.
    #[must_use]
    pub fn into_parts(self) -> (Vec<u32>, Vec<String>) {
        (self.codes, self.names)
    }

    /// Adds the label of the next row.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`].
    pub fn push(&mut self, label: &str) -> Result<(), Error> {
        Ok(self.add(label)?)
    }

    pub(super) fn add(&mut self, label: &str) -> Result<(), OutOfMemory> {
        let code = match self.code_of.get(label) {
            Some(&code) => code,
            None => self.new_code(label)?,
        };
        memory::make_room(&mut self.codes, 1)?;
        self.codes.push(code);
        Ok(())
    }

    fn new_code(&mut self, label: &str) -> Result<u32, OutOfMemory> {
        // As many different labels do not fit in memory.
        let code =
            u32::try_from(self.names.len()).map_err(|_| OutOfMemory { bytes: usize::MAX })?;
        memory::make_room(&mut self.names, 1)?;
        let out_of_memory = |_| OutOfMemory::of::<(String, u32)>(1);
        memory::ask(|| self.code_of.try_reserve(1)).map_err(out_of_memory)?;
        self.names.push(label.to_owned());
        self.code_of.insert(label.to_owned(), code);
        Ok(code)
    }

    pub(super) fn reserve(&mut self, n_rows: usize) -> Result<(), OutOfMemory> {
        memory::make_room(&mut self.codes, n_rows)
    }

    pub(super) fn n_rows(&self) -> usize {
        self.codes.len()
    }

    /// The label of a row.
    pub(super) fn of(&self, row: usize) -> &str {
        &self.names[self.codes[row] as usize]
    }

    /// Keeps the rows named, in ascending order.
    pub(super) fn keep(&mut self, rows: &[usize]) {
        super::missing::keep_rows(&mut self.codes, 1, rows);
    }

    /// The label of each row.
    pub(super) fn expand(&self) -> Result<Vec<String>, OutOfMemory> {
        memory::collected((0..self.codes.len()).map(|row| self.of(row).to_owned()))
    }
}

/// Labels of a binary file while they are read.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    labels: LabelCodes,
    n_missing: usize,
    first_missing: Option<usize>,
}

impl Gathering {
    /// Starts, with room for `n_rows` labels.
    pub(super) fn of(n_rows: usize) -> Result<Self, OutOfMemory> {
        let mut gathering = Self::default();
        gathering.labels.reserve(n_rows)?;
        Ok(gathering)
    }

    pub(super) fn n_rows(&self) -> usize {
        self.labels.n_rows()
    }

    /// Adds the next label, or `None` for a missing one.
    pub(super) fn add(&mut self, label: Option<&str>) -> Result<(), OutOfMemory> {
        if label.is_none() {
            self.n_missing += 1;
            self.first_missing.get_or_insert(self.labels.n_rows());
        }
        self.labels.add(label.unwrap_or_default())
    }

    /// Returns the labels. A missing one is an error, unless `options` allow an empty text for it.
    /// `absent` describes what the file has there.
    pub(super) fn finish(
        self,
        options: &ColumnOptions,
        absent: &str,
        position: impl Fn(usize) -> Position,
    ) -> Result<LabelCodes, Box<ReadError>> {
        let (n_missing, of_rows) = (self.n_missing, self.labels.n_rows());
        match self.first_missing.filter(|_| !options.may_be_missing) {
            None => Ok(self.labels),
            Some(row) => {
                let kind = ReadErrorKind::Missing { n_missing, n_rows: n_missing, of_rows };
                Err(ReadError::new(kind, position(row), "a label", absent))
            }
        }
    }
}
