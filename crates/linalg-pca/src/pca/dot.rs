use std::cmp::min;

/// Number of independent sums of a dot product: as many as keep the widest registers busy. It is
/// fixed, so rounding does not depend on the registers' width.
const SUMS: usize = 16;

/// The dot product, its terms shared out among [`SUMS`] sums.
#[inline(always)]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let len = min(a.len(), b.len());
    let ((a, rest_of_a), (b, rest_of_b)) =
        (a[..len].as_chunks::<SUMS>(), b[..len].as_chunks::<SUMS>());
    let mut sums = [0.0; SUMS];
    for (a, b) in a.iter().zip(b) {
        for i in 0..SUMS {
            sums[i] += a[i] * b[i];
        }
    }
    for (sum, (a, b)) in sums.iter_mut().zip(rest_of_a.iter().zip(rest_of_b)) {
        *sum += a * b;
    }
    sums.iter().sum()
}

#[inline(always)]
pub(super) fn add_multiple(to: &mut [f64], factor: f64, vector: &[f64]) {
    for (to, value) in to.iter_mut().zip(vector) {
        *to += factor * value;
    }
}

#[inline(always)]
pub(super) fn subtract_multiple(from: &mut [f64], factor: f64, vector: &[f64]) {
    add_multiple(from, -factor, vector);
}

/// The Euclidean length.
pub(super) fn norm(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}
