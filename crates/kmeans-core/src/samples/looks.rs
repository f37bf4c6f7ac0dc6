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
        Self { sums: column_sums(samples), n_samples: samples.n_samples() }
    }

    /// Adds another block.
    pub fn merge(&mut self, other: &Self) {
        self.sums.merge(&other.sums);
        self.n_samples += other.n_samples;
    }

    /// Returns the point where samples are centred: the mean, but 0 for a feature whose mean is
    /// negligible.
    pub fn offset(&self) -> Vec<f64> {
        moments::offset(&self.sums, self.n_samples)
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
        let problem = Problem::new(samples, weights, offset)?;
        let n_digits = problem.n_digits();
        let (squares, n_values) = (problem.total_square(), samples.as_slice().len() as u64);
        Ok(Self { ranges: problem.term_ranges(), n_digits, squares, n_values })
    }

    /// Adds another block.
    pub fn merge(&mut self, other: &Self) {
        self.ranges.merge(&other.ranges);
        self.squares.merge(&other.squares);
        self.n_values += other.n_values;
    }
}

impl Coordinates {
    /// Returns the coordinates that follow from both looks at all blocks.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if a weighted coordinate, or the mean variance, is not finite.
    pub fn new(first: &FirstLook, second: &SecondLook) -> Result<Self, Error> {
        let offset = first.offset();
        let mean_variance = second.squares.divided_by(second.n_values);
        if !mean_variance.is_finite() {
            return Err(Error::Inertia);
        }
        let grid = grid(&second.ranges, second.n_digits, &offset)?;
        Ok(Self::of(offset, grid, mean_variance))
    }
}
