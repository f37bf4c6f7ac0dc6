use digits_data::{SamplesView, Scalar, memory};
use linalg_pca::distance::Panels;

use super::packing::Packed;
use crate::Error;
use crate::rounding::round_up;

/// Samples of a wider type, packed in `f32`: twice the speed and half the memory for most labels.
#[derive(Debug)]
pub(crate) struct Screen {
    /// `None` if samples are packed on their way to the kernel.
    panels: Option<Panels<f32>>,
    /// A factor that brings the farthest sample to a norm of about 1. It is a power of two, so scaling
    /// rounds nothing.
    pub(crate) scale: f64,
    /// An upper bound of ‖x‖·scale for each panel.
    pub(crate) norms: Vec<f32>,
}

impl Screen {
    /// Packs the samples, if `packs_once`; `largest_of_panel` are squared distances from the offset.
    pub(super) fn new<F: Scalar>(
        samples: SamplesView<'_, F>,
        offset: &[f64],
        largest_of_panel: &[f64],
        packs_once: bool,
    ) -> Result<Self, Error> {
        let farthest = largest_of_panel.iter().copied().fold(0.0, f64::max).sqrt();
        let scale = if farthest > 0.0 { farthest.log2().ceil().exp2().recip() } else { 1.0 };
        let norms = largest_of_panel.iter().map(|largest| round_up(largest.sqrt() * scale));
        let norms = memory::collected(norms)?;
        let pack = || Panels::pack_scaled(samples, offset, scale);
        Ok(Self { panels: packs_once.then(pack).transpose()?, scale, norms })
    }

    /// Returns the samples that this is the screen of, with their offset.
    pub(crate) fn packed<'a, F: Scalar>(
        &'a self,
        samples: SamplesView<'a, F>,
        offset: &'a [f64],
    ) -> Packed<'a, F, f32> {
        Packed { whole: self.panels.as_ref(), samples, offset, scale: self.scale }
    }
}
