use std::ops::Range;

use digits_data::Scalar;

use super::{Panels, check_length};
use crate::Error;
use crate::distance::backend::Backend;
use crate::distance::centers::Centers;
use crate::distance::closest::Closest;
use crate::distance::lanes::{LANES, NearestTwo, PanelRow};

/// The questions to samples and centres.
impl<F: Scalar> Panels<F> {
    /// Writes the number of the nearest centre for the samples from `start` on. The lowest number
    /// wins a tie.
    ///
    /// `start` is a multiple of [`LANES`]. The length of `labels` is the number of samples to
    /// label.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if the centres have another number of features, or if `start` and
    /// the length do not name whole blocks (or all samples that are left).
    pub fn nearest(
        &self,
        centers: &Centers<F>,
        start: usize,
        labels: &mut [u32],
    ) -> Result<(), Error> {
        self.blocks(centers, start, labels.len())?;
        // The slice runs to the end, so the kernel can fetch what the next call will read.
        let blocks = &self.blocks.as_slice()[start * self.n_features..];
        (Backend::active().nearest)(blocks, centers, labels);
        Ok(())
    }

    /// Labels as [`nearest`](Self::nearest) does, and marks uncertain samples: those whose two
    /// smallest scores differ by no more than the margin of their block.
    ///
    /// `margins` and `uncertain` have one value per block that `labels` reaches. A value of `uncertain`
    /// has one bit per sample, the lowest for the first.
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
        // The lanes past the last sample hold no samples.
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
        let (_, blocks) = self.whole_blocks(centers, start, nearest.len())?;
        check_length(
            "blocks of nearest centres",
            nearest.len(),
            blocks.len() / (LANES * self.n_features),
        )?;
        (Backend::active().nearest_two)(blocks, centers, nearest);
        Ok(())
    }

    /// Writes the dot products of the samples from `start` on with every centre: one row per centre
    /// for each block of [`LANES`] samples.
    ///
    /// `products` has room for `n_centers` rows per block; `start` is a multiple of [`LANES`].
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

    /// Writes the Euclidean distances of the samples from `start` on to every centre: one row per
    /// centre for each block of [`LANES`] samples.
    ///
    /// Each distance is the root of one chain of fused multiply-adds, which adds up the squared
    /// differences over ascending features. It is 0 for equal samples. For d features it is within
    /// (d + 4)·ε/4 of the truth, relative to itself, however near the samples are.
    ///
    /// `distances` has room for `n_centers` rows per block; `start` is a multiple of [`LANES`].
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
    /// panels.distances(&Centers::pack(samples.view()), 0, &mut distances)?;
    /// assert_eq!(distances[0][..2], [0.0, 5.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

    /// Adds the first centre to the closest distances of the blocks from `start` on. Then writes
    /// the [potential](Closest::potential) that each of the other centres would leave.
    ///
    /// `potentials` has a row of `n_centers − 1` values per block. `start` is a multiple of
    /// [`LANES`]. `weights` has one value for each of all samples.
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
        let (samples, blocks) = self.whole_blocks(centers, start, closest.len())?;
        check_length("blocks of samples", closest.len(), blocks.len() / (LANES * self.n_features))?;
        check_length("potentials", potentials.len(), closest.len() * (centers.n_centers() - 1))?;
        if let Some(weights) = weights {
            check_length("sample weights", weights.len(), self.n_samples)?;
        }
        let weights = weights.map(|weights| &weights[samples]);
        (Backend::active().lower)(blocks, centers, weights, closest, potentials);
        Ok(())
    }

    /// The blocks that fill this many rows, with one row per centre and block.
    fn blocks_for(&self, centers: &Centers<F>, start: usize, n_rows: usize) -> Result<&[F], Error> {
        let n_blocks = n_rows / centers.n_centers();
        let (_, blocks) = self.whole_blocks(centers, start, n_blocks)?;
        check_length("rows, one a centre and block", n_rows, n_blocks * centers.n_centers())?;
        check_length("blocks", n_blocks, blocks.len() / (LANES * self.n_features))?;
        Ok(blocks)
    }

    /// This many blocks from `start` on, or as many as are left, and the samples that they hold.
    fn whole_blocks(
        &self,
        centers: &Centers<F>,
        start: usize,
        n_blocks: usize,
    ) -> Result<(Range<usize>, &[F]), Error> {
        let end = start.saturating_add(n_blocks.saturating_mul(LANES)).min(self.n_samples);
        let blocks = self.blocks(centers, start, end.saturating_sub(start))?;
        Ok((start..end, blocks))
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

#[cfg(test)]
mod tests {
    use digits_data::Samples;

    use super::*;

    #[test]
    fn a_row_that_is_not_there_is_an_error() {
        let samples = Samples::new(vec![0.5; 2 * 3], 3, 2).unwrap();
        for row in [3, usize::MAX] {
            let repacked = Panels::empty().repack(samples.view(), &[0.0; 2], &[0, row]);
            let found = row.saturating_add(1);
            let expected = Error::LengthMismatch { what: "or more rows", found, expected: 3 };
            assert_eq!(repacked, Err(expected));
        }
    }

    #[test]
    fn a_start_that_is_none_is_an_error() {
        let samples = Samples::new(vec![0.5; 2 * 70], 70, 2).unwrap();
        let panels = Panels::pack(samples.view(), &[0.0; 2]).unwrap();
        let centers = Centers::pack(samples.view().slice(0..3).unwrap());
        let mut two = [NearestTwo::default(); 2];
        let nothing = Closest { squared_distances: [0.0; LANES], squared_norms: [0.0; LANES] };
        let mut closest = vec![nothing; 2];
        let mut rows = [[0.0; LANES]; 6];
        for start in [1, 96, 128, usize::MAX, usize::MAX - (LANES - 1)] {
            let is_wrong = |result| matches!(result, Err(Error::LengthMismatch { .. }));
            assert!(is_wrong(panels.nearest(&centers, start, &mut [0; LANES])), "{start}");
            let screened = panels.screen(&centers, start, &[0.0], &mut [0; LANES], &mut [0]);
            assert!(is_wrong(screened), "{start}");
            assert!(is_wrong(panels.nearest_two(&centers, start, &mut two)), "{start}");
            assert!(is_wrong(panels.dots(&centers, start, &mut rows)), "{start}");
            assert!(is_wrong(panels.distances(&centers, start, &mut rows)), "{start}");
            let lowered = panels.lower(&centers, start, None, &mut closest, &mut [0.0; 4]);
            assert!(is_wrong(lowered), "{start}");
        }
    }
}
