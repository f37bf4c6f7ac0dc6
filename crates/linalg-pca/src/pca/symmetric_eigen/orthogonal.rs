use super::super::dot::{dot, subtract_multiple};

/// Numbers without a pattern, others for every `seed`: a start that misses no eigenvector.
pub(super) fn without_pattern(vector: &mut [f64], seed: usize) {
    let mut state = seed as u64 + 1;
    for value in vector {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *value = (state >> 40) as f64 / (1_u64 << 24) as f64 - 0.5;
    }
}

/// Makes `vector` of length 1 and orthogonal to the orthonormal vectors `before`, one after another;
/// returns the length of what was left of it, NaN if nothing was.
#[inline(always)]
pub(super) fn orthogonalise(vector: &mut [f64], before: &[f64]) -> f64 {
    let mut length = 1.0;
    // Once more, since the first time may leave what cancelled.
    for _ in 0..2 {
        for other in before.chunks_exact(vector.len()) {
            let along = dot(vector, other);
            subtract_multiple(vector, along, other);
        }
        length *= normalise(vector);
    }
    length
}

/// To length 1, whatever the range of the numbers; returns the length it had, NaN for zeros.
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
