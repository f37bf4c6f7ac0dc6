use super::Array;
use super::header::Extent;
use super::order::keep_columns;
use super::values::{Pick, Values, read_values};
use crate::files::blocks::Blocks;
use crate::files::gathered::{AbsentWords, Gathered, Rows};
use crate::files::selection::{Selection, only_column};
use crate::files::word_encoder::Encoder;
use crate::files::{Column, Position, ReadError, Table, TableOptions};
use crate::memory::OutOfMemory;
use crate::{Scalar, memory};

/// The columns of labels, weights and keys that were asked for.
#[derive(Clone, Copy)]
struct Beside {
    label: Option<usize>,
    weight: Option<usize>,
    id: Option<usize>,
}

impl Array<'_> {
    /// Reads a table: samples are the first dimension, features all the others.
    pub(crate) fn read_table<F: Scalar>(
        mut self,
        options: &TableOptions,
        blocks: &mut Blocks<'_, F>,
    ) -> Result<Table<()>, Box<ReadError>> {
        let extent = self.header.extent(&self.source)?;
        let at = Position::Byte(self.header.data_start);
        let find = |column: &Column| only_column(Some(column), extent.n_columns, None, at);
        let beside = Beside {
            label: options.label_column.as_ref().map(find).transpose()?,
            weight: options.weight_column.as_ref().map(find).transpose()?,
            id: options.id_column.as_ref().map(find).transpose()?,
        };
        let has_new_words = options.one_hot.has_new_words();
        let wanted = blocks.n_rows(extent.n_columns, &options.missing, has_new_words);
        let rows_per_block = self.rows_at_once(extent, wanted);
        let mut values = self.next_values(extent, 0, rows_per_block, beside)?;
        // Only now is the header's number of columns certain.
        let selection = Selection::new(options, extent.n_columns, None, at)?;
        let words = AbsentWords { number: "NaN", label: "NaN" };
        let mut gathered = Gathered::new(blocks, &selection, None, &options.missing, words);
        let mut first = 0;
        loop {
            let mut rows = self.rows(extent, first, values, beside, &selection)?;
            self.encode(&mut rows.values, extent, first, &selection, gathered.encoder())?;
            first += rows.n_rows;
            gathered.add(rows, &|row, column| self.position(extent, row, column))?;
            if first == extent.n_rows {
                break;
            }
            values = self.next_values(extent, first, rows_per_block, beside)?;
        }
        self.end(extent)?;
        gathered.into_table(self.format.clone(), self.gzip)
    }

    /// Reads the next rows, from `first` on.
    fn next_values<F: Scalar>(
        &mut self,
        extent: Extent,
        first: usize,
        most: usize,
        Beside { label, weight, id }: Beside,
    ) -> Result<Values<F>, Box<ReadError>> {
        let n_rows = most.min(extent.n_rows - first);
        let columns = label.into_iter().chain(weight).chain(id);
        let picks: Vec<Pick> = columns.map(|column| self.pick(extent, n_rows, column)).collect();
        read_values(&mut self.source, &self.header, extent, n_rows, &picks)
    }

    /// Arranges the values of some rows.
    fn rows<F: Scalar>(
        &self,
        extent: Extent,
        first: usize,
        Values { values, picked }: Values<F>,
        Beside { label, weight, id }: Beside,
        selection: &Selection,
    ) -> Result<Rows<F>, Box<ReadError>> {
        let mut values = self.order(extent).into_rows(values)?;
        let n_rows = values.len() / extent.n_columns;
        if !selection.is_everything() {
            keep_columns(&mut values, extent.n_columns, &selection.features);
        }
        let mut picked = picked.into_iter();
        let label = label.and_then(|column| Some((column, picked.next()?)));
        let labels =
            label.map(|(column, bytes)| self.labels(extent, first, column, &bytes)).transpose()?;
        let weights = weight.and_then(|_| Some(self.weights(&picked.next()?))).transpose()?;
        let ids = id.and_then(|_| Some(self.ids(&picked.next()?))).transpose()?;
        Ok(Rows { values, n_rows, labels, ids, weights })
    }

    /// Takes each number of a one-hot column for a word. NaN stays, and so do infinities, which are errors
    /// later. The values begin with row `first`.
    fn encode<F: Scalar>(
        &self,
        values: &mut [F],
        extent: Extent,
        first: usize,
        selection: &Selection,
        encoder: &mut Encoder,
    ) -> Result<(), Box<ReadError>> {
        if selection.one_hot.is_empty() {
            return Ok(());
        }
        let features = &selection.features;
        let places: Vec<usize> = (0..features.len()).filter(|&at| encoder.is_at(at)).collect();
        for (row, sample) in (first..).zip(values.chunks_exact_mut(features.len())) {
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
