use digits_data::{SamplesView, Scalar, memory};
use linalg_pca::distance::Panels;

use crate::Error;
use crate::rounding::round_up;

/// Samples of a wider type, packed in `f32`: twice the speed and half the memory for most labels.
#[derive(Debug)]
pub(crate) struct Screen {
    pub(crate) panels: Panels<f32>,
    /// A factor that brings the farthest sample to a norm of about 1. It is a power of two, so scaling
    /// rounds nothing.
    pub(crate) scale: f64,
    /// An upper bound of ‖x‖·scale for each block.
    pub(crate) norms: Vec<f32>,
}

impl Screen {
    /// Packs the samples; `largest_of_block` are squared distances from the offset.
    pub(crate) fn new<F: Scalar>(
        samples: SamplesView<'_, F>,
        offset: &[f64],
        largest_of_block: &[f64],
    ) -> Result<Self, Error> {
        let farthest = largest_of_block.iter().copied().fold(0.0, f64::max).sqrt();
        let scale = if farthest > 0.0 { farthest.log2().ceil().exp2().recip() } else { 1.0 };
        let norms = largest_of_block.iter().map(|largest| round_up(largest.sqrt() * scale));
        let norms = memory::collected(norms)?;
        let panels = Panels::pack_scaled(samples, offset, scale)?;
        Ok(Self { panels, scale, norms })
    }
}
