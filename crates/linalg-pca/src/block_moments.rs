use digits_data::exact::ColumnSums;
use digits_data::{SamplesView, Scalar, compiled_once};

use crate::Error;
use crate::moments::{Moments, finite, moments_of_sums, square_sums, value_sums};

/// Exact sums of the features of samples that are read twice, a block at a time.
///
/// The two passes give the moments of all samples at once, to the bit.
pub(crate) struct FirstPass {
    sums: ColumnSums,
    n_samples: usize,
}

impl FirstPass {
    pub(crate) fn none() -> Self {
        Self { sums: ColumnSums::zeros(0), n_samples: 0 }
    }

    /// Number of samples and of features.
    pub(crate) fn shape(&self) -> (usize, usize) {
        (self.n_samples, self.sums.sums().len())
    }

    pub(crate) fn add<F: Scalar>(&mut self, x: SamplesView<'_, F>) -> Result<(), Error> {
        if self.n_samples == 0 {
            self.sums = ColumnSums::zeros(x.n_features());
        }
        check_features(x, self.shape().1)?;
        self.sums.merge(&value_sums_of(x));
        self.n_samples += x.n_samples();
        Ok(())
    }

    /// Takes the means, for the second pass.
    pub(crate) fn about_mean(self) -> Result<SecondPass, Error> {
        let (n_samples, n_features) = self.shape();
        if n_samples == 0 {
            return Err(digits_data::Error::Empty { n_samples, n_features }.into());
        }
        let mean = finite(self.sums.means(n_samples))?;
        let squares = ColumnSums::zeros(n_features);
        Ok(SecondPass { first: self, mean, squares, n_samples: 0 })
    }
}

/// Sums of squared deviations from the means of the first pass.
pub(crate) struct SecondPass {
    first: FirstPass,
    mean: Vec<f64>,
    squares: ColumnSums,
    n_samples: usize,
}

impl SecondPass {
    pub(crate) fn add<F: Scalar>(&mut self, x: SamplesView<'_, F>) -> Result<(), Error> {
        check_features(x, self.mean.len())?;
        self.squares.merge(&square_sums_of(x, &self.mean));
        self.n_samples += x.n_samples();
        Ok(())
    }

    pub(crate) fn moments(self) -> Result<Moments, Error> {
        let expected = self.first.n_samples;
        check_length(self.n_samples, expected)?;
        moments_of_sums(&self.first.sums, self.mean, &self.squares, expected)
    }
}

/// Refuses a block that is not as wide as the first.
pub(crate) fn check_features<F: Scalar>(
    x: SamplesView<'_, F>,
    expected: usize,
) -> Result<(), Error> {
    let found = x.n_features();
    if found == expected { Ok(()) } else { Err(Error::FeatureMismatch { found, expected }) }
}

/// Refuses a pass that did not show as many samples as the first.
pub(crate) fn check_length(found: usize, expected: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::LengthMismatch { what: "samples", found, expected })
}

compiled_once! {
    fn value_sums_of<F>(x: SamplesView<'_, F>) -> ColumnSums = value_sums
}

compiled_once! {
    fn square_sums_of<F>(x: SamplesView<'_, F>, mean: &[f64]) -> ColumnSums = square_sums
}
