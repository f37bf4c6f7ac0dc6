use super::fill::Fills;
use super::likely_id::LikelyIds;
use super::missing::none_left;
use super::selection::Selection;
use super::word_encoder::{Encoder, Features};
use super::{ColumnPosition, Missing, ReadError, Table};
use crate::{Samples, Scalar};

/// Some rows of a table, in their order.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TableBlock<'a, F: Scalar = f64> {
    /// The features, one sample per row.
    pub samples: Samples<F>,
    /// The names of the features, if the file has names.
    pub feature_names: Option<&'a [String]>,
}

/// The samples of a table on their way from a reader to the caller, a block of rows at a time.
pub(super) struct Blocks<'a, F: Scalar> {
    rows_per_block: &'a dyn Fn(usize) -> usize,
    take: &'a mut dyn FnMut(TableBlock<'_, F>),
    pub(super) fills: Fills,
    pub(super) likely_ids: LikelyIds,
    /// The words whose numbers are among the values.
    pub(super) encoder: Encoder,
    /// The features of the last block.
    features: Option<Features>,
}

impl<'a, F: Scalar> Blocks<'a, F> {
    /// `rows_per_block` gets the number of features and returns how many rows a block has.
    pub(super) fn new(
        rows_per_block: &'a dyn Fn(usize) -> usize,
        take: &'a mut dyn FnMut(TableBlock<'_, F>),
    ) -> Self {
        let (fills, likely_ids) = (Fills::default(), LikelyIds::default());
        let (encoder, features) = (Encoder::default(), None);
        Self { rows_per_block, take, fills, likely_ids, encoder, features }
    }

    /// Returns the rows after which a reader hands them over. New words need all of them, and so does
    /// a mean or a median in place of missing values.
    pub(super) fn n_rows(
        &self,
        n_features: usize,
        missing: &Missing,
        has_new_words: bool,
    ) -> usize {
        match missing {
            Missing::Mean | Missing::Median => usize::MAX,
            _ if has_new_words => usize::MAX,
            _ => (self.rows_per_block)(n_features).max(1),
        }
    }

    /// Makes words into features, replaces missing values and hands the rows over, if there are any.
    /// All values are finite or missing.
    pub(super) fn hand_over(
        &mut self,
        mut values: Vec<F>,
        selection: &Selection,
        names: Option<&[String]>,
        missing: &Missing,
    ) -> Result<(), Box<ReadError>> {
        let features = self.encoder.features(&mut values, selection, names)?;
        let n_features = features.columns.len();
        self.fills.replace(&mut values, n_features, missing, |feature| {
            ColumnPosition::new(features.columns[feature], names)
        })?;
        let Some(samples) = Samples::of_finite(values, n_features) else { return Ok(()) };
        let are_all = self.n_rows(n_features, missing, selection.has_new_words()) == usize::MAX;
        self.likely_ids.look_at(samples.view(), are_all)?;
        (self.take)(TableBlock { samples, feature_names: features.names.as_deref() });
        self.features = Some(features);
        Ok(())
    }

    /// Returns the features of the table, after the last row.
    ///
    /// # Errors
    ///
    /// There was no sample.
    pub(super) fn take_features(&mut self, n_dropped: usize) -> Result<Features, Box<ReadError>> {
        self.features.take().ok_or_else(|| none_left(n_dropped))
    }
}

/// Reads all rows as one block.
pub(super) fn whole<F: Scalar>(
    read: impl FnOnce(&mut Blocks<'_, F>) -> Result<Table<()>, Box<ReadError>>,
) -> Result<Table<Samples<F>>, Box<ReadError>> {
    let mut whole = None;
    let mut take = |block: TableBlock<'_, F>| whole = Some(block.samples);
    let table = read(&mut Blocks::new(&|_| usize::MAX, &mut take))?;
    whole.map(|samples| table.with(samples)).ok_or_else(|| none_left(0))
}
