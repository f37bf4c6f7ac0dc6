use std::sync::OnceLock;

use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, Panels};

use crate::Error;
use crate::samples::Problem;

/// The centres in the samples' own type. They are packed when the first label is uncertain.
pub(super) struct ExactCenters<'a, F: Scalar> {
    centers: &'a Samples<F>,
    packed: OnceLock<Centers<F>>,
}

impl<'a, F: Scalar> ExactCenters<'a, F> {
    pub(super) fn new(centers: &'a Samples<F>) -> Self {
        Self { centers, packed: OnceLock::new() }
    }

    fn packed(&self) -> &Centers<F> {
        self.packed.get_or_init(|| Centers::pack(self.centers.view()))
    }
}

/// The samples of a piece whose labels the `f32` kernel left uncertain.
pub(super) struct UncertainSamples<F: Scalar> {
    /// Their row numbers.
    pub(super) rows: Vec<usize>,
    panels: Panels<F>,
    labels: Vec<u32>,
}

impl<F: Scalar> Default for UncertainSamples<F> {
    fn default() -> Self {
        Self { rows: Vec::new(), panels: Panels::empty(), labels: Vec::new() }
    }
}

impl<F: Scalar> UncertainSamples<F> {
    /// Labels the uncertain samples with the dense kernel of their own type. Then the list is empty.
    ///
    /// `labels` begin with sample `start`.
    pub(super) fn label(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &ExactCenters<'_, F>,
        start: usize,
        labels: &mut [u32],
    ) -> Result<(), Error> {
        if self.rows.is_empty() {
            return Ok(());
        }
        self.panels.repack(problem.samples, problem.offset, &self.rows)?;
        self.labels.resize(self.rows.len(), 0);
        self.panels.nearest(centers.packed(), 0, &mut self.labels)?;
        for (&row, &label) in self.rows.iter().zip(&self.labels) {
            labels[row - start] = label;
        }
        self.rows.clear();
        Ok(())
    }
}
