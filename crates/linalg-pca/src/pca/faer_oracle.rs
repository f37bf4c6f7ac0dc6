//! Our singular value decomposition against faer's.

use faer::MatRef;
use proptest::prelude::*;

use super::accuracy::accuracy;
use super::dot::dot;
use super::matrix::Matrix;
use super::singular_vectors::singular_vectors;

/// Values as faer finds them, and a vector per column.
fn by_faer(matrix: &Matrix) -> (Vec<f64>, Matrix) {
    let size = matrix.n_rows();
    let svd = MatRef::from_column_major_slice(matrix.as_slice(), size, size).svd().unwrap();
    let values = (0..size).map(|k| svd.S()[k]).collect();
    (values, Matrix::from_fn(size, size, |i, k| svd.V()[(i, k)]))
}

fn check(matrix: &Matrix) {
    let size = matrix.n_rows();
    let (values, vectors) = singular_vectors(matrix, <[f64]>::len).unwrap();
    let (expected, expected_vectors) = by_faer(matrix);
    let rounding = accuracy(size) * expected[0];
    for (k, (value, other)) in values.iter().zip(&expected).enumerate() {
        assert!((value - other).abs() <= rounding, "{k} of {size}: {value} for {other}");
        // Rounding turns a vector by what it makes of the gap to the nearest other value.
        let others = expected.iter().enumerate().filter(|&(at, _)| at != k);
        let gap = others.fold(f64::INFINITY, |gap, (_, value)| gap.min((value - other).abs()));
        if gap > 1e-6 * expected[0] {
            let along = dot(vectors.column(k), expected_vectors.column(k)).abs();
            assert!((along - 1.0).abs() <= 1e-12 + rounding / gap, "{k} of {size}: {along}");
        }
    }
}

mod properties {
    use super::*;

    fn noise(seed: usize, at: usize) -> f64 {
        let mixed = (at as u64 + 1).wrapping_mul(seed as u64 * 2 + 0x9e37_79b9_7f4a_7c15);
        ((mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as f64
            / f64::from(1 << 24)
            - 0.5
    }

    fn random(size: usize, seed: usize) -> Matrix {
        Matrix::from_fn(size, size, |i, j| noise(seed, i * size + j))
    }

    proptest! {
        #[test]
        fn random_matrices(size in 1_usize..80, seed in 0_usize..1000) {
            check(&random(size, seed));
        }

        #[test]
        fn graded_rows_and_columns(
            size in 1_usize..60,
            seed in 0_usize..1000,
            rows in -3.0..3.0,
            columns in -3.0..3.0,
        ) {
            let mut matrix = random(size, seed);
            for j in 0..size {
                for i in 0..size {
                    let exponent: f64 = rows * i as f64 + columns * j as f64;
                    matrix[(i, j)] *= exponent.clamp(-100.0, 100.0).exp2();
                }
            }
            check(&matrix);
        }

        #[test]
        fn singular_matrices(size in 2_usize..60, rank in 1_usize..8, seed in 0_usize..1000) {
            let value = |i: usize, j: usize| {
                let terms = (0..rank).map(|k| noise(seed, i * 8 + k) * noise(seed + 1, j * 8 + k));
                terms.sum()
            };
            check(&Matrix::from_fn(size, size, value));
        }

        #[test]
        fn triangles_with_zeros(size in 1_usize..40, seed in 0_usize..1000) {
            let value = |i: usize, j: usize| {
                if i > j || (i * 5 + j * 3 + seed) % 7 == 0 { 0.0 } else { noise(seed, i * size + j) }
            };
            let matrix = Matrix::from_fn(size, size, value);
            if matrix.norm_squared() > 0.0 {
                check(&matrix);
            }
        }
    }
}
