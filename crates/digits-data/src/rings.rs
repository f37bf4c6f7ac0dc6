use std::f64::consts::TAU;

use rand::SeedableRng;
use rand_pcg::Pcg64;

use crate::plane::{PlaneCurve, check_noise};
use crate::{Dataset, Error, Scalar};

/// The parameters of [`make_rings`].
#[derive(Debug, Clone, PartialEq)]
pub struct Rings {
    /// Number of samples, half of them (rounded down) on the outer ring.
    pub n_samples: usize,
    /// Standard deviation of the Gaussian noise on each coordinate; 0 or more.
    pub noise: f64,
    /// Radius of the inner ring, from 0 to below 1. The outer ring has radius 1.
    pub factor: f64,
    /// The seed of the random numbers.
    pub seed: u64,
}

impl Rings {
    /// Takes the defaults of scikit-learn's `make_circles`: no noise, factor 0.8, seed 0.
    pub fn new(n_samples: usize) -> Self {
        Self { n_samples, noise: 0.0, factor: 0.8, seed: 0 }
    }
}

/// Makes a ring within a ring in the plane. Both clusters have the same mean, so k-means cannot
/// tell them apart.
///
/// The samples of the outer ring come first, with label 0; those of the inner ring follow, with
/// label 1. Without noise they are those of scikit-learn's `make_circles` with `shuffle=False`. Its
/// noise is drawn from other random numbers. Last digits depend on the platform's sine and cosine.
///
/// # Errors
///
/// [`Error::Empty`] for no samples; [`Error::Parameter`] for noise that is negative or not finite,
/// or a factor out of its range; [`Error::TooLarge`] for more samples than fit in memory;
/// [`Error::NotFinite`] if a value does not fit `F`.
///
/// ```
/// use digits_data::{Rings, make_rings};
///
/// let rings = make_rings::<f64>(&Rings { factor: 0.5, ..Rings::new(100) })?;
/// assert_eq!(rings.samples().row(0), [1.0, 0.0]);
/// assert_eq!(rings.samples().row(50), [0.5, 0.0]);
/// # Ok::<(), digits_data::Error>(())
/// ```
pub fn make_rings<F: Scalar>(rings: &Rings) -> Result<Dataset<F>, Error> {
    check_noise(rings.noise)?;
    let factor = rings.factor;
    if !(0.0..1.0).contains(&factor) {
        let (name, expected) = ("factor", "from 0 to below 1");
        return Err(Error::Parameter { name, value: factor, expected });
    }
    let n_outer = rings.n_samples / 2;
    let n_inner = rings.n_samples - n_outer;
    // The end of the circle is its beginning. That point appears once.
    let ring = move |n: usize, radius: f64, label: u32| {
        (0..n).map(move |i| {
            let angle = TAU * (i as f64 / n as f64);
            ([radius * angle.cos(), radius * angle.sin()], label)
        })
    };
    let points = ring(n_outer, 1.0, 0).chain(ring(n_inner, factor, 1));
    let mut generator = Pcg64::seed_from_u64(rings.seed);
    PlaneCurve { name: "rings", noise: rings.noise, target_names: &["outer", "inner"] }.dataset(
        rings.n_samples,
        points,
        &mut generator,
    )
}
