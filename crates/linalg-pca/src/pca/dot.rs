/// Independent sums of a dot product: as many as the widest registers want in flight, so that its
/// rounding is the same whatever the registers' width.
const SUMS: usize = 16;

/// The dot product, its terms shared out among [`SUMS`] sums.
#[inline(always)]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; SUMS];
    let (mut a, mut b) = (a.chunks_exact(SUMS), b.chunks_exact(SUMS));
    for (a, b) in a.by_ref().zip(b.by_ref()) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    for (sum, (a, b)) in sums.iter_mut().zip(a.remainder().iter().zip(b.remainder())) {
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
