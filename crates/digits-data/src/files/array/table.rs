use super::order::keep_columns;
use super::values::{Pick, Values, read_values};
use super::{Array, Extent};
use crate::Scalar;
use crate::files::gathered::Gathered;
use crate::files::one_hot::Encoder;
use crate::files::selection::{Selection, only_column};
use crate::files::{Column, Position, ReadError, Table, TableOptions};

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
        let mut values = self.order(extent).into_rows(values, at)?;
        if !selection.is_everything() {
            keep_columns(&mut values, extent.n_columns, &selection.features);
        }
        let mut encoder = Encoder::new(&selection);
        if !selection.one_hot.is_empty() {
            self.encode(&mut values, extent, &selection, &mut encoder)?;
        }
        let mut picked = picked.into_iter();
        let label = label.and_then(|column| Some((column, picked.next()?)));
        let labels =
            label.map(|(column, bytes)| self.labels(extent, column, &bytes)).transpose()?;
        let weights = weight.and_then(|_| Some(self.weights(&picked.next()?)));
        let ids = id.and_then(|_| Some(self.ids(&picked.next()?)));
        let gathered = Gathered {
            ids,
            values,
            n_rows: extent.n_rows,
            labels,
            weights,
            selection: &selection,
            encoder,
            names: None,
            absent: "NaN",
            absent_label: "NaN",
            position: &|row, column| self.position(extent, row, column),
        };
        gathered.into_table(&options.missing, self.format.clone(), self.gzip)
    }

    /// Takes each number of a one-hot column for a word. NaN stays, and so do infinities, which are errors
    /// later.
    fn encode<F: Scalar>(
        &self,
        values: &mut [F],
        extent: Extent,
        selection: &Selection,
        encoder: &mut Encoder,
    ) -> Result<(), Box<ReadError>> {
        let features = &selection.features;
        let places: Vec<usize> = (0..features.len()).filter(|&at| encoder.is_at(at)).collect();
        for (row, sample) in values.chunks_exact_mut(features.len()).enumerate() {
            for &place in &places {
                if !sample[place].is_finite() {
                    continue;
                }
                let at = self.position(extent, row, features[place]);
                // A sum with 0 has no sign of zero.
                let word = (sample[place] + F::ZERO).to_string();
                let number = encoder.number(place, &word, at);
                sample[place] = number.map_err(|error| error.in_column(features[place], None))?;
            }
        }
        Ok(())
    }

    /// Keys as numbers are written; empty for NaN.
    fn ids(&self, bytes: &[u8]) -> Vec<String> {
        let id = |id: f64| if id.is_nan() { String::new() } else { id.to_string() };
        self.weights(bytes).into_iter().map(id).collect()
    }

    fn weights(&self, bytes: &[u8]) -> Vec<f64> {
        let mut weights = Vec::new();
        self.header.element.decode(bytes, &mut weights);
        weights
    }
}
