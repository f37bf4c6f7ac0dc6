use std::ops::Range;

use digits_data::Scalar;

use super::{Panels, check_length};
use crate::Error;
use crate::distance::backend::Backend;
use crate::distance::centers::Centers;
use crate::distance::closest::Closest;
use crate::distance::lanes::{LANES, NearestTwo, PanelRow};

/// Comparisons of samples with centres.
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
    /// the length do not name whole panels (or all remaining samples).
    pub fn nearest(
        &self,
        centers: &Centers<F>,
        start: usize,
        labels: &mut [u32],
    ) -> Result<(), Error> {
        self.panels(centers, start, labels.len())?;
        // The slice runs to the end, so the kernel can fetch what the next call will read.
        let panels = &self.panels.as_slice()[start * self.n_features..];
        (Backend::active().nearest)(panels, centers, labels);
        Ok(())
    }

    /// Labels as [`nearest`](Self::nearest) does, and marks uncertain samples: those whose two
    /// smallest scores differ by no more than the margin of their panel.
    ///
    /// `margins` and `uncertain` have one value per panel that `labels` reaches. A value of `uncertain`
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
        self.panels(centers, start, labels.len())?;
        let n_panels = labels.len().div_ceil(LANES);
        check_length("margins", margins.len(), n_panels)?;
        check_length("panels of bits", uncertain.len(), n_panels)?;
        let panels = &self.panels.as_slice()[start * self.n_features..];
        (Backend::active().screen)(panels, centers, margins, labels, uncertain);
        // The lanes past the last sample hold no samples.
        let n_in_last = labels.len() % LANES;
        if let (Some(last), 1..) = (uncertain.last_mut(), n_in_last) {
            *last &= (1 << n_in_last) - 1;
        }
        Ok(())
    }

    /// Writes, for the panels from `start` on, the two nearest centres of each sample.
    ///
    /// `start` is a multiple of [`LANES`]; the length of `nearest` is the number of panels, or more at the end.
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
        let (_, panels) = self.whole_panels(centers, start, nearest.len())?;
        check_length(
            "panels of nearest centres",
            nearest.len(),
            panels.len() / (LANES * self.n_features),
        )?;
        (Backend::active().nearest_two)(panels, centers, nearest);
        Ok(())
    }

    /// Writes the dot products of the samples from `start` on with every centre: one row per centre
    /// for each panel of [`LANES`] samples.
    ///
    /// `products` has room for `n_centers` rows per panel; `start` is a multiple of [`LANES`].
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
        let panels = self.panels_for(centers, start, products.len())?;
        (Backend::active().dots)(panels, centers, products);
        Ok(())
    }

    /// Writes the Euclidean distances of the samples from `start` on to every centre: one row per
    /// centre for each panel of [`LANES`] samples.
    ///
    /// Each distance is the root of a sum of squared differences, added feature by feature with fused
    /// multiply-adds. It is 0 for equal samples. For d features it is within
    /// (d + 4)·ε/4 of the truth, relative to itself, however near the samples are.
    ///
    /// `distances` has room for `n_centers` rows per panel; `start` is a multiple of [`LANES`].
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
        let panels = self.panels_for(centers, start, distances.len())?;
        (Backend::active().distances)(panels, centers, distances);
        Ok(())
    }

    /// Adds the first centre to the closest distances of the panels from `start` on. Then writes
    /// the [potential](Closest::potential) that each of the other centres would leave.
    ///
    /// `potentials` has a row of `n_centers − 1` values per panel. `start` is a multiple of
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
        let (samples, panels) = self.whole_panels(centers, start, closest.len())?;
        check_length("panels of samples", closest.len(), panels.len() / (LANES * self.n_features))?;
        check_length("potentials", potentials.len(), closest.len() * (centers.n_centers() - 1))?;
        if let Some(weights) = weights {
            check_length("sample weights", weights.len(), self.n_samples)?;
        }
        let weights = weights.map(|weights| &weights[samples]);
        (Backend::active().lower)(panels, centers, weights, closest, potentials);
        Ok(())
    }

    /// Returns the panels that fill this many rows, with one row per centre and panel.
    fn panels_for(&self, centers: &Centers<F>, start: usize, n_rows: usize) -> Result<&[F], Error> {
        let n_panels = n_rows / centers.n_centers();
        let (_, panels) = self.whole_panels(centers, start, n_panels)?;
        check_length("rows, one per centre and panel", n_rows, n_panels * centers.n_centers())?;
        check_length("panels", n_panels, panels.len() / (LANES * self.n_features))?;
        Ok(panels)
    }

    /// Returns this many panels from `start` on, or as many as remain, and the samples that they hold.
    fn whole_panels(
        &self,
        centers: &Centers<F>,
        start: usize,
        n_panels: usize,
    ) -> Result<(Range<usize>, &[F]), Error> {
        let end = start.saturating_add(n_panels.saturating_mul(LANES)).min(self.n_samples);
        let panels = self.panels(centers, start, end.saturating_sub(start))?;
        Ok((start..end, panels))
    }

    /// Returns the panels that hold the samples `start..start + len`.
    fn panels(&self, centers: &Centers<F>, start: usize, len: usize) -> Result<&[F], Error> {
        check_length("features of the centres", centers.n_features(), self.n_features)?;
        let end = start.saturating_add(len);
        let whole =
            start.is_multiple_of(LANES) && (len.is_multiple_of(LANES) || end == self.n_samples);
        if !whole || end > self.n_samples {
            return Err(Error::LengthMismatch {
                what: "samples from a panel's start on",
                found: len,
                expected: self.n_samples.saturating_sub(start),
            });
        }
        let end = end.next_multiple_of(LANES);
        Ok(&self.panels.as_slice()[start * self.n_features..end * self.n_features])
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
