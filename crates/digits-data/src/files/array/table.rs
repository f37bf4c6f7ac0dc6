use super::Array;
use super::order::keep_columns;
use super::values::{Pick, Values, read_values};
use crate::files::gathered::Gathered;
use crate::files::selection::{Selection, only_column};
use crate::files::{Column, Position, ReadError, Table, TableOptions};
use crate::memory::OutOfMemory;
use crate::{Scalar, memory};

impl Array<'_> {
    /// Reads a table: samples are the first dimension, features all the others.
    pub(crate) fn into_table<F: Scalar>(
        mut self,
        options: &TableOptions,
    ) -> Result<Table<F>, Box<ReadError>> {
        let extent = self.header.extent(&self.source)?;
        let at = Position::Byte(self.header.data_start);
        let find = |column: &Column| only_column(Some(column), extent.n_columns, None, at);
        let label = options.label_column.as_ref().map(find).transpose()?;
        let weight = options.weight_column.as_ref().map(find).transpose()?;
        let id = options.id_column.as_ref().map(find).transpose()?;
        let picks: Vec<Pick> =
            label.iter().chain(&weight).chain(&id).map(|&at| self.pick(extent, at)).collect();
        let Values { values, picked } =
            read_values(&mut self.source, &self.header, extent, &picks)?;
        // Only now is the header's number of columns certain.
        let selection = Selection::new(options, extent.n_columns, None, at)?;
        let mut values = self.order(extent).into_rows(values)?;
        if !selection.is_everything() {
            keep_columns(&mut values, extent.n_columns, &selection.features);
        }
        let mut picked = picked.into_iter();
        let label = label.and_then(|column| Some((column, picked.next()?)));
        let labels =
            label.map(|(column, bytes)| self.labels(extent, column, &bytes)).transpose()?;
        let weights = weight.and_then(|_| Some(self.weights(&picked.next()?))).transpose()?;
        let ids = id.and_then(|_| Some(self.ids(&picked.next()?))).transpose()?;
        let gathered = Gathered {
            ids,
            values,
            n_rows: extent.n_rows,
            labels,
            weights,
            selection: &selection,
            names: None,
            absent: "NaN",
            absent_label: "NaN",
            position: &|row, column| self.position(extent, row, column),
        };
        gathered.into_table(&options.missing, self.format.clone(), self.gzip)
    }

    /// Keys as numbers are written; empty for NaN.
    fn ids(&self, bytes: &[u8]) -> Result<Vec<String>, OutOfMemory> {
        let id = |id: f64| if id.is_nan() { String::new() } else { id.to_string() };
        memory::collected(self.weights(bytes)?.into_iter().map(id))
    }

    fn weights(&self, bytes: &[u8]) -> Result<Vec<f64>, OutOfMemory> {
        let mut weights = memory::reserved(bytes.len() / self.header.element.size())?;
        self.header.element.decode(bytes, &mut weights);
        Ok(weights)
    }
}
