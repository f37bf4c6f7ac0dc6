use digits_data::exact::{ColumnSums, ExactSum, TermRanges};
use digits_data::{SamplesView, Scalar};

use super::coordinates::Coordinates;
use super::grid::grid;
use super::moments::{self, column_sums};
use super::problem::Problem;
use super::weights::Weights;
use crate::Error;

/// The first look at a block: the sums of its features. Looks at several blocks merge.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FirstLook {
    sums: ColumnSums,
    n_samples: usize,
    /// The largest number of the samples' type.
    max: f64,
}

/// The second look at a block: how far its samples are from the mean of all samples.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SecondLook {
    ranges: TermRanges,
    n_digits: Option<u32>,
    squares: ExactSum,
    n_values: u64,
}

impl FirstLook {
    /// Adds up the features of a block.
    pub fn at<F: Scalar>(samples: SamplesView<'_, F>) -> Self {
        Self { sums: column_sums(samples), n_samples: samples.n_samples(), max: F::MAX }
    }

    /// Adds another block.
    pub fn merge(&mut self, other: &Self) {
        self.sums.merge(&other.sums);
        self.n_samples += other.n_samples;
    }

    /// Returns the point where samples are centred: the mean, but 0 for a feature whose mean is
    /// negligible. 0 for all features if a difference from the mean may not fit the samples' type.
    pub fn offset(&self) -> Vec<f64> {
        let mut offset = moments::offset(&self.sums, self.n_samples);
        let largest = self.sums.ranges().largest();
        let mut farthest = largest.iter().zip(&offset).map(|(x, offset)| x + offset.abs());
        if farthest.any(|farthest| farthest > self.max) {
            offset.fill(0.0);
        }
        offset
    }

    /// Returns the range of each feature.
    pub(crate) fn ranges(&self) -> &TermRanges {
        self.sums.ranges()
    }
}

impl SecondLook {
    /// Measures a block. Either all blocks of a fit have weights, or none has.
    ///
    /// # Errors
    ///
    /// [`Error::SampleWeightLength`], [`Error::SampleWeight`], [`Error::TotalWeight`] or
    /// [`Error::TooFar`].
    pub fn at<F: Scalar>(
        samples: SamplesView<'_, F>,
        sample_weight: Option<&[f64]>,
        offset: &[f64],
    ) -> Result<Self, Error> {
        let weights = Weights::of_block(sample_weight, samples.n_samples())?;
        Ok(Self::of(&Problem::new(samples, weights, offset)?))
    }

    pub(super) fn of<F: Scalar>(block: &Problem<'_, F>) -> Self {
        let n_digits = block.n_digits();
        let (squares, n_values) = (block.total_square(), block.samples.as_slice().len() as u64);
        Self { ranges: block.term_ranges(), n_digits, squares, n_values }
    }

    /// Adds another block.
    pub fn merge(&mut self, other: &Self) {
        self.ranges.merge(&other.ranges);
        self.squares.merge(&other.squares);
        self.n_values += other.n_values;
    }

    /// Returns the coordinates of samples that are centred at this point.
    pub(super) fn coordinates(&self, offset: Vec<f64>) -> Result<Coordinates, Error> {
        let mean_variance = self.squares.divided_by(self.n_values);
        if !mean_variance.is_finite() {
            return Err(Error::Inertia);
        }
        let grid = grid(&self.ranges, self.n_digits, &offset)?;
        Ok(Coordinates::of(offset, grid, mean_variance))
    }
}

impl Coordinates {
    /// Returns the coordinates that follow from both looks at all blocks.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if a weighted coordinate, or the mean variance, is not finite.
    pub fn new(first: &FirstLook, second: &SecondLook) -> Result<Self, Error> {
        second.coordinates(first.offset())
    }
}
