use anyhow::Result;
use digits_data::{Samples, SamplesView, Scalar};

use crate::files::input::Input;
use crate::files::scaling::Scaling;

/// The samples that a report is about, with their labels, names and weights.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a, F: Scalar> {
    /// The scaled samples that were clustered.
    pub(crate) samples: SamplesView<'a, F>,
    /// The scaler; `None` if they were not scaled.
    pub(crate) scaling: Option<&'a Scaling>,
    /// Sample weights; `None` if all count alike.
    pub(crate) weights: Option<&'a [f64]>,
    pub(crate) true_labels: Option<&'a [String]>,
    pub(crate) feature_names: Option<&'a [String]>,
    /// The row of each sample in the file, if some were left out.
    pub(crate) kept_rows: Option<&'a [usize]>,
    /// Pixels per row, if samples are images.
    pub(crate) image_width: Option<usize>,
}

impl<'a, F: Scalar> Subject<'a, F> {
    /// The input whose samples have been scaled.
    pub(crate) fn new(
        scaled: &'a Input<F>,
        scaling: Option<&'a Scaling>,
        image_width: Option<usize>,
    ) -> Self {
        Self {
            samples: scaled.samples.view(),
            scaling,
            weights: scaled.weights.as_deref(),
            true_labels: scaled.labels.as_deref(),
            feature_names: scaled.feature_names.as_deref(),
            kept_rows: scaled.kept_rows.as_deref(),
            image_width,
        }
    }

    /// Some of the samples in the coordinates of the file.
    pub(super) fn as_given(&self, samples: &[usize]) -> Result<Samples<f64>> {
        self.unscaled(self.samples.select(samples)?.cast()?)
    }

    /// Undoes the scaling.
    pub(crate) fn unscaled(&self, scaled: Samples<f64>) -> Result<Samples<f64>> {
        match self.scaling {
            Some(scaling) => scaling.inverse_transform(scaled),
            None => Ok(scaled),
        }
    }

    /// The row of a sample in the data, from 0.
    pub(super) fn row(&self, sample: usize) -> usize {
        self.kept_rows.map_or(sample, |rows| rows[sample])
    }

    pub(super) fn true_label(&self, sample: usize) -> Option<&str> {
        Some(self.true_labels?[sample].as_str())
    }
}
