use anyhow::Result;
use digits_data::{Samples, SamplesView, Scalar};

/// The samples of a table, in memory or on disk.
pub(crate) trait TableRows<F: Scalar> {
    /// Returns the number of samples and of features.
    fn shape(&self) -> (usize, usize);

    /// Calls `visit(first sample, samples)` for all samples in order, in one block or many.
    fn each(&self, visit: &mut Visit<'_, F>) -> Result<()>;

    /// Copies samples, in the order given.
    fn select(&self, samples: &[usize]) -> Result<Samples<F>>;
}

pub(crate) type Visit<'v, F> = dyn FnMut(usize, SamplesView<'_, F>) -> Result<()> + 'v;

impl<F: Scalar> TableRows<F> for Samples<F> {
    fn shape(&self) -> (usize, usize) {
        self.shape()
    }

    fn each(&self, visit: &mut Visit<'_, F>) -> Result<()> {
        visit(0, self.view())
    }

    fn select(&self, samples: &[usize]) -> Result<Samples<F>> {
        Ok(self.view().select(samples)?)
    }
}
