use digits_data::exact::Grid;
use digits_data::{Samples, SamplesView, Scalar};

use super::centring::center;
use super::problem::Problem;
use super::weights::Weights;
use crate::Error;

/// The samples of a fit, in one block or in many. All blocks have the same coordinates.
pub(crate) trait SampleBlocks<F: Scalar>: Sync {
    /// Returns the number of samples and of features.
    fn shape(&self) -> (usize, usize);

    /// Returns the number of samples in each block. The last block may have fewer.
    fn block_len(&self) -> usize;

    /// True if several threads may visit the samples at the same time.
    fn can_be_shared(&self) -> bool {
        false
    }

    fn weights(&self) -> Weights<'_>;

    fn offset(&self) -> &[f64];

    /// Returns the units in which sums of terms are exact.
    fn grid(&self) -> Result<&Grid, Error>;

    /// Returns the mean of the features' population variances.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if it is not finite.
    fn mean_variance(&self) -> Result<f64, Error>;

    /// Calls `visit(first row, block)` for all blocks in their order.
    fn each(&self, visit: &mut Visit<'_, F>) -> Result<(), Error>;

    /// Calls `visit(first row, block)` for some block that has the panel which begins with this row.
    fn at(&self, row: usize, visit: &mut Visit<'_, F>) -> Result<(), Error>;

    /// Copies rows, in the order given.
    fn select(&self, rows: &[usize]) -> Result<Samples<F>, Error>;

    /// Packs the samples in advance for the iterations, and for seeding if that computes distances.
    fn pack(&self, _seeding_takes_distances: bool) -> Result<(), Error> {
        Ok(())
    }

    /// Frees the memory that only seeding needs.
    fn end_seeding(&mut self) {}
}

/// A visit of one block: its first row among all rows, and its samples.
pub(crate) type Visit<'v, F> = dyn FnMut(usize, &Problem<'_, F>) -> Result<(), Error> + 'v;

impl<F: Scalar> dyn SampleBlocks<F> + '_ {
    /// Returns the number of multiply-adds that compare all samples with `n_clusters` centres.
    pub(crate) fn work(&self, n_clusters: usize) -> usize {
        let (n_samples, n_features) = self.shape();
        n_samples.saturating_mul(n_features).saturating_mul(n_clusters)
    }

    /// Subtracts the offset from rows.
    pub(crate) fn center(&self, rows: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
        center(rows, self.offset())
    }
}
