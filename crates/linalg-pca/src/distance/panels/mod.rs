use digits_data::{SamplesView, Scalar};
use rayon::prelude::*;

use super::aligned::Aligned;
use super::backend::Backend;
use super::lanes::LANES;
use super::packing::{TransposeRoom, pack_panel};
use crate::Error;

mod comparison;

/// Number of panels that one task packs.
const PANELS_PER_TASK: usize = 64;

/// Samples rearranged for the distance kernel: one panel for every [`LANES`] samples. A panel is cut
/// into strips, each as wide as two registers. A strip holds its samples feature by feature.
///
/// The kernel then reads one stream from beginning to end, for every width of registers.
///
/// This is the only copy of the data that k-means makes. Packing subtracts an offset, usually the
/// mean, in `f64`. So `f32` samples far from the origin stay precise.
///
/// ```
/// use digits_data::Samples;
/// use linalg_pca::distance::{Centers, Panels};
///
/// let samples = Samples::from_rows(&[[0.0, 0.0], [9.0, 9.0], [1.0, 0.0]])?;
/// let centers = Samples::from_rows(&[[0.0, 1.0], [8.0, 8.0]])?;
/// let panels = Panels::pack(samples.view(), &[0.0, 0.0])?;
/// let mut labels = [0; 3];
/// panels.nearest(&Centers::pack(centers.view()), 0, &mut labels)?;
/// assert_eq!(labels, [0, 1, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Panels<F: Scalar> {
    panels: Aligned<F>,
    strip: usize,
    n_samples: usize,
    n_features: usize,
}

impl<F: Scalar> Panels<F> {
    /// Makes empty panels, for [`repack`](Self::repack).
    #[must_use]
    pub fn empty() -> Self {
        Self {
            panels: Aligned::zeroed(0),
            strip: Backend::<F>::active().strip,
            n_samples: 0,
            n_features: 0,
        }
    }

    /// Packs `samples − offset`, in parallel; the lanes past the last sample are zero.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] unless `offset` has one value for every feature;
    /// [`Error::Memory`].
    pub fn pack(samples: SamplesView<'_, F>, offset: &[f64]) -> Result<Self, Error> {
        Self::pack_for(samples, offset, 1.0, Backend::<F>::active().strip)
    }

    /// Packs `(samples − offset)·scale` of another type, rounded once to this one.
    ///
    /// # Errors
    ///
    /// As for [`pack`](Self::pack).
    pub fn pack_scaled<S: Scalar>(
        samples: SamplesView<'_, S>,
        offset: &[f64],
        scale: f64,
    ) -> Result<Self, Error> {
        Self::pack_for(samples, offset, scale, Backend::<F>::active().strip)
    }

    /// Packs for a kernel that reads strips of this many samples.
    pub(super) fn pack_for<S: Scalar>(
        samples: SamplesView<'_, S>,
        offset: &[f64],
        scale: f64,
        strip: usize,
    ) -> Result<Self, Error> {
        let (n_samples, n_features) = samples.shape();
        check_length("values of the offset", offset.len(), n_features)?;
        let block_len = LANES * n_features;
        let mut panels = Aligned::try_zeroed(n_samples.div_ceil(LANES).saturating_mul(block_len))?;
        panels
            .as_mut_slice()
            .par_chunks_mut(PANELS_PER_TASK * block_len)
            .zip(samples.as_slice().par_chunks(PANELS_PER_TASK * block_len))
            .for_each(|(panels, samples)| {
                let mut room = TransposeRoom::new();
                let panels = panels.chunks_exact_mut(block_len);
                for (panel, samples) in panels.zip(samples.chunks(block_len)) {
                    pack_panel(
                        &mut room,
                        panel,
                        strip,
                        &samples.chunks_exact(n_features),
                        offset,
                        scale,
                    );
                }
            });
        Ok(Self { panels, strip, n_samples, n_features })
    }

    /// Replaces the contents with some rows of `samples − offset`, in the order given.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] unless `offset` has one value for every feature, or if a row does
    /// not exist; [`Error::Memory`].
    pub fn repack(
        &mut self,
        samples: SamplesView<'_, F>,
        offset: &[f64],
        rows: &[usize],
    ) -> Result<(), Error> {
        self.repack_scaled(samples, offset, 1.0, rows)
    }

    /// Packs some rows of `(samples − offset)·scale` of another type, rounded once to this one.
    ///
    /// # Errors
    ///
    /// As for [`repack`](Self::repack).
    pub fn repack_scaled<S: Scalar>(
        &mut self,
        samples: SamplesView<'_, S>,
        offset: &[f64],
        scale: f64,
        rows: &[usize],
    ) -> Result<(), Error> {
        let n_features = samples.n_features();
        check_length("values of the offset", offset.len(), n_features)?;
        if let Some(&row) = rows.iter().find(|&&row| row >= samples.n_samples()) {
            let (what, expected) = ("or more rows", samples.n_samples());
            return Err(Error::LengthMismatch { what, found: row.saturating_add(1), expected });
        }
        self.n_samples = rows.len();
        self.n_features = n_features;
        let block_len = LANES * n_features;
        self.panels.try_resize(rows.len().div_ceil(LANES).saturating_mul(block_len))?;
        let mut room = TransposeRoom::new();
        let panels = self.panels.as_mut_slice().chunks_exact_mut(block_len);
        for (panel, rows) in panels.zip(rows.chunks(LANES)) {
            let samples = rows.iter().map(|&row| samples.row(row));
            pack_panel(&mut room, panel, self.strip, &samples, offset, scale);
        }
        Ok(())
    }

    /// Number of samples.
    pub fn n_samples(&self) -> usize {
        self.n_samples
    }

    /// Number of features.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// The values of a sample minus the offset. Empty if there is no such sample.
    #[inline(always)]
    pub fn sample(&self, index: usize) -> impl Iterator<Item = F> + Clone {
        let len = self.strip * self.n_features;
        let strip = self.panels.as_slice().get(index / self.strip * len..).unwrap_or(&[]);
        let lane = index % self.strip;
        strip.get(lane..len).unwrap_or(&[]).iter().step_by(self.strip).copied()
    }

    #[cfg(test)]
    pub(super) fn all_blocks(&self) -> &[F] {
        self.panels.as_slice()
    }
}

fn check_length(what: &'static str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::LengthMismatch { what, found, expected })
}
