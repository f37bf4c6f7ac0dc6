use anyhow::Result;
use digits_data::{Samples, SamplesView, Scalar};

use crate::files::input::Input;
use crate::files::scaling::{Scaling, unscaled};

/// The samples of a report, and the data to map them back to the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a, F: Scalar> {
    /// The samples that were clustered, scaled, with their labels, names and weights.
    pub(crate) input: &'a Input<F>,
    /// The scaler; `None` if they were not scaled.
    pub(crate) scaling: Option<&'a Scaling>,
    /// Pixels per row, if samples are images.
    pub(crate) image_width: Option<usize>,
}

impl<'a, F: Scalar> Subject<'a, F> {
    pub(super) fn samples(&self) -> SamplesView<'a, F> {
        self.input.samples.view()
    }

    /// Some of the samples in the coordinates of the file.
    pub(super) fn as_given(&self, samples: &[usize]) -> Result<Samples<f64>> {
        self.unscaled(self.samples().select(samples)?.cast()?)
    }

    /// Undoes the scaling.
    pub(crate) fn unscaled(&self, scaled: Samples<f64>) -> Result<Samples<f64>> {
        unscaled(self.scaling, scaled)
    }

    /// The row of a sample in the data, from 0.
    pub(super) fn row(&self, sample: usize) -> usize {
        self.input.row(sample)
    }

    pub(super) fn true_label(&self, sample: usize) -> Option<&str> {
        Some(self.input.labels.as_ref()?[sample].as_str())
    }
}
