use super::blocks::Blocks;
use super::missing::keep_rows;
use super::selection::Selection;
use super::word_encoder::Encoder;
use super::{ColumnPosition, Format, Missing, Position, ReadError, ReadErrorKind, Table};
use crate::{SamplesView, Scalar, memory};

/// Rows of a binary table as read, before values are checked. Missing values are NaN.
#[derive(Default)]
pub(super) struct Rows<F: Scalar> {
    /// The features, row by row.
    pub(super) values: Vec<F>,
    pub(super) n_rows: usize,
    /// The label of each row, if labels were requested; `None` for a missing one.
    pub(super) labels: Option<Vec<Option<String>>>,
    /// The key of each row, if keys were requested; empty for a missing one.
    pub(super) ids: Option<Vec<String>>,
    pub(super) weights: Option<Vec<f64>>,
}

/// A binary table on its way to the caller, block after block.
pub(super) struct Gathered<'a, 'b, F: Scalar> {
    blocks: &'a mut Blocks<'b, F>,
    selection: &'a Selection,
    names: Option<&'a [String]>,
    missing: &'a Missing,
    /// The words for a missing number and for a missing label, for error messages.
    words: AbsentWords,
    n_rows: usize,
    labels: Vec<String>,
    ids: Vec<String>,
    weights: Vec<f64>,
    /// The rows kept; `None` until one is dropped.
    kept: Option<Vec<usize>>,
    absent: Absent,
}

/// The words for a missing number and for a missing label.
pub(super) struct AbsentWords {
    pub(super) number: &'static str,
    pub(super) label: &'static str,
}

/// The values that are missing.
#[derive(Default)]
struct Absent {
    n_missing: usize,
    n_rows: usize,
    /// The place and the column of the first.
    first: Option<(Position, usize)>,
}

impl<'a, 'b, F: Scalar> Gathered<'a, 'b, F> {
    pub(super) fn new(
        blocks: &'a mut Blocks<'b, F>,
        selection: &'a Selection,
        names: Option<&'a [String]>,
        missing: &'a Missing,
        words: AbsentWords,
    ) -> Self {
        blocks.encoder = Encoder::new(selection);
        Self {
            blocks,
            selection,
            names,
            missing,
            words,
            n_rows: 0,
            labels: Vec::new(),
            ids: Vec::new(),
            weights: Vec::new(),
            kept: None,
            absent: Absent::default(),
        }
    }

    /// The words of columns that become features.
    pub(super) fn encoder(&mut self) -> &mut Encoder {
        &mut self.blocks.encoder
    }

    /// Takes the next rows; if rows may be dropped, the complete ones only. `position` finds the
    /// place of the value of a row and a column in the file.
    pub(super) fn add(
        &mut self,
        mut rows: Rows<F>,
        position: &dyn Fn(usize, usize) -> Position,
    ) -> Result<(), Box<ReadError>> {
        let kept = self.complete_rows(&rows, position)?;
        if let Some(kept) = &kept {
            keep_rows(&mut rows.values, self.selection.features.len(), kept);
            if let Some(labels) = &mut rows.labels {
                // Nothing is moved onto a label that is still to be read.
                kept.iter().enumerate().for_each(|(to, &from)| labels.swap(to, from));
                labels.truncate(kept.len());
            }
            if let Some(weights) = &mut rows.weights {
                keep_rows(weights, 1, kept);
            }
        }
        self.keep(kept.as_deref(), rows.n_rows)?;
        self.n_rows += rows.n_rows;
        let labels = rows.labels.unwrap_or_default();
        memory::make_room(&mut self.labels, labels.len())?;
        // All labels that are left are present, or the table is an error.
        self.labels.extend(labels.into_iter().flatten());
        append(&mut self.ids, rows.ids.unwrap_or_default())?;
        append(&mut self.weights, rows.weights.unwrap_or_default())?;
        if self.absent.first.is_some() && *self.missing != Missing::DropRows {
            return Ok(());
        }
        self.blocks.hand_over(rows.values, self.selection, self.names, self.missing)
    }

    /// Makes the table, after the last row.
    pub(super) fn into_table(
        self,
        format: Format,
        gzip: bool,
    ) -> Result<Table<()>, Box<ReadError>> {
        self.check_missing()?;
        let n_dropped = self.kept.as_ref().map_or(0, |kept| self.n_rows - kept.len());
        let features = self.blocks.take_features(n_dropped)?;
        let &Selection { ref left_out, id, label, weight, .. } = self.selection;
        let fills = std::mem::take(&mut self.blocks.fills);
        Ok(Table {
            samples: (),
            likely_ids: self.blocks.likely_ids.found(features.names.as_deref()),
            feature_names: features.names,
            feature_columns: features.columns,
            one_hot: features.one_hot,
            left_out: left_out.clone(),
            filled: fills.filled,
            fill_values: fills.values,
            ids: id.map(|_| self.ids),
            id_column: id.map(|id| ColumnPosition::new(id, self.names)),
            labels: label.map(|_| self.labels),
            weights: weight.map(|_| self.weights),
            n_rows: self.n_rows,
            kept_rows: self.kept,
            format,
            gzip,
        })
    }

    /// Takes note of the rows kept of the next `n_rows`; `None` stands for all.
    fn keep(&mut self, of_next: Option<&[usize]>, n_rows: usize) -> Result<(), Box<ReadError>> {
        if self.kept.is_none() && of_next.is_some() {
            self.kept = Some(memory::collected(0..self.n_rows)?);
        }
        let Some(kept) = &mut self.kept else { return Ok(()) };
        memory::make_room(kept, of_next.map_or(n_rows, <[usize]>::len))?;
        match of_next {
            Some(of_next) => kept.extend(of_next.iter().map(|row| self.n_rows + row)),
            None => kept.extend(self.n_rows..self.n_rows + n_rows),
        }
        Ok(())
    }

    /// Finds the complete rows; `None` if all are complete. An infinity is always an error.
    fn complete_rows(
        &mut self,
        rows: &Rows<F>,
        position: &dyn Fn(usize, usize) -> Position,
    ) -> Result<Option<Vec<usize>>, Box<ReadError>> {
        let n_features = self.selection.features.len();
        let weights = rows.weights.as_deref().unwrap_or_default();
        if SamplesView::new(&rows.values, rows.n_rows, n_features).is_ok()
            && weights.iter().all(|weight| weight.is_finite())
            && rows.labels.iter().flatten().all(Option::is_some)
        {
            return Ok(None);
        }
        let mut kept = Vec::new();
        for (row, sample) in rows.values.chunks_exact(n_features).enumerate() {
            let n_missing = self.absent.n_missing;
            if !rows.is_complete(row, sample) {
                self.look_at(rows, row, sample, position)?;
            }
            if self.absent.n_missing == n_missing {
                memory::make_room(&mut kept, 1)?;
                kept.push(row);
            }
        }
        self.absent.n_rows += rows.n_rows - kept.len();
        Ok((kept.len() < rows.n_rows).then_some(kept))
    }

    /// The error of values that are missing, if rows may not be dropped.
    fn check_missing(&self) -> Result<(), Box<ReadError>> {
        let Some((at, column)) = self.absent.first.filter(|_| *self.missing != Missing::DropRows)
        else {
            return Ok(());
        };
        let Absent { n_missing, n_rows, .. } = self.absent;
        let kind = ReadErrorKind::Missing { n_missing, n_rows, of_rows: self.n_rows };
        let (expected, found) = if self.selection.label == Some(column) {
            ("a label", self.words.label)
        } else if self.selection.one_hot.contains_key(&column) {
            ("a word", self.words.number)
        } else {
            ("a number", self.words.number)
        };
        Err(ReadError::new(kind, at, expected, found).in_column(column, self.names))
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

    /// Counts the missing values of a row, but for features that will be filled.
    fn look_at(
        &mut self,
        rows: &Rows<F>,
        row: usize,
        sample: &[F],
        position: &dyn Fn(usize, usize) -> Position,
    ) -> Result<(), Box<ReadError>> {
        let Selection { features, label, weight, .. } = self.selection;
        let cells = features.iter().copied().zip(sample.iter().map(|value| value.to_f64()));
        let weight = weight.zip(rows.weights.as_ref().map(|weights| weights[row]));
        let label = label.filter(|_| rows.is_unlabelled(row));
        let label = label.map(|column| (column, f64::NAN));
        for (column, value) in cells.chain(weight).chain(label) {
            let is_filled = self.missing.fills() && features.contains(&column);
            if value.is_nan() && is_filled {
                continue;
            }
            if value.is_nan() {
                self.absent.n_missing += 1;
                let at = || (position(self.n_rows + row, column), column);
                self.absent.first.get_or_insert_with(at);
            } else if value.is_infinite() {
                // Weights are always `f64`.
                let is_weight = self.selection.weight == Some(column);
                let type_name = if is_weight { f64::NAME } else { F::NAME };
                let expected = format!("a finite number that fits {type_name}");
                let (at, found) = (position(self.n_rows + row, column), self.shown(column, value));
                let error = ReadError::new(ReadErrorKind::Infinite, at, expected, found);
                return Err(error.in_column(column, self.names));
            }
        }
        Ok(())
    }
}

impl<F: Scalar> Rows<F> {
    /// Adds the rows that follow; the first ones without a copy.
    #[cfg(feature = "parquet")]
    pub(super) fn append(&mut self, next: Self) -> Result<(), Box<ReadError>> {
        if self.n_rows == 0 {
            *self = next;
            return Ok(());
        }
        self.n_rows += next.n_rows;
        append(&mut self.values, next.values)?;
        append_some(&mut self.labels, next.labels)?;
        append_some(&mut self.ids, next.ids)?;
        append_some(&mut self.weights, next.weights)
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
}

/// Appends values that were requested.
#[cfg(feature = "parquet")]
fn append_some<T>(all: &mut Option<Vec<T>>, next: Option<Vec<T>>) -> Result<(), Box<ReadError>> {
    next.map_or(Ok(()), |next| append(all.get_or_insert_default(), next))
}

/// Moves values to the end of those before them; the first ones without a copy.
fn append<T>(all: &mut Vec<T>, mut next: Vec<T>) -> Result<(), Box<ReadError>> {
    if all.is_empty() {
        *all = next;
        return Ok(());
    }
    memory::make_room(all, next.len())?;
    all.append(&mut next);
    Ok(())
}
