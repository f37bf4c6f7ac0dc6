use super::Array;
use super::order::keep_columns;
use super::values::{Pick, Values, read_values};
use crate::Scalar;
use crate::files::selection::{Selection, only_column};
use crate::files::table::settled;
use crate::files::{Column, Missing, Position, ReadError, ReadErrorKind, Table, TableOptions};

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
        let picks: Vec<Pick> =
            label.iter().chain(&weight).map(|&column| self.pick(extent, column)).collect();
        let Values { values, picked } =
            read_values(&mut self.source, &self.header, extent, &picks)?;
        // Only now is it certain that there are as many columns as the header says.
        let selection = Selection::new(options, extent.n_columns, None, at)?;
        let mut values = self.order(extent).into_rows(values);
        if !selection.is_everything() {
            keep_columns(&mut values, extent.n_columns, &selection.features);
        }
        let mut picked = picked.into_iter();
        let label = label.and_then(|column| Some((column, picked.next()?)));
        let mut labels =
            label.map(|(column, bytes)| self.labels(extent, column, &bytes)).transpose()?;
        let mut weights = weight.and_then(|_| Some(self.weights(&picked.next()?)));

        let whole = Whole { array: &self, extent, selection: &selection };
        let kept_rows = whole.complete_rows(&values, weights.as_deref(), options.missing)?;
        if let Some(kept) = &kept_rows {
            keep_rows(&mut values, selection.features.len(), kept);
            labels = labels.map(|labels| kept.iter().map(|&row| labels[row].clone()).collect());
            weights = weights.map(|weights| kept.iter().map(|&row| weights[row]).collect());
        }
        let n_samples = kept_rows.as_ref().map_or(extent.n_rows, Vec::len);
        let n_dropped = extent.n_rows - n_samples;
        Ok(Table {
            samples: settled(values, n_samples, n_dropped, selection.features.len())?,
            feature_names: None,
            labels,
            weights,
            n_rows: extent.n_rows,
            kept_rows,
            format: self.format,
            gzip: self.gzip,
        })
    }

    fn weights(&self, bytes: &[u8]) -> Vec<f64> {
        let mut weights = Vec::new();
        self.header.element.decode(bytes, &mut weights);
        weights
    }
}

/// All rows of an array, read and not yet looked at.
struct Whole<'a> {
    array: &'a Array<'a>,
    extent: super::header::Extent,
    selection: &'a Selection,
}

impl Whole<'_> {
    /// The rows without NaN, if there are others. An infinity is an error in any case.
    fn complete_rows<F: Scalar>(
        &self,
        values: &[F],
        weights: Option<&[f64]>,
        policy: Missing,
    ) -> Result<Option<Vec<usize>>, Box<ReadError>> {
        let features = &self.selection.features;
        let are_finite = |row: &[F]| row.iter().all(|value| value.is_finite());
        let weight_at = |row: usize| weights.map_or(0.0, |weights| weights[row]);
        let mut kept = Vec::new();
        let (mut n_missing, mut first_missing) = (0, None);
        let mut is_complete = true;
        for (row, sample) in values.chunks_exact(features.len()).enumerate() {
            if are_finite(sample) && weight_at(row).is_finite() {
                if !is_complete {
                    kept.push(row);
                }
                continue;
            }
            if is_complete {
                kept.extend(0..row);
                is_complete = false;
            }
            let cells = features.iter().copied().zip(sample.iter().map(|value| value.to_f64()));
            let weight = self.selection.weight.map(|column| (column, weight_at(row)));
            for (column, value) in cells.chain(weight).filter(|(_, value)| !value.is_finite()) {
                if !value.is_nan() {
                    return Err(self.infinite(row, column, F::NAME, value));
                }
                n_missing += 1;
                first_missing.get_or_insert((row, column));
            }
        }
        if is_complete {
            return Ok(None);
        }
        match first_missing {
            Some((row, column)) if policy == Missing::Error => {
                let n_rows = self.extent.n_rows - kept.len();
                let kind =
                    ReadErrorKind::Missing { n_missing, n_rows, of_rows: self.extent.n_rows };
                let at = self.array.position(self.extent, row, column);
                Err(ReadError::new(kind, at, "a number", "NaN").in_column(column, None))
            }
            _ => Ok(Some(kept)),
        }
    }

    fn infinite(&self, row: usize, column: usize, type_name: &str, value: f64) -> Box<ReadError> {
        let at = self.array.position(self.extent, row, column);
        let expected = format!("a finite number that fits {type_name}");
        let found = value.to_string();
        ReadError::new(ReadErrorKind::Infinite, at, expected, found).in_column(column, None)
    }
}

fn keep_rows<F: Scalar>(values: &mut Vec<F>, n_columns: usize, rows: &[usize]) {
    for (to, &from) in rows.iter().enumerate() {
        values.copy_within(from * n_columns..(from + 1) * n_columns, to * n_columns);
    }
    values.truncate(rows.len() * n_columns);
}
