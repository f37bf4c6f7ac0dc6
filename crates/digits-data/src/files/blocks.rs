use super::fill::Fills;
use super::likely_id::LikelyIds;
use super::missing::none_left;
use super::selection::Selection;
use super::{ColumnPosition, Missing, ReadError, Table, TableBlock};
use crate::{Samples, Scalar};

/// The samples of a table on their way from a reader to the caller, a block of rows at a time.
pub(super) struct Blocks<'a, F: Scalar> {
    rows_per_block: &'a dyn Fn(usize) -> usize,
    take: &'a mut dyn FnMut(TableBlock<'_, F>),
    pub(super) fills: Fills,
    pub(super) likely_ids: LikelyIds,
    n_samples: usize,
}

impl<'a, F: Scalar> Blocks<'a, F> {
    /// `rows_per_block` finds the number of rows of a block from the number of features.
    pub(super) fn new(
        rows_per_block: &'a dyn Fn(usize) -> usize,
        take: &'a mut dyn FnMut(TableBlock<'_, F>),
    ) -> Self {
        let (fills, likely_ids) = (Fills::default(), LikelyIds::default());
        Self { rows_per_block, take, fills, likely_ids, n_samples: 0 }
    }

    /// Returns the rows after which a reader hands them over. A mean or a median in place of missing
    /// values needs all of them.
    pub(super) fn n_rows(&self, n_features: usize, missing: &Missing) -> usize {
        match missing {
            Missing::Mean | Missing::Median => usize::MAX,
            _ => (self.rows_per_block)(n_features).max(1),
        }
    }

    /// Replaces missing values and hands the rows over, if there are any. All values are finite or
    /// missing.
    pub(super) fn hand_over(
        &mut self,
        mut values: Vec<F>,
        selection: &Selection,
        names: Option<&[String]>,
        missing: &Missing,
    ) -> Result<(), Box<ReadError>> {
        let features = &selection.features;
        self.fills.replace(&mut values, features.len(), missing, |feature| {
            ColumnPosition::new(features[feature], names)
        })?;
        let Some(samples) = Samples::of_finite(values, features.len()) else { return Ok(()) };
        self.n_samples += samples.n_samples();
        let are_all = self.n_rows(features.len(), missing) == usize::MAX;
        self.likely_ids.look_at(samples.view(), are_all)?;
        let names = names.map(|names| selection.feature_names(names));
        (self.take)(TableBlock { samples, feature_names: names.as_deref() });
        Ok(())
    }

    /// Checks, after the last row, that there was a sample.
    pub(super) fn check_any(&self, n_dropped: usize) -> Result<(), Box<ReadError>> {
        if self.n_samples > 0 { Ok(()) } else { Err(none_left(n_dropped)) }
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
