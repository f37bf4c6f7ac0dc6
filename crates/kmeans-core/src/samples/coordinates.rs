use digits_data::exact::{ColumnSums, ExactSum, Grid, TermRanges};
use digits_data::{SamplesView, Scalar};

use super::grid::{n_digits, term_ranges};
use super::moments::column_sums;
use super::problem::Problem;
use super::weights::Weights;
use crate::Error;

/// The point where samples are centred and the units in which their sums are exact: the same for
/// all blocks of a fit.
#[derive(Debug, Clone)]
pub struct Coordinates {
    offset: Vec<f64>,
    grid: Grid,
    mean_variance: f64,
}

/// The first look at a block: mergeable sums of its features.
#[derive(Debug, Clone)]
pub struct FirstLook {
    sums: ColumnSums,
    n_samples: usize,
}

/// The second look at a block: how far its samples lie from the mean of all.
#[derive(Debug, Clone)]
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

    /// Takes in another block.
    pub fn merge(&mut self, other: &Self) {
        self.sums.merge_sums(&other.sums);
        self.n_samples += other.n_samples;
    }

    /// Returns the mean of each feature, where samples are centred.
    pub fn offset(&self) -> Vec<f64> {
        self.sums.means(self.n_samples)
    }
}

impl SecondLook {
    /// Measures a block. All blocks of a fit have weights, or none has.
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
        let n_digits = sample_weight.is_none().then(n_digits::<F>);
        let (squares, n_values) = (problem.total_square(), samples.as_slice().len() as u64);
        Ok(Self { ranges: term_ranges(&problem), n_digits, squares, n_values })
    }

    /// Takes in another block.
    pub fn merge(&mut self, other: &Self) {
        self.ranges.merge(&other.ranges);
        self.squares.merge(&other.squares);
        self.n_values += other.n_values;
    }
}

impl Coordinates {
    /// Puts together what two looks at all blocks found.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if a weighted coordinate, or the mean variance, is not finite.
    pub fn new(first: &FirstLook, second: &SecondLook) -> Result<Self, Error> {
        let offset = first.offset();
        let mean_variance = second.squares.divided_by(second.n_values);
        if !(second.ranges.are_finite() && mean_variance.is_finite()) {
            return Err(Error::Inertia);
        }
        let grid = match second.n_digits {
            Some(n_digits) => Grid::of_differences(&second.ranges, n_digits, &offset),
            None => Grid::new(&second.ranges, f64::MANTISSA_DIGITS),
        };
        Ok(Self { offset, grid, mean_variance })
    }

    /// Returns the point where samples are centred.
    pub fn offset(&self) -> &[f64] {
        &self.offset
    }

    /// Returns the mean of the features' population variances.
    pub fn mean_variance(&self) -> f64 {
        self.mean_variance
    }

    pub(crate) fn grid(&self) -> &Grid {
        &self.grid
    }
}
