use digits_data::{SamplesView, Scalar};
use rayon::prelude::*;

use super::aligned::Aligned;
use super::backend::Backend;
use super::centers::Centers;
use super::closest::Closest;
use super::packing::pack_block;
use crate::Error;

/// Samples that stand side by side in a panel.
pub const LANES: usize = 32;

/// Blocks that are packed as one piece of work.
const BLOCKS_PER_TASK: usize = 64;

/// One value of each of [`LANES`] consecutive samples.
pub type PanelRow<F> = [F; LANES];

/// Of each sample in a block the two nearest centres.
///
/// A score is `‖c‖² − 2x·c`: the squared distance less ‖x‖², rounded as the kernel rounds it.
#[derive(Debug, Clone, Copy)]
pub struct NearestTwo<F> {
    /// The number of the nearest centre, the lowest of those equally near.
    pub labels: [u32; LANES],
    /// The nearest centre's score.
    pub nearest: [F; LANES],
    /// The smallest score of all other centres; infinite if there is none.
    pub second: [F; LANES],
    /// ‖x‖² of the sample, one chain of fused multiply-adds.
    pub squared_norms: [F; LANES],
}

impl<F: Scalar> Default for NearestTwo<F> {
    fn default() -> Self {
        Self {
            labels: [0; LANES],
            nearest: [F::INFINITY; LANES],
            second: [F::INFINITY; LANES],
            squared_norms: [F::ZERO; LANES],
        }
    }
}

/// Samples rearranged for the distance kernel: block after block of [`LANES`] samples, each in
/// strips as wide as two registers, each strip feature by feature.
///
/// So the kernel reads one stream from beginning to end, whatever the registers' width.
///
/// The one copy of the data that k-means makes. An offset, usually the mean, is subtracted on the
/// way in, in `f64`, so that `f32` samples far from the origin keep their digits.
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
    blocks: Aligned<F>,
    strip: usize,
    n_samples: usize,
    n_features: usize,
}

impl<F: Scalar> Panels<F> {
    /// Panels that hold nothing yet, for [`repack`](Self::repack).
    #[must_use]
    pub fn empty() -> Self {
        Self {
            blocks: Aligned::zeroed(0),
            strip: Backend::<F>::active().strip,
            n_samples: 0,
            n_features: 0,
        }
    }

    /// Packs `samples − offset`, in parallel; the lanes past the last sample are zero.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] unless `offset` has one value for every feature.
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
        let mut blocks = Aligned::zeroed(n_samples.div_ceil(LANES) * block_len);
        blocks
            .as_mut_slice()
            .par_chunks_mut(BLOCKS_PER_TASK * block_len)
            .zip(samples.as_slice().par_chunks(BLOCKS_PER_TASK * block_len))
            .for_each(|(blocks, samples)| {
                let blocks = blocks.chunks_exact_mut(block_len);
                for (block, samples) in blocks.zip(samples.chunks(block_len)) {
                    pack_block(block, strip, &samples.chunks_exact(n_features), offset, scale);
                }
            });
        Ok(Self { blocks, strip, n_samples, n_features })
    }

    /// Packs some rows of `samples − offset` in place of what was there, in the order given.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] unless `offset` has one value for every feature, or if a row is
    /// not there.
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
            return Err(Error::LengthMismatch { what, found: row + 1, expected });
        }
        self.n_samples = rows.len();
        self.n_features = n_features;
        let block_len = LANES * n_features;
        self.blocks.resize(rows.len().div_ceil(LANES) * block_len);
        let blocks = self.blocks.as_mut_slice().chunks_exact_mut(block_len);
        for (block, rows) in blocks.zip(rows.chunks(LANES)) {
            let samples = rows.iter().map(|&row| samples.row(row));
            pack_block(block, self.strip, &samples, offset, scale);
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

    /// The values of a sample, less the offset: none if there is no such sample.
    #[inline(always)]
    pub fn sample(&self, index: usize) -> impl Iterator<Item = F> + Clone {
        let len = self.strip * self.n_features;
        let strip = self.blocks.as_slice().get(index / self.strip * len..).unwrap_or(&[]);
        let lane = index % self.strip;
        strip.get(lane..len).unwrap_or(&[]).iter().step_by(self.strip).copied()
    }

    /// Writes, for the samples from `start` on, the number of the nearest centre; the lowest of
    /// those that are equally near.
    ///
    /// `start` is a multiple of [`LANES`]; as many samples are labelled as `labels` has room for.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if the centres have another number of features, or if `start` and
    /// the room do not name samples of a whole number of blocks (or all that are left).
    pub fn nearest(
        &self,
        centers: &Centers<F>,
        start: usize,
        labels: &mut [u32],
    ) -> Result<(), Error> {
        self.blocks(centers, start, labels.len())?;
        // All that follow, so that the kernel can fetch what the next call will want.
        let blocks = &self.blocks.as_slice()[start * self.n_features..];
        (Backend::active().nearest)(blocks, centers, labels);
        Ok(())
    }

    /// As [`nearest`](Self::nearest), and marks the samples whose second nearest centre has a score
    /// that is not larger than the nearest's by more than the margin of their block.
    ///
    /// `margins` and `uncertain` have a value for every block that `labels` reaches; in `uncertain`
    /// it is a bit a sample, the lowest for the first.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`], as for [`nearest`](Self::nearest).
    pub fn screen(
        &self,
        centers: &Centers<F>,
        start: usize,
        margins: &[F],
        labels: &mut [u32],
        uncertain: &mut [u32],
    ) -> Result<(), Error> {
        self.blocks(centers, start, labels.len())?;
        let n_blocks = labels.len().div_ceil(LANES);
        check_length("margins", margins.len(), n_blocks)?;
        check_length("blocks of bits", uncertain.len(), n_blocks)?;
        let blocks = &self.blocks.as_slice()[start * self.n_features..];
        (Backend::active().screen)(blocks, centers, margins, labels, uncertain);
        // Past the last sample there are lanes, but no samples.
        let n_in_last = labels.len() % LANES;
        if let (Some(last), 1..) = (uncertain.last_mut(), n_in_last) {
            *last &= (1 << n_in_last) - 1;
        }
        Ok(())
    }

    /// Writes, for the blocks from `start` on, the two nearest centres of each sample.
    ///
    /// `start` is a multiple of [`LANES`]; `nearest` has room for some or all blocks that are left.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`], as for [`nearest`](Self::nearest).
    pub fn nearest_two(
        &self,
        centers: &Centers<F>,
        start: usize,
        nearest: &mut [NearestTwo<F>],
    ) -> Result<(), Error> {
        let end = (start + nearest.len() * LANES).min(self.n_samples);
        let blocks = self.blocks(centers, start, end.saturating_sub(start))?;
        check_length(
            "blocks of nearest centres",
            nearest.len(),
            blocks.len() / (LANES * self.n_features),
        )?;
        (Backend::active().nearest_two)(blocks, centers, nearest);
        Ok(())
    }

    /// Writes the dot products of the samples from `start` on with every centre: for each block of
    /// [`LANES`] samples one row a centre.
    ///
    /// `products` has room for `n_centers` rows a block; `start` is a multiple of [`LANES`].
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`], as for [`nearest`](Self::nearest).
    pub fn dots(
        &self,
        centers: &Centers<F>,
        start: usize,
        products: &mut [PanelRow<F>],
    ) -> Result<(), Error> {
        let blocks = self.blocks_for(centers, start, products.len())?;
        (Backend::active().dots)(blocks, centers, products);
        Ok(())
    }

    /// Writes the squared Euclidean distances of the samples from `start` on to every centre: for
    /// each block of [`LANES`] samples one row a centre.
    ///
    /// From differences, each squared and added in one chain of fused multiply-adds over ascending
    /// features: 0 for equal samples, and for d features within (d + 2)·ε/2 of the truth, for near ones as
    /// for far ones. Twice the arithmetic of [`dots`](Self::dots).
    ///
    /// `distances` has room for `n_centers` rows a block; `start` is a multiple of [`LANES`].
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`], as for [`nearest`](Self::nearest).
    ///
    /// ```
    /// use digits_data::Samples;
    /// use linalg_pca::distance::{Centers, LANES, Panels};
    ///
    /// let samples = Samples::from_rows(&[[1e9, 0.0], [1e9 + 3.0, 4.0]])?;
    /// let panels = Panels::pack(samples.view(), &[0.0, 0.0])?;
    /// let mut distances = [[0.0; LANES]; 2];
    /// panels.squared_distances(&Centers::pack(samples.view()), 0, &mut distances)?;
    /// assert_eq!(distances[0][..2], [0.0, 25.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn squared_distances(
        &self,
        centers: &Centers<F>,
        start: usize,
        distances: &mut [PanelRow<F>],
    ) -> Result<(), Error> {
        let blocks = self.blocks_for(centers, start, distances.len())?;
        (Backend::active().squared_distances)(blocks, centers, distances);
        Ok(())
    }

    /// Writes the roots of what [`squared_distances`](Self::squared_distances) does, each rounded
    /// correctly.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`], as for [`nearest`](Self::nearest).
    pub fn distances(
        &self,
        centers: &Centers<F>,
        start: usize,
        distances: &mut [PanelRow<F>],
    ) -> Result<(), Error> {
        let blocks = self.blocks_for(centers, start, distances.len())?;
        (Backend::active().distances)(blocks, centers, distances);
        Ok(())
    }

    /// Lowers, for the blocks from `start` on, what is closest by the first of the centres, and
    /// writes the [potential](Closest::potential) that each of the others would leave.
    ///
    /// `potentials` has a row of `n_centers − 1` values a block; `start` is a multiple of
    /// [`LANES`]; `weights` are those of all samples.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`], as for [`nearest`](Self::nearest).
    pub fn lower(
        &self,
        centers: &Centers<F>,
        start: usize,
        weights: Option<&[f64]>,
        closest: &mut [Closest<F>],
        potentials: &mut [f64],
    ) -> Result<(), Error> {
        let end = (start + closest.len() * LANES).min(self.n_samples);
        let blocks = self.blocks(centers, start, end.saturating_sub(start))?;
        check_length("blocks of samples", closest.len(), blocks.len() / (LANES * self.n_features))?;
        check_length("potentials", potentials.len(), closest.len() * (centers.n_centers() - 1))?;
        if let Some(weights) = weights {
            check_length("sample weights", weights.len(), self.n_samples)?;
        }
        let weights = weights.map(|weights| &weights[start..end]);
        (Backend::active().lower)(blocks, centers, weights, closest, potentials);
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn all_blocks(&self) -> &[F] {
        self.blocks.as_slice()
    }

    /// The blocks that fill this many rows, one a centre and block.
    fn blocks_for(&self, centers: &Centers<F>, start: usize, n_rows: usize) -> Result<&[F], Error> {
        let n_blocks = n_rows / centers.n_centers();
        let end = (start + n_blocks * LANES).min(self.n_samples);
        let blocks = self.blocks(centers, start, end.saturating_sub(start))?;
        check_length("rows, one a centre and block", n_rows, n_blocks * centers.n_centers())?;
        check_length("blocks", n_blocks, blocks.len() / (LANES * self.n_features))?;
        Ok(blocks)
    }

    /// The blocks that hold the samples `start..start + len`.
    fn blocks(&self, centers: &Centers<F>, start: usize, len: usize) -> Result<&[F], Error> {
        check_length("features of the centres", centers.n_features(), self.n_features)?;
        let end = start.saturating_add(len);
        let whole =
            start.is_multiple_of(LANES) && (len.is_multiple_of(LANES) || end == self.n_samples);
        if !whole || end > self.n_samples {
            return Err(Error::LengthMismatch {
                what: "samples from a block's start on",
                found: len,
                expected: self.n_samples.saturating_sub(start),
            });
        }
        let end = end.next_multiple_of(LANES);
        Ok(&self.blocks.as_slice()[start * self.n_features..end * self.n_features])
    }
}

fn check_length(what: &'static str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::LengthMismatch { what, found, expected })
}
