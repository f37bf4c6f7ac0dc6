use super::super::dot::{dot, subtract_multiple};

/// Fills a start vector with numbers without pattern, different for every `seed`, so that it misses
/// no eigenvector.
pub(super) fn without_pattern(vector: &mut [f64], seed: usize) {
    let mut state = seed as u64 + 1;
    for value in vector {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *value = (state >> 40) as f64 / (1_u64 << 24) as f64 - 0.5;
    }
}

/// Makes `vector` orthogonal to the orthonormal vectors `before`, and its length 1. Returns its
/// length before scaling, or NaN if nothing was left.
#[inline(always)]
pub(super) fn orthogonalise(vector: &mut [f64], before: &[f64]) -> f64 {
    let mut length = 1.0;
    // Twice, because rounding may leave a rest after the first time.
    for _ in 0..2 {
        for other in before.chunks_exact(vector.len()) {
            let along = dot(vector, other);
            subtract_multiple(vector, along, other);
        }
        length *= normalise(vector);
    }
    length
}

/// Scales to length 1, for numbers of any size. Returns the former length, NaN for zeros.
#[inline(always)]
pub(super) fn normalise(vector: &mut [f64]) -> f64 {
    let largest = vector.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    for value in vector.iter_mut() {
        *value /= largest;
    }
    let length = dot(vector, vector).sqrt();
    for value in vector.iter_mut() {
        *value /= length;
    }
    length * largest
}
