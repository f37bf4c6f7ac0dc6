//! A problem as the one block of its fit.

use digits_data::exact::Grid;
use digits_data::{Samples, Scalar};

use super::problem::Problem;
use super::sample_blocks::{SampleBlocks, Visit};
use super::weights::Weights;
use crate::Error;

impl<F: Scalar> SampleBlocks<F> for Problem<'_, F> {
    fn shape(&self) -> (usize, usize) {
        self.samples.shape()
    }

    fn block_len(&self) -> usize {
        self.samples.n_samples()
    }

    fn can_be_shared(&self) -> bool {
        true
    }

    fn weights(&self) -> Weights<'_> {
        self.weights
    }

    fn offset(&self) -> &[f64] {
        self.offset
    }

    fn grid(&self) -> Result<&Grid, Error> {
        self.grid()
    }

    fn mean_variance(&self) -> Result<f64, Error> {
        self.mean_variance()
    }

    fn each(&self, visit: &mut Visit<'_, F>) -> Result<(), Error> {
        visit(0, self)
    }

    fn at(&self, _row: usize, visit: &mut Visit<'_, F>) -> Result<(), Error> {
        visit(0, self)
    }

    fn select(&self, rows: &[usize]) -> Result<Samples<F>, Error> {
        Ok(self.samples.select(rows)?)
    }

    /// Restarts that run side by side would otherwise each pack the samples.
    fn pack(&self, seeding_takes_distances: bool) -> Result<(), Error> {
        if self.screen()?.is_none() || seeding_takes_distances {
            self.packed()?;
        }
        Ok(())
    }

    /// The iterations over `f64` samples need only the copy in `f32`.
    fn end_seeding(&mut self) {
        if size_of::<F>() > size_of::<f32>() {
            self.forget_panels();
        }
    }
}
