//! The full solver against faer's singular value decomposition of the centred samples.

use digits_data::Samples;
use faer::Mat;
use linalg_pca::{Pca, PcaModel, Solver};
use proptest::prelude::*;

/// Numbers without a pattern, others for every `seed`.
fn noise(seed: usize, at: usize) -> f64 {
    let mixed = (at as u64 + 1).wrapping_mul(seed as u64 * 2 + 0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 40) as f64 / f64::from(1 << 24) - 0.5
}

fn samples(
    (n_samples, n_features): (usize, usize),
    value: impl Fn(usize, usize) -> f64,
) -> Samples {
    let values = (0..n_samples * n_features).map(|at| value(at / n_features, at % n_features));
    Samples::new(values.collect(), n_samples, n_features).unwrap()
}

fn dot(a: &[f64], b: impl Iterator<Item = f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Values within rounding of the largest, and vectors within what rounding makes of the gap to the
/// nearest other value.
fn check(x: &Samples) {
    let model: PcaModel = Pca { solver: Solver::Full, ..Pca::default() }.fit(x.view()).unwrap();
    let (n_samples, n_features) = x.view().shape();
    let centred = Mat::from_fn(n_samples, n_features, |i, j| x.view().row(i)[j] - model.mean()[j]);
    let svd = centred.thin_svd().unwrap();
    let expected: Vec<f64> = (0..model.n_components()).map(|k| svd.S()[k]).collect();
    let rounding = 16.0 * (n_samples.max(n_features) + 4) as f64 * f64::EPSILON * expected[0];
    for (k, (value, other)) in model.singular_values().iter().zip(&expected).enumerate() {
        assert!((value - other).abs() <= rounding, "{k}: {value} for {other}");
        let others = expected.iter().enumerate().filter(|&(at, _)| at != k);
        let gap = others.fold(f64::INFINITY, |gap, (_, value)| gap.min((value - other).abs()));
        let gap = gap.min(if n_samples > n_features { gap } else { *other });
        if gap > 1e-6 * expected[0] {
            let vector = (0..n_features).map(|j| svd.V()[(j, k)]);
            let along = dot(model.components().row(k), vector).abs();
            assert!((along - 1.0).abs() <= 1e-12 + rounding / gap, "{k}: {along}");
        }
    }
}

fn shape() -> impl Strategy<Value = (usize, usize)> {
    (2_usize..70, 1_usize..70)
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn random_samples(shape in shape(), seed in 0_usize..1000) {
            check(&samples(shape, |i, j| noise(seed, i * shape.1 + j)));
        }

        #[test]
        fn graded_samples(shape in shape(), seed in 0_usize..1000, slope in -3.0..3.0) {
            let scale = |j: usize| f64::exp2(f64::clamp(slope * j as f64, -60.0, 60.0));
            check(&samples(shape, |i, j| noise(seed, i * shape.1 + j) * scale(j)));
        }

        #[test]
        fn samples_of_low_rank(shape in shape(), seed in 0_usize..1000, rank in 1_usize..6) {
            let value = |i: usize, j: usize| {
                let term = |k: usize| noise(seed, i * 8 + k) * noise(seed + 1, j * 8 + k);
                (0..rank).map(term).sum()
            };
            check(&samples(shape, value));
        }

        #[test]
        fn constant_and_repeated_features(shape in shape(), seed in 0_usize..1000) {
            let value = |i: usize, j: usize| match j % 4 {
                1 => 7.0,
                2 => noise(seed, i * shape.1),
                _ => noise(seed, i * shape.1 + j),
            };
            check(&samples(shape, value));
        }
    }
}
