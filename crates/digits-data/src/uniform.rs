use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use crate::numbered::numbered;
use crate::reserved::reserve;
use crate::{Dataset, Error, Samples, Scalar};

/// The parameters of [`make_uniform`].
#[derive(Debug, Clone, PartialEq)]
pub struct Uniform {
    /// Number of samples.
    pub n_samples: usize,
    /// Number of features.
    pub n_features: usize,
    /// The smallest value.
    pub low: f64,
    /// The upper bound. Values stay below it, except for rounding.
    pub high: f64,
    /// The seed of the random numbers.
    pub seed: u64,
}

impl Uniform {
    /// Takes the defaults of NumPy's `uniform`: values from 0 to 1, seed 0.
    pub fn new(n_samples: usize, n_features: usize) -> Self {
        Self { n_samples, n_features, low: 0.0, high: 1.0, seed: 0 }
    }
}

/// Makes uniform noise: data without clusters, to test what an algorithm finds there.
///
/// Every sample has label 0. The same parameters give the same bits on every platform.
///
/// # Errors
///
/// [`Error::Empty`] for no samples or features; [`Error::Parameter`] for bounds that are not finite
/// and in order; [`Error::TooLarge`] for more samples than fit in memory; [`Error::NotFinite`] if a
/// value does not fit `F`.
///
/// ```
/// use digits_data::{Uniform, make_uniform};
///
/// let noise = make_uniform::<f64>(&Uniform { low: -1.0, ..Uniform::new(100, 3) })?;
/// assert!(noise.samples().as_slice().iter().all(|x| (-1.0..1.0).contains(x)));
/// # Ok::<(), digits_data::Error>(())
/// ```
pub fn make_uniform<F: Scalar>(uniform: &Uniform) -> Result<Dataset<F>, Error> {
    let Uniform { n_samples, n_features, low, high, seed } = *uniform;
    if !((high - low).is_finite() && low <= high) {
        let expected = "two finite numbers, the smaller first";
        return Err(Error::Parameter { name: "high - low", value: high - low, expected });
    }
    if n_samples == 0 || n_features == 0 {
        return Err(Error::Empty { n_samples, n_features });
    }
    let mut values = reserve(n_samples, "samples", n_features)?;
    let mut labels = reserve(n_samples, "labels", 1)?;
    let feature_names = numbered("x", n_features, "feature names")?;

    let mut generator = Pcg64::seed_from_u64(seed);
    let numbers = (0..n_samples * n_features)
        .map(|_| F::from_f64(low + (high - low) * random_double(&mut generator)));
    values.extend(numbers);
    labels.resize(n_samples, 0);
    let samples = Samples::new(values, n_samples, n_features)?;
    Dataset::new("uniform", samples, labels, feature_names, vec!["noise".to_owned()])
}

/// 53 random bits in [0, 1).
pub(crate) fn random_double(generator: &mut Pcg64) -> f64 {
    (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fill_their_range() {
        let data = make_uniform::<f64>(&Uniform { low: 2.0, high: 5.0, ..Uniform::new(5000, 2) });
        let values = data.unwrap().samples().clone().into_vec();
        let mean = values.iter().sum::<f64>() / 10_000.0;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 10_000.0;
        assert!((mean - 3.5).abs() < 0.05, "{mean}");
        assert!((variance - 0.75).abs() < 0.03, "{variance}");
        assert!(values.iter().all(|x| (2.0..5.0).contains(x)));
    }

    #[test]
    fn the_seed_decides() {
        let with_seed = |seed| make_uniform::<f64>(&Uniform { seed, ..Uniform::new(20, 2) });
        assert_eq!(with_seed(1), with_seed(1));
        assert_ne!(with_seed(1), with_seed(2));
        // Recorded from a run, so that an upgrade of a dependency cannot change it unnoticed.
        assert_eq!(with_seed(0).unwrap().samples().row(0), FIRST_ROW);
    }

    const FIRST_ROW: [f64; 2] = [0.127_657_285_619_430_35, 0.347_552_828_763_353_03];

    #[test]
    fn parameters_out_of_range_are_named() {
        for (low, high) in [(1.0, 0.0), (f64::NAN, 1.0), (f64::MIN, f64::MAX)] {
            let error = make_uniform::<f64>(&Uniform { low, high, ..Uniform::new(2, 2) });
            assert!(matches!(error, Err(Error::Parameter { .. })));
        }
        for (n_samples, n_features) in [(0, 2), (2, 0)] {
            let error = make_uniform::<f64>(&Uniform::new(n_samples, n_features));
            assert!(matches!(error, Err(Error::Empty { .. })));
        }
    }
}
