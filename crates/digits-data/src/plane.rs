use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;

use crate::reserved::reserve;
use crate::{Dataset, Error, Samples, Scalar};

/// Points on curves in the plane, blurred.
pub(crate) struct PlaneCurve<'a> {
    pub(crate) name: &'a str,
    pub(crate) noise: f64,
    pub(crate) target_names: &'a [&'a str],
}

impl PlaneCurve<'_> {
    /// The points with their labels as a data set. Without noise no random number is drawn.
    pub(crate) fn dataset<F: Scalar>(
        &self,
        n_samples: usize,
        points: impl Iterator<Item = ([f64; 2], u32)>,
        generator: &mut Pcg64,
    ) -> Result<Dataset<F>, Error> {
        let mut values = reserve(n_samples, "samples", 2)?;
        let mut labels = reserve(n_samples, "labels", 1)?;
        for (point, label) in points {
            for mut value in point {
                if self.noise > 0.0 {
                    let normal: f64 = StandardNormal.sample(generator);
                    value += self.noise * normal;
                }
                values.push(F::from_f64(value));
            }
            labels.push(label);
        }
        let samples = Samples::new(values, n_samples, 2)?;
        let feature_names = vec!["x0".to_owned(), "x1".to_owned()];
        let target_names = self.target_names.iter().map(ToString::to_string).collect();
        Dataset::new(self.name, samples, labels, feature_names, target_names)
    }
}

pub(crate) fn check_noise(noise: f64) -> Result<(), Error> {
    if noise.is_finite() && noise >= 0.0 {
        return Ok(());
    }
    Err(Error::Parameter { name: "noise", value: noise, expected: "0 or more, and finite" })
}

#[cfg(test)]
mod tests {
    use crate::{Error, Moons, Rings, make_moons, make_rings};

    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        }
    }

    #[test]
    fn without_noise_they_are_those_of_scikit_learn() {
        // scikit-learn 1.7.0: make_moons(5, shuffle=False)[0].ravel().tolist(), and make_circles.
        let moons = make_moons::<f64>(&Moons::new(5)).unwrap();
        assert_close(moons.samples().as_slice(), &MOONS);
        assert_eq!(moons.labels(), [0, 0, 1, 1, 1]);
        let rings = make_rings::<f64>(&Rings::new(5)).unwrap();
        assert_close(rings.samples().as_slice(), &RINGS);
        assert_eq!(rings.labels(), [0, 0, 1, 1, 1]);
    }

    #[test]
    fn the_seed_decides() {
        let moons = |seed| make_moons::<f64>(&Moons { noise: 0.1, seed, ..Moons::new(50) });
        let rings = |seed| make_rings::<f64>(&Rings { noise: 0.1, seed, ..Rings::new(50) });
        assert_eq!(moons(1), moons(1));
        assert_ne!(moons(1), moons(2));
        assert_ne!(rings(1), rings(2));
        // Recorded from a run, so that an upgrade of a dependency cannot change it unnoticed.
        let first = |data: crate::Dataset| data.samples().row(0).to_vec();
        assert_close(&first(moons(0).unwrap()), &NOISY_MOON);
        assert_close(&first(rings(0).unwrap()), &NOISY_MOON);
    }

    #[test]
    fn noise_is_as_wide_as_it_says() {
        let data = make_rings::<f64>(&Rings { noise: 0.1, ..Rings::new(20_000) }).unwrap();
        let plain = make_rings::<f64>(&Rings::new(20_000)).unwrap();
        let pairs = data.samples().as_slice().iter().zip(plain.samples().as_slice());
        let variance = pairs.map(|(x, y)| (x - y).powi(2)).sum::<f64>() / 40_000.0;
        assert!((variance.sqrt() - 0.1).abs() < 0.003, "{variance}");
    }

    #[test]
    fn parameters_out_of_range_are_named() {
        for noise in [-1.0, f64::NAN, f64::INFINITY] {
            let error = make_moons::<f64>(&Moons { noise, ..Moons::new(9) }).unwrap_err();
            assert!(matches!(error, Error::Parameter { name: "noise", .. }), "{error}");
            let error = make_rings::<f64>(&Rings { noise, ..Rings::new(9) }).unwrap_err();
            assert!(matches!(error, Error::Parameter { name: "noise", .. }), "{error}");
        }
        for factor in [-0.1, 1.0, f64::NAN] {
            let error = make_rings::<f64>(&Rings { factor, ..Rings::new(9) }).unwrap_err();
            assert!(matches!(error, Error::Parameter { name: "factor", .. }), "{error}");
        }
        assert!(matches!(make_moons::<f64>(&Moons::new(0)), Err(Error::Empty { .. })));
        assert_eq!(make_moons::<f64>(&Moons::new(1)).unwrap().samples().row(0), [0.0, 0.5]);
    }

    const MOONS: [f64; 10] = [
        1.0,
        0.0,
        -1.0,
        1.224_646_799_147_353_2e-16,
        0.0,
        0.5,
        0.999_999_999_999_999_9,
        -0.5,
        2.0,
        0.499_999_999_999_999_9,
    ];
    const RINGS: [f64; 10] = [
        1.0,
        0.0,
        -1.0,
        1.224_646_799_147_353_2e-16,
        0.8,
        0.0,
        -0.399_999_999_999_999_86,
        0.692_820_323_027_551,
        -0.400_000_000_000_000_36,
        -0.692_820_323_027_550_7,
    ];
    const NOISY_MOON: [f64; 2] = [0.861_338_262_116_367_4, -0.012_451_553_666_344_614];
}
