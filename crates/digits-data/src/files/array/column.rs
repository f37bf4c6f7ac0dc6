use super::Array;
use super::header::Extent;
use super::values::{Values, read_values};
use crate::files::blocks::whole;
use crate::files::missing::all_there;
use crate::files::selection::only_column;
use crate::files::{
    Column, ColumnOptions, ColumnRange, Columns, Position, ReadError, ReadErrorKind, TableOptions,
};
use crate::memory;

impl Array<'_> {
    /// Reads labels: whole numbers of one column.
    pub(crate) fn into_labels(
        mut self,
        options: &ColumnOptions,
    ) -> Result<Vec<String>, Box<ReadError>> {
        let extent = self.header.extent(&self.source)?;
        let at = Position::Byte(self.header.data_start);
        let column = only_column(options.column.as_ref(), extent.n_columns, None, at)?;
        let picks = [self.pick(extent, extent.n_rows, column)];
        let Values::<f64> { picked, .. } =
            read_values(&mut self.source, &self.header, extent, extent.n_rows, &picks)?;
        self.end(extent)?;
        let labels = self.labels(extent, 0, column, picked.first().map_or(&[], Vec::as_slice))?;
        if options.may_be_missing {
            return Ok(labels.into_iter().map(Option::unwrap_or_default).collect());
        }
        all_there(labels, "NaN", |row| self.position(extent, row, column))
            .map_err(|error| error.in_column(column, None))
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
