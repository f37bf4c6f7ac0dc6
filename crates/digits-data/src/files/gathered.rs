use super::fill::{Fills, fill};
use super::likely_id::likely_ids;
use super::missing::{keep_rows, samples_left};
use super::one_hot::Encoder;
use super::selection::Selection;
use super::{ColumnPosition, Format, Missing, Position, ReadError, ReadErrorKind, Table};
use crate::{SamplesView, Scalar};

/// A binary table as read, before values are checked. Missing values are NaN.
pub(super) struct Gathered<'a, F: Scalar> {
    /// The features, row by row.
    pub(super) values: Vec<F>,
    pub(super) n_rows: usize,
    /// The label of each row, if labels were requested; `None` for a missing one.
    pub(super) labels: Option<Vec<Option<String>>>,
    /// The key of each row, if keys were requested; empty for a missing one.
    pub(super) ids: Option<Vec<String>>,
    pub(super) weights: Option<Vec<f64>>,
    pub(super) selection: &'a Selection,
    /// The words whose numbers are among the values.
    pub(super) encoder: Encoder,
    pub(super) names: Option<&'a [String]>,
    /// The words for a missing number and for a missing label, for error messages.
    pub(super) absent: &'static str,
    pub(super) absent_label: &'static str,
    /// Finds the position of the value of a row and a column in the file.
    pub(super) position: &'a dyn Fn(usize, usize) -> Position,
}

/// The values that are missing.
#[derive(Default)]
struct Absent {
    n_missing: usize,
    first: Option<(usize, usize)>,
}

impl<F: Scalar> Gathered<'_, F> {
    /// Makes the table. If rows may be dropped, it takes the complete rows only.
    pub(super) fn into_table(
        mut self,
        missing: &Missing,
        format: Format,
        gzip: bool,
    ) -> Result<Table<F>, Box<ReadError>> {
        let kept_rows = self.complete_rows(missing)?;
        let n_features = self.selection.features.len();
        if let Some(kept) = &kept_rows {
            keep_rows(&mut self.values, n_features, kept);
            let labels = |mut labels: Vec<Option<String>>| {
                kept.iter().map(|&row| labels[row].take()).collect()
            };
            self.labels = self.labels.map(labels);
            let weights = |weights: Vec<f64>| kept.iter().map(|&row| weights[row]).collect();
            self.weights = self.weights.map(weights);
        }
        let n_dropped = self.n_rows - kept_rows.as_ref().map_or(self.n_rows, Vec::len);
        let &Selection { ref left_out, id, .. } = self.selection;
        let features = self.encoder.into_features(&mut self.values, self.selection, self.names)?;
        let n_features = features.columns.len();
        let Fills { values: fill_values, filled } =
            fill(&mut self.values, n_features, missing, |feature| {
                ColumnPosition::new(features.columns[feature], self.names)
            })?;
        let samples = samples_left(self.values, n_dropped, n_features)?;
        Ok(Table {
            likely_ids: likely_ids(samples.view(), features.names.as_deref()),
            samples,
            feature_names: features.names,
            feature_columns: features.columns,
            one_hot: features.one_hot,
            left_out: left_out.clone(),
            filled,
            fill_values,
            ids: self.ids,
            id_column: id.map(|id| ColumnPosition::new(id, self.names)),
            // All labels that are left are present.
            labels: self.labels.map(|labels| labels.into_iter().flatten().collect()),
            weights: self.weights,
            n_rows: self.n_rows,
            kept_rows,
            format,
            gzip,
        })
    }

    /// Finds the complete rows; `None` if all are complete. An infinity is always an error.
    fn complete_rows(&self, policy: &Missing) -> Result<Option<Vec<usize>>, Box<ReadError>> {
        let n_features = self.selection.features.len();
        let weights = self.weights.as_deref().unwrap_or_default();
        if SamplesView::new(&self.values, self.n_rows, n_features).is_ok()
            && weights.iter().all(|weight| weight.is_finite())
            && self.labels.iter().flatten().all(Option::is_some)
        {
            return Ok(None);
        }
        let mut kept = Vec::new();
        let mut absent = Absent::default();
        for (row, sample) in self.values.chunks_exact(n_features).enumerate() {
            let n_missing = absent.n_missing;
            if !self.is_complete(row, sample) {
                self.look_at(row, sample, policy, &mut absent)?;
            }
            if absent.n_missing == n_missing {
                kept.push(row);
            }
        }
        match absent.first {
            Some((row, column)) if *policy != Missing::DropRows => {
                let (n_missing, of_rows) = (absent.n_missing, self.n_rows);
                let n_rows = of_rows - kept.len();
                let kind = ReadErrorKind::Missing { n_missing, n_rows, of_rows };
                let is_label = self.selection.label == Some(column);
                let (expected, found) = if is_label {
                    ("a label", self.absent_label)
                } else if self.selection.one_hot.contains_key(&column) {
                    ("a word", self.absent)
                } else {
                    ("a number", self.absent)
                };
                let error = ReadError::new(kind, (self.position)(row, column), expected, found);
                Err(error.in_column(column, self.names))
            }
            Some(_) => Ok(Some(kept)),
            None => Ok(None),
        }
    }

    /// Describes an infinity. In a narrower type than `f64` it may come from a number too large for
    /// the type.
    fn shown(&self, column: usize, infinity: f64) -> String {
        if F::NAME == f64::NAME || self.selection.weight == Some(column) {
            infinity.to_string()
        } else {
            format!("a number that is {infinity} as {}", F::NAME)
        }
    }

    fn is_complete(&self, row: usize, sample: &[F]) -> bool {
        let weight = self.weights.as_ref().map_or(0.0, |weights| weights[row]);
        sample.iter().all(|value| value.is_finite())
            && weight.is_finite()
            && !self.is_unlabelled(row)
    }

    fn is_unlabelled(&self, row: usize) -> bool {
        self.labels.as_ref().is_some_and(|labels| labels[row].is_none())
    }

    /// Counts the missing values of a row, but for features that will be filled.
    fn look_at(
        &self,
        row: usize,
        sample: &[F],
        policy: &Missing,
        absent: &mut Absent,
    ) -> Result<(), Box<ReadError>> {
        let Selection { features, label, weight, .. } = self.selection;
        let cells = features.iter().copied().zip(sample.iter().map(|value| value.to_f64()));
        let weight = weight.zip(self.weights.as_ref().map(|weights| weights[row]));
        let label = label.filter(|_| self.is_unlabelled(row));
        let label = label.map(|column| (column, f64::NAN));
        for (column, value) in cells.chain(weight).chain(label) {
            let is_filled = policy.fills() && features.contains(&column);
            if value.is_nan() && is_filled {
                continue;
            }
            if value.is_nan() {
                absent.n_missing += 1;
                absent.first.get_or_insert((row, column));
            } else if value.is_infinite() {
                // Weights are always `f64`.
                let is_weight = self.selection.weight == Some(column);
                let type_name = if is_weight { f64::NAME } else { F::NAME };
                let expected = format!("a finite number that fits {type_name}");
                let (at, found) = ((self.position)(row, column), self.shown(column, value));
                let error = ReadError::new(ReadErrorKind::Infinite, at, expected, found);
                return Err(error.in_column(column, self.names));
            }
        }
        Ok(())
    }
}
