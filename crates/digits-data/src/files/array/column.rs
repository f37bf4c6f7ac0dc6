use super::Array;
use super::header::Extent;
use super::values::{Values, read_values};
use crate::files::blocks::whole;
use crate::files::label_codes::Gathering;
use crate::files::selection::only_column;
use crate::files::{
    Column, ColumnOptions, ColumnRange, Columns, LabelCodes, Position, ReadError, ReadErrorKind,
    TableOptions,
};
use crate::memory;

/// Numbers that are read at once for the labels among them.
const AT_ONCE: usize = 1 << 17;

impl Array<'_> {
    /// Reads labels: whole numbers of one column.
    pub(crate) fn into_labels(
        mut self,
        options: &ColumnOptions,
    ) -> Result<LabelCodes, Box<ReadError>> {
        let extent = self.header.extent(&self.source)?;
        let at = Position::Byte(self.header.data_start);
        let column = only_column(options.column.as_ref(), extent.n_columns, None, at)?;
        // A header is believed as far as the file's length is known.
        let n_rows = self.source.remaining().map_or(0, |_| extent.n_rows);
        let mut labels = Gathering::of(n_rows)?;
        while labels.n_rows() < extent.n_rows {
            self.add_labels(extent, column, &mut labels)?;
        }
        self.end(extent)?;
        labels
            .finish(options, "NaN", |row| self.position(extent, row, column))
            .map_err(|error| error.in_column(column, None))
    }

    /// Adds the labels of the next rows.
    fn add_labels(
        &mut self,
        extent: Extent,
        column: usize,
        labels: &mut Gathering,
    ) -> Result<(), Box<ReadError>> {
        let first = labels.n_rows();
        let at_once = self.rows_at_once(extent, (AT_ONCE / extent.n_columns).max(1));
        let n_rows = at_once.min(extent.n_rows - first);
        let picks = [self.pick(extent, n_rows, column)];
        let Values::<f64> { picked, .. } =
            read_values(&mut self.source, &self.header, extent, n_rows, &picks)?;
        for label in
            self.labels(extent, first, column, picked.first().map_or(&[], Vec::as_slice))?
        {
            labels.add(label.as_deref())?;
        }
        Ok(())
    }

    /// Reads the numbers of one column.
    pub(crate) fn into_column(self, options: &ColumnOptions) -> Result<Vec<f64>, Box<ReadError>> {
        let extent = self.header.extent(&self.source)?;
        let at = Position::Byte(self.header.data_start);
        let column = only_column(options.column.as_ref(), extent.n_columns, None, at)?;
        let columns = Columns::Keep(vec![ColumnRange::One(Column::Index(column))]);
        let options = TableOptions { columns, ..TableOptions::new() };
        Ok(whole::<f64>(|blocks| self.read_table(&options, blocks))?.samples.into_vec())
    }

    /// Decodes the labels of a column from row `first` on; `None` for NaN.
    pub(super) fn labels(
        &self,
        extent: Extent,
        first: usize,
        column: usize,
        bytes: &[u8],
    ) -> Result<Vec<Option<String>>, Box<ReadError>> {
        let element = self.header.element;
        let label = |(row, bytes): (usize, &[u8])| match element.label(bytes) {
            Ok(label) => Ok(Some(label)),
            Err(value) if value.is_nan() => Ok(None),
            Err(value) => {
                let at = self.position(extent, first + row, column);
                let (kind, expected) = (ReadErrorKind::Value, "a whole number for a label");
                let error = ReadError::new(kind, at, expected, value.to_string());
                Err(error.in_column(column, None))
            }
        };
        let values = bytes.chunks_exact(element.size());
        let mut labels = memory::reserved(values.len())?;
        for value in values.enumerate() {
            labels.push(label(value)?);
        }
        Ok(labels)
    }
}
