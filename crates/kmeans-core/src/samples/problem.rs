use std::sync::OnceLock;

use digits_data::exact::{ExactSum, Grid, TermRanges};
use digits_data::{SamplesView, Scalar};
use linalg_pca::distance::Panels;

use super::coordinates::Coordinates;
use super::grid::{grid, n_digits, quick_grid, term_ranges};
use super::packing::Packed;
use super::screen::Screen;
use super::squares::{Squares, squares};
use super::weights::Weights;
use crate::Error;

/// A block of samples that is ready for the engine: checked, and packed when it is first compared.
///
/// The engine works in centred coordinates, `x − offset`. So distances stay precise however far from
/// the origin the data lies.
#[derive(Debug)]
pub struct Problem<'a, F: Scalar> {
    pub(crate) samples: SamplesView<'a, F>,
    pub(crate) weights: Weights<'a>,
    pub(crate) offset: &'a [f64],
    /// False if samples are packed on their way to the kernel, a few at a time. This changes no bit.
    packs_once: bool,
    panels: OnceLock<Panels<F>>,
    screen: OnceLock<Screen>,
    grid: OnceLock<Grid>,
    squares: Squares,
}

impl<'a, F: Scalar> Problem<'a, F> {
    /// Makes a block of samples ready, with the coordinates that all blocks share. `coordinates` must
    /// come from looks that include this block. Otherwise its sums may be wrong.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] for coordinates of other samples; [`Error::SampleWeightLength`],
    /// [`Error::SampleWeight`] and [`Error::TotalWeight`] for weights; [`Error::TooFar`] if a squared
    /// distance could overflow.
    pub fn in_coordinates(
        samples: SamplesView<'a, F>,
        sample_weight: Option<&'a [f64]>,
        coordinates: &'a Coordinates,
    ) -> Result<Self, Error> {
        let (found, expected) = (samples.n_features(), coordinates.offset().len());
        if found != expected {
            return Err(Error::FeatureMismatch { found, expected });
        }
        let weights = Weights::of_block(sample_weight, samples.n_samples())?;
        let mut block = Self::new(samples, weights, coordinates.offset())?;
        block.grid = OnceLock::from(coordinates.grid().clone());
        Ok(block)
    }

    /// # Errors
    ///
    /// [`Error::TooFar`] if a squared distance could overflow.
    pub(crate) fn new(
        samples: SamplesView<'a, F>,
        weights: Weights<'a>,
        offset: &'a [f64],
    ) -> Result<Self, Error> {
        let squares = squares(samples, offset, "samples")?;
        Ok(Self::measured(samples, weights, offset, squares))
    }

    fn measured(
        samples: SamplesView<'a, F>,
        weights: Weights<'a>,
        offset: &'a [f64],
        squares: Squares,
    ) -> Self {
        let (panels, screen, grid) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { samples, weights, offset, packs_once: true, panels, screen, grid, squares }
    }

    /// Makes a block ready again that was measured before. Its samples are packed on their way to the
    /// kernel.
    pub(super) fn again(
        samples: SamplesView<'a, F>,
        weights: Weights<'a>,
        coordinates: &'a Coordinates,
        squares: Squares,
    ) -> Self {
        let block = Self::measured(samples, weights, coordinates.offset(), squares);
        Self { packs_once: false, grid: OnceLock::from(coordinates.grid().clone()), ..block }
    }

    /// Returns the measures, with which the block can be made ready [`again`](Self::again).
    pub(super) fn into_squares(self) -> Squares {
        self.squares
    }

    /// Notes the range of each feature, which saves a pass over the samples.
    pub(crate) fn with_ranges(mut self, ranges: &TermRanges) -> Self {
        if self.weights.as_slice().is_none()
            && let Some(grid) = quick_grid::<F>(ranges, self.offset)
        {
            self.grid = OnceLock::from(grid);
        }
        self
    }

    /// Returns the samples packed for the kernel. The first call packs them.
    pub(crate) fn panels(&self) -> Result<&Panels<F>, Error> {
        if let Some(panels) = self.panels.get() {
            return Ok(panels);
        }
        let panels = Panels::pack(self.samples, self.offset)?;
        Ok(self.panels.get_or_init(|| panels))
    }

    /// Returns the samples as the kernel reads them. The first call packs them, if they are packed once.
    pub(crate) fn packed(&self) -> Result<Packed<'_, F, F>, Error> {
        let whole = self.packs_once.then(|| self.panels()).transpose()?;
        Ok(Packed { whole, samples: self.samples, offset: self.offset, scale: 1.0 })
    }

    /// Returns the screen of `f64` samples, which are `f32`. The first call makes it. `None` if the
    /// samples are `f32` themselves.
    pub(crate) fn screen(&self) -> Result<Option<&Screen>, Error> {
        if size_of::<F>() <= size_of::<f32>() {
            return Ok(None);
        }
        if let Some(screen) = self.screen.get() {
            return Ok(Some(screen));
        }
        let screen = Screen::new(
            self.samples,
            self.offset,
            &self.squares.largest_of_panel,
            self.packs_once,
        )?;
        Ok(Some(self.screen.get_or_init(|| screen)))
    }

    /// Frees the panels.
    pub(super) fn forget_panels(&mut self) {
        self.panels = OnceLock::new();
    }

    /// Returns the panels, so that a caller can pack other samples into their memory.
    pub(crate) fn into_panels(mut self) -> Result<Panels<F>, Error> {
        self.panels()?;
        Ok(self.panels.take().unwrap_or_else(Panels::empty))
    }

    /// Returns Σ‖x − offset‖², exactly.
    pub(super) fn total_square(&self) -> ExactSum {
        self.squares.total.clone()
    }

    /// Returns room for the terms of one sample.
    pub(crate) fn terms(&self) -> Vec<f64> {
        vec![0.0; self.n_terms()]
    }

    /// Returns true if squared distances are imprecise because they underflow, or if all are 0.
    pub(crate) fn squares_underflow(&self) -> bool {
        let largest = self.squares.largest_of_panel.iter().copied().fold(0.0, f64::max);
        // 4/MAX is about the smallest normal number.
        largest < 4.0 / F::MAX / (F::EPSILON * F::EPSILON)
    }

    /// Returns the mean of the features' population variances, if `offset` is the mean.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if it is not finite.
    pub(crate) fn mean_variance(&self) -> Result<f64, Error> {
        self.squares.mean(self.samples.as_slice().len())
    }

    /// Returns the number of multiply-adds that compare all samples with `n_clusters` centres.
    pub(crate) fn work(&self, n_clusters: usize) -> usize {
        self.samples.as_slice().len().saturating_mul(n_clusters)
    }

    /// Returns the units in which sums of terms are exact. The first call finds them.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if a weighted coordinate is not finite.
    pub(crate) fn grid(&self) -> Result<&Grid, Error> {
        if let Some(grid) = self.grid.get() {
            return Ok(grid);
        }
        let grid = grid(&self.term_ranges(), self.n_digits(), self.offset)?;
        Ok(self.grid.get_or_init(|| grid))
    }

    /// Returns the number of binary digits of a coordinate; `None` if it is multiplied by a weight.
    pub(super) fn n_digits(&self) -> Option<u32> {
        self.weights.as_slice().is_none().then(n_digits::<F>)
    }

    /// Returns the ranges of all samples' terms.
    pub(super) fn term_ranges(&self) -> TermRanges {
        term_ranges(
            (self.samples.n_samples(), self.n_terms()),
            #[inline(always)]
            |sample, terms| self.write_terms(sample, terms),
        )
    }

    /// Returns the number of terms that a sample brings into the sums of its cluster: w·(x − offset)
    /// for each feature, and w if there are weights.
    pub(super) fn n_terms(&self) -> usize {
        self.offset.len() + usize::from(self.weights.as_slice().is_some())
    }

    /// Writes the terms of a sample. Coordinates are rounded to the scalar type.
    #[inline(always)]
    pub(crate) fn write_terms(&self, sample: usize, terms: &mut [f64]) {
        let weight = self.weights.of(sample);
        let row = self.samples.row(sample).iter().zip(self.offset);
        for (term, (x, offset)) in terms.iter_mut().zip(row) {
            *term = weight * F::from_f64(x.to_f64() - offset).to_f64();
        }
        if let Some(last) = terms.get_mut(self.offset.len()) {
            *last = weight;
        }
    }
}
