use std::f64::consts::PI;

use rand::SeedableRng;
use rand_pcg::Pcg64;

use crate::plane::{PlaneCurve, check_noise};
use crate::{Dataset, Error, Scalar};

/// The parameters of [`make_moons`].
#[derive(Debug, Clone, PartialEq)]
pub struct Moons {
    /// Number of samples, half of them (rounded down) on the first moon.
    pub n_samples: usize,
    /// Standard deviation of the Gaussian noise on each coordinate; 0 or more.
    pub noise: f64,
    /// The seed of the random numbers.
    pub seed: u64,
}

impl Moons {
    /// Takes the defaults of scikit-learn's `make_moons`: no noise, seed 0.
    pub fn new(n_samples: usize) -> Self {
        Self { n_samples, noise: 0.0, seed: 0 }
    }
}

/// Makes two half circles in the plane that reach into each other. No straight line separates these
/// clusters, and k-means does not find them.
///
/// The samples of one moon come first, with label 0; those of the other follow, with label 1.
/// Without noise they are those of scikit-learn's `make_moons` with `shuffle=False`. Its noise is
/// drawn from other random numbers. Last digits depend on the platform's sine and cosine.
///
/// # Errors
///
/// [`Error::Empty`] for no samples; [`Error::Parameter`] for noise that is negative or not finite;
/// [`Error::TooLarge`] for more samples than fit in memory; [`Error::NotFinite`] if a value does
/// not fit `F`.
///
/// ```
/// use digits_data::{Moons, make_moons};
///
/// let moons = make_moons::<f64>(&Moons { noise: 0.05, ..Moons::new(200) })?;
/// assert_eq!(moons.samples().shape(), (200, 2));
/// assert_eq!(moons.labels().iter().sum::<u32>(), 100);
/// # Ok::<(), digits_data::Error>(())
/// ```
pub fn make_moons<F: Scalar>(moons: &Moons) -> Result<Dataset<F>, Error> {
    check_noise(moons.noise)?;
    let n_outer = moons.n_samples / 2;
    let n_inner = moons.n_samples - n_outer;
    // Both ends of the half circle are among the samples.
    let angle = |i: usize, n: usize| PI * (i as f64 / (n.max(2) - 1) as f64);
    let outer = (0..n_outer).map(|i| angle(i, n_outer)).map(|t| ([t.cos(), t.sin()], 0));
    let inner =
        (0..n_inner).map(|i| angle(i, n_inner)).map(|t| ([1.0 - t.cos(), 0.5 - t.sin()], 1));
    let mut generator = Pcg64::seed_from_u64(moons.seed);
    PlaneCurve { name: "moons", noise: moons.noise, target_names: &["outer", "inner"] }.dataset(
        moons.n_samples,
        outer.chain(inner),
        &mut generator,
    )
}
