use std::f64::consts::PI;

use rand::SeedableRng;
use rand_pcg::Pcg64;

use crate::plane::{PlaneCurve, check_noise};
use crate::{Dataset, Error, Scalar};

/// What [`make_moons`] is to make.
#[derive(Debug, Clone, PartialEq)]
pub struct Moons {
    /// Number of samples, half of them (rounded down) on the first moon.
    pub n_samples: usize,
    /// Standard deviation of the Gaussian noise on each coordinate; 0 or more.
    pub noise: f64,
    /// Where the random numbers start.
    pub seed: u64,
}

impl Moons {
    /// No noise, seed 0: `make_moons`'s defaults in scikit-learn, whose parameters these are.
    pub fn new(n_samples: usize) -> Self {
        Self { n_samples, noise: 0.0, seed: 0 }
    }
}

/// Two half circles in the plane that reach into each other: clusters that no straight line parts,
/// and k-means does not find.
///
/// First the samples of one moon, label 0, then those of the other, label 1: without noise what
/// scikit-learn's function of this name gives with `shuffle=False`. The noise is not the numbers it
/// draws. Last digits are those of the platform's sine and cosine.
///
/// # Errors
///
/// [`Error::Empty`] for no samples; [`Error::Parameter`] for noise that is negative or not finite;
/// [`Error::TooLarge`] for more than the memory holds; [`Error::NotFinite`] where a value does not
/// fit `F`.
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
