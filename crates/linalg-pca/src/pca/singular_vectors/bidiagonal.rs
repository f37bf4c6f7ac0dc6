use super::super::rotations::{Rotations, Sweep};
use crate::Error;

/// Sweeps that LAPACK allows for one singular value, and as many again.
const SWEEPS_PER_VALUE: usize = 60;

/// A square matrix whose only nonzero entries are on the diagonal and directly to the right of it.
pub(super) struct Bidiagonal {
    pub(super) diagonal: Vec<f64>,
    /// `right[i]` stands to the right of `diagonal[i]`.
    pub(super) right: Vec<f64>,
}

impl Bidiagonal {
    /// Finds all singular values, in no order, and the right singular vectors that belong to them.
    ///
    /// Source: J. Demmel and W. Kahan, "Accurate singular values of bidiagonal matrices", SIAM J.
    /// Sci. Stat. Comput. 11, 1990. An entry counts as 0 relative to the largest entry, not to its
    /// neighbours, because the reduction to this form rounded as much.
    pub(super) fn singular_vectors(mut self) -> Result<(Vec<f64>, Rotations), Error> {
        let size = self.diagonal.len();
        let mut rotations = Rotations::new(size);
        let negligible = (0.5 * f64::EPSILON * self.largest_entry()).max(f64::MIN_POSITIVE);
        let mut last = size - 1;
        let mut sweeps = 0;
        // Singular values settle one after another, from the last row up.
        while last > 0 {
            // Entries right of rows `first..last` are not 0, so these rows are still connected.
            let first = self.start_of_block(last, negligible);
            // A block of one row is a singular value.
            if first == last {
                (last, sweeps) = (last - 1, 0);
                continue;
            }
            if sweeps == SWEEPS_PER_VALUE {
                return Err(Error::NoConvergence { size, iterations: sweeps });
            }
            sweeps += 1;
            // Each sweep makes the entry right of the last but one row smaller.
            let turns = self.sweep(first, last, negligible);
            rotations.push(Sweep { first, turns });
        }
        // The sign belongs to the left vectors, which nobody asks for.
        self.diagonal.iter_mut().for_each(|value| *value = value.abs());
        Ok((self.diagonal, rotations))
    }

    fn largest_entry(&self) -> f64 {
        let entries = self.diagonal.iter().chain(&self.right);
        entries.fold(0.0, |largest, entry| entry.abs().max(largest))
    }

    /// The first row of the block that ends with row `last`.
    fn start_of_block(&self, last: usize, negligible: f64) -> usize {
        let mut first = last;
        while first > 0 && self.right[first - 1].abs() > negligible {
            first -= 1;
        }
        first
    }

    /// Chases one bulge through the rows `first..=last`; returns the turns of the right vectors.
    fn sweep(&mut self, first: usize, last: usize, negligible: f64) -> Vec<[f64; 2]> {
        let (diagonal, right) = (&mut self.diagonal[first..=last], &mut self.right[first..last]);
        let shift = least_of_last_two(diagonal, right);
        let head = diagonal[0].abs();
        // If the first entry is 0, a singular value is 0, and 0 is the best shift. A shift whose
        // square vanishes next to that of the first entry is no better than 0.
        if head > negligible && shift > f64::EPSILON.sqrt() * head {
            shifted_sweep(diagonal, right, shift)
        } else {
            plain_sweep(diagonal, right)
        }
    }
}

/// The least singular value of the last two rows and columns.
fn least_of_last_two(diagonal: &[f64], right: &[f64]) -> f64 {
    let n = diagonal.len();
    let (a, b, c) = (diagonal[n - 2].abs(), diagonal[n - 1].abs(), right[n - 2]);
    let largest = 0.5 * (length(a + b, c) + length(a - b, c));
    if largest > 0.0 { a * (b / largest) } else { 0.0 }
}

fn shifted_sweep(diagonal: &mut [f64], right: &mut [f64], shift: f64) -> Vec<[f64; 2]> {
    let mut turns = Vec::with_capacity(right.len());
    let head = diagonal[0];
    let mut bulge = ((head.abs() - shift) * (1.0_f64.copysign(head) + shift / head), right[0]);
    for i in 0..right.len() {
        // A rotation from the right mixes columns. It creates an entry below the diagonal.
        let (cosine, sine, length) = rotation(bulge.0, bulge.1);
        if i > 0 {
            right[i - 1] = length;
        }
        let mixed = cosine * diagonal[i] + sine * right[i];
        right[i] = cosine * right[i] - sine * diagonal[i];
        let below = sine * diagonal[i + 1];
        diagonal[i + 1] *= cosine;
        turns.push([cosine, sine]);

        // A rotation from the left mixes rows. It creates an entry two to the right of the
        // diagonal.
        let (cosine, sine, length) = rotation(mixed, below);
        diagonal[i] = length;
        let mixed = cosine * right[i] + sine * diagonal[i + 1];
        diagonal[i + 1] = cosine * diagonal[i + 1] - sine * right[i];
        right[i] = mixed;
        if let Some(next) = right.get_mut(i + 1) {
            bulge = (mixed, sine * *next);
            *next *= cosine;
        }
    }
    turns
}

/// Makes a sweep with shift 0, in which nothing cancels. It moves a zero on the diagonal to the
/// end.
fn plain_sweep(diagonal: &mut [f64], right: &mut [f64]) -> Vec<[f64; 2]> {
    let mut turns = Vec::with_capacity(right.len());
    let (mut cosine, mut last_cosine, mut last_sine) = (1.0, 1.0, 0.0);
    for i in 0..right.len() {
        let (next_cosine, sine, length) = rotation(diagonal[i] * cosine, right[i]);
        if i > 0 {
            right[i - 1] = last_sine * length;
        }
        cosine = next_cosine;
        (last_cosine, last_sine, diagonal[i]) =
            rotation(last_cosine * length, diagonal[i + 1] * sine);
        turns.push([cosine, sine]);
    }
    let end = right.len();
    let value = diagonal[end] * cosine;
    diagonal[end] = value * last_cosine;
    right[end - 1] = value * last_sine;
    turns
}

/// Cosine, sine and length that turn `(x, y)` into `(length, 0)`.
fn rotation(x: f64, y: f64) -> (f64, f64, f64) {
    let length = length(x, y);
    if length > 0.0 { (x / length, y / length, length) } else { (1.0, 0.0, 0.0) }
}

/// `√(x² + y²)`, for numbers that are small or near 1. The platform's `hypot` may give other bits.
fn length(x: f64, y: f64) -> f64 {
    /// Brings numbers too small to be squared into range. Only subnormal numbers stay out.
    const LARGE: f64 = f64::from_bits((1023 + 600) << 52);
    let squares = x * x + y * y;
    if squares > f64::MIN_POSITIVE / f64::EPSILON {
        return squares.sqrt();
    }
    let (x, y) = (x * LARGE, y * LARGE);
    (x * x + y * y).sqrt() / LARGE
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plain loops for the trace of `BᵀB` and of its square, which are sums over singular values.
    fn traces(diagonal: &[f64], right: &[f64]) -> (f64, f64) {
        let size = diagonal.len();
        let above = |i: usize| if i == 0 { 0.0 } else { right[i - 1] };
        let squares: Vec<f64> = (0..size).map(|i| diagonal[i].powi(2) + above(i).powi(2)).collect();
        let beside = (1..size).map(|i| 2.0 * (diagonal[i - 1] * right[i - 1]).powi(2));
        (squares.iter().sum(), squares.iter().map(|x| x * x).sum::<f64>() + beside.sum::<f64>())
    }

    #[test]
    fn zeros_and_numbers_too_small_to_be_squared_are_no_obstacle() {
        let specials = [0.0, 1.0, -0.5, 1e-17, 1e-170, 5e-324];
        for size in [1, 2, 3, 4, 7] {
            for seed in 0..400_usize {
                let pick = |at: usize| {
                    let mixed = (seed * 31 + at * 17 + 1).wrapping_mul(2_654_435_761) >> 9;
                    specials[mixed % specials.len()]
                };
                let diagonal: Vec<f64> = (0..size).map(pick).collect();
                let right: Vec<f64> = (0..size - 1).map(|i| pick(i + 100)).collect();
                let (first, second) = traces(&diagonal, &right);
                let (values, _) = Bidiagonal { diagonal, right }.singular_vectors().unwrap();
                let power = |p: i32| values.iter().map(|value| value.powi(p)).sum::<f64>();
                assert!((power(2) - first).abs() <= 1e-14 * first, "{values:?}");
                assert!((power(4) - second).abs() <= 1e-14 * second, "{values:?}");
            }
        }
    }
}
