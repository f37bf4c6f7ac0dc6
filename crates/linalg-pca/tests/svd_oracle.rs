//! The full solver against the plainest decomposition there is, by rotations of two columns at a time.

use digits_data::Samples;
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

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Singular values of the centred samples, descending, each with its principal axis.
///
/// One-sided Jacobi: rotate two columns until they are orthogonal, for all pairs, again and again. In the
/// end the norms of the columns are the singular values (M. Hestenes, "Inversion of matrices by
/// biorthogonalization and related results", J. SIAM 6, 1958).
fn singular_values_and_axes(x: &Samples, mean: &[f64]) -> Vec<(f64, Vec<f64>)> {
    let (n_samples, n_features) = x.shape();
    let value = |i: usize, j: usize| x.row(i)[j] - mean[j];
    let is_tall = n_samples >= n_features;
    // The shorter side gives the columns. Those of features are rotated together with the unit vectors,
    // which become the axes. Those of samples become the axes themselves, but for their norms.
    let mut columns: Vec<(Vec<f64>, Vec<f64>)> = if is_tall {
        let unit = |j: usize| (0..n_features).map(|i| f64::from(u8::from(i == j))).collect();
        (0..n_features).map(|j| ((0..n_samples).map(|i| value(i, j)).collect(), unit(j))).collect()
    } else {
        (0..n_samples).map(|i| ((0..n_features).map(|j| value(i, j)).collect(), vec![])).collect()
    };
    // It converges in some ten rounds. Columns that are only rounding never become orthogonal.
    for _ in 0..20 {
        if !rotate_all_pairs(&mut columns) {
            break;
        }
    }
    let found = columns.into_iter().map(|(column, axis)| {
        let norm = dot(&column, &column).sqrt();
        (norm, if is_tall { axis } else { column.iter().map(|x| x / norm).collect() })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found
}

/// Returns false if all columns were orthogonal.
fn rotate_all_pairs(columns: &mut [(Vec<f64>, Vec<f64>)]) -> bool {
    let mut any = false;
    for second in 1..columns.len() {
        for first in 0..second {
            let (before, from) = columns.split_at_mut(second);
            let (a, b) = (&mut before[first], &mut from[0]);
            let (aa, bb, ab) = (dot(&a.0, &a.0), dot(&b.0, &b.0), dot(&a.0, &b.0));
            if ab.abs() <= 1e-15 * (aa * bb).sqrt() {
                continue;
            }
            any = true;
            let zeta = (bb - aa) / (2.0 * ab);
            let tangent = zeta.signum() / (zeta.abs() + zeta.hypot(1.0));
            let cosine = tangent.hypot(1.0).recip();
            for (a, b) in a.0.iter_mut().zip(&mut b.0).chain(a.1.iter_mut().zip(&mut b.1)) {
                let (x, y) = (*a, *b);
                *a = cosine * (x - tangent * y);
                *b = cosine * (tangent * x + y);
            }
        }
    }
    any
}

/// Values within rounding of the largest, and vectors within what rounding makes of the gap to the
/// nearest other value.
fn check(x: &Samples) {
    let model: PcaModel = Pca { solver: Solver::Full, ..Pca::default() }.fit(x.view()).unwrap();
    let (n_samples, n_features) = x.view().shape();
    let (expected, vectors): (Vec<f64>, Vec<Vec<f64>>) =
        singular_values_and_axes(x, model.mean()).into_iter().unzip();
    let rounding = 16.0 * (n_samples.max(n_features) + 4) as f64 * f64::EPSILON * expected[0];
    for (k, (value, other)) in model.singular_values().iter().zip(&expected).enumerate() {
        assert!((value - other).abs() <= rounding, "{k}: {value} for {other}");
        let others = expected.iter().enumerate().filter(|&(at, _)| at != k);
        let gap = others.fold(f64::INFINITY, |gap, (_, value)| gap.min((value - other).abs()));
        let gap = gap.min(if n_samples > n_features { gap } else { *other });
        if gap > 1e-6 * expected[0] {
            let along = dot(model.components().row(k), &vectors[k]).abs();
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
