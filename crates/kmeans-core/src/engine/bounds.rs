//! How far a sample can be from its centre, and how near to any other: what may be skipped.
//!
//! A bound holds for true distances, the dense kernel compares rounded ones, and the labels must
//! come out the same. So a sample is skipped only if its bounds leave room for every rounding
//! between the two; the room is a [`Margin`].

use digits_data::{Samples, Scalar};
use linalg_pca::distance::{LANES, NearestTwo};

/// Of each sample in a block an upper bound of the distance to its own centre and a lower bound of
/// that to any other.
///
/// `f32`, rounded away from each other, whatever the samples are: 8 bytes a sample.
#[derive(Debug, Clone)]
pub(super) struct BlockBounds {
    upper: [f32; LANES],
    lower: [f32; LANES],
    /// At least the largest ‖x‖ of the block.
    norm: f32,
}

/// More than one rounding to `f32`, up or down.
const UP: f32 = 1.0 + 4.0 * f32::EPSILON;
const DOWN: f32 = 1.0 - 4.0 * f32::EPSILON;

/// Squared distances below this may have lost digits to underflow; nothing is skipped there.
const TINY: f32 = 1e-30;

impl Default for BlockBounds {
    /// Nothing is known.
    fn default() -> Self {
        Self { upper: [f32::INFINITY; LANES], lower: [0.0; LANES], norm: 0.0 }
    }
}

impl BlockBounds {
    /// From what the kernel found for the first `n_samples` lanes.
    pub(super) fn new<F: Scalar>(
        nearest: &NearestTwo<F>,
        n_samples: usize,
        margin: Margin,
    ) -> Self {
        let mut bounds = Self::default();
        for lane in 0..n_samples {
            bounds.norm = bounds.norm.max(norm_of(nearest, lane, margin));
            bounds.renew(lane, nearest, lane, margin);
        }
        bounds
    }

    /// New bounds for one sample, from what the kernel found in lane `from`.
    pub(super) fn renew<F: Scalar>(
        &mut self,
        lane: usize,
        nearest: &NearestTwo<F>,
        from: usize,
        margin: Margin,
    ) {
        let norm = norm_of(nearest, from, margin);
        // Twice: for the score's rounding and for that of ‖x‖².
        let rounding = 2.0 * margin.rounding * (f64::from(norm) + f64::from(margin.reach)).powi(2);
        let distance = |score: F, rounding: f64| {
            let squared_distance = score.to_f64() + nearest.squared_norms[from].to_f64();
            (squared_distance + rounding).max(0.0).sqrt()
        };
        self.upper[lane] = round_up(distance(nearest.nearest[from], rounding));
        self.lower[lane] = round_down(distance(nearest.second[from], -rounding));
    }

    /// Loosens the bounds by what the centres moved; the bits of the samples for which the kernel
    /// would not certainly find the same nearest centre again.
    pub(super) fn after_move(&mut self, labels: &[u32], drift: &Drift, margin: Margin) -> u32 {
        let (mut own, mut others) = ([0.0; LANES], [0.0; LANES]);
        for ((own, others), &label) in own.iter_mut().zip(&mut others).zip(labels) {
            *own = drift.own[label as usize];
            *others = drift.others[label as usize];
        }
        let margin = margin.of(self.norm);
        let mut left = [false; LANES];
        for lane in 0..LANES {
            let upper = (self.upper[lane] + own[lane]) * UP;
            let lower = ((self.lower[lane] - others[lane]) * DOWN).max(0.0);
            self.upper[lane] = upper;
            self.lower[lane] = lower;
            // `lower² − upper²` without cancellation; it rounds by less than `margin` allows for.
            left[lane] = (lower - upper) * (lower + upper) <= margin;
        }
        let bits =
            left.iter().enumerate().fold(0, |bits, (lane, &left)| bits | u32::from(left) << lane);
        if labels.len() < LANES { bits & ((1 << labels.len()) - 1) } else { bits }
    }
}

/// At least ‖x‖.
fn norm_of<F: Scalar>(nearest: &NearestTwo<F>, lane: usize, margin: Margin) -> f32 {
    round_up((nearest.squared_norms[lane].to_f64() * (1.0 + margin.rounding)).sqrt())
}

/// How much the kernel's scores may be wrong.
///
/// A dot product of `d` fused multiply-adds is off by at most γ‖x‖‖c‖ with γ = d·u/(1 − d·u), u
/// being half of `EPSILON` (N. Higham, "Accuracy and Stability of Numerical Algorithms", 2002,
/// section 3.1); ‖c‖² likewise. So `‖c‖² − 2x·c` is off by less than γ'(‖x‖ + ‖c‖)², for which
/// `(d + 8)·EPSILON` is more than twice enough while d is below a million or so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Margin {
    /// The relative rounding of a score.
    rounding: f64,
    /// At least the largest ‖c‖.
    reach: f32,
}

impl Margin {
    pub(super) fn new<F: Scalar>(centers: &Samples<F>) -> Self {
        let squared_norm = |center: &[F]| center.iter().map(|c| c.to_f64().powi(2)).sum::<f64>();
        let largest = centers.rows().map(squared_norm).fold(0.0, f64::max);
        let rounding = (centers.n_features() + 8) as f64 * F::EPSILON;
        Self { rounding, reach: round_up(largest.sqrt()) }
    }

    /// What two scores of a sample of this norm may be wrong together.
    #[inline]
    fn of(self, norm: f32) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "the factor makes up for it")]
        let rounding = (2.02 * self.rounding) as f32;
        let reach = norm + self.reach;
        rounding * reach * reach + TINY
    }
}

/// How far centres moved: each, and the farthest of all others.
#[derive(Debug, Clone)]
pub(super) struct Drift {
    pub(super) own: Vec<f32>,
    pub(super) others: Vec<f32>,
}

impl Drift {
    pub(super) fn between<F: Scalar>(before: &Samples<F>, after: &Samples<F>) -> Self {
        let moved = |(before, after): (&[F], &[F])| {
            let pairs = before.iter().zip(after);
            let squared: f64 = pairs.map(|(b, a)| (a.to_f64() - b.to_f64()).powi(2)).sum();
            round_up(squared.sqrt())
        };
        let own: Vec<f32> = before.rows().zip(after.rows()).map(moved).collect();
        let (mut farthest, mut largest, mut second) = (0, 0.0, 0.0);
        for (center, &moved) in own.iter().enumerate() {
            if moved > largest {
                (farthest, largest, second) = (center, moved, largest);
            } else if moved > second {
                second = moved;
            }
        }
        let others = (0..own.len()).map(|c| if c == farthest { second } else { largest }).collect();
        Self { own, others }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "rounded up again at once")]
fn round_up(value: f64) -> f32 {
    (value as f32 * UP).max(f32::MIN_POSITIVE)
}

#[expect(clippy::cast_possible_truncation, reason = "rounded down again at once")]
fn round_down(value: f64) -> f32 {
    let down = (value as f32 * DOWN).min(f32::MAX);
    // Subnormal numbers are too coarse for the factor.
    if down < f32::MIN_POSITIVE { 0.0 } else { down }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_goes_outward() {
        for value in [0.0, 1e-320, 1e-45, 1e-38, 0.1, 1.0, 1e30, 3.5e38, 1e300] {
            assert!(f64::from(round_up(value)) >= value, "{value}");
            assert!(f64::from(round_down(value)) <= value, "{value}");
        }
        assert!(round_down(f64::INFINITY).is_finite());
    }

    #[test]
    fn drift_of_the_others_leaves_the_own_out() {
        let before = Samples::from_rows(&[[0.0, 0.0], [1.0, 1.0], [5.0, 5.0]]).unwrap();
        let after = Samples::from_rows(&[[0.0, 0.5], [1.0, 1.0], [5.0, 8.0]]).unwrap();
        let drift = Drift::between(&before, &after);
        for (found, expected) in drift.own.iter().zip([0.5, 0.0, 3.0]) {
            assert!((found - expected).abs() < 1e-5);
        }
        for (found, expected) in drift.others.iter().zip([3.0, 3.0, 0.5]) {
            assert!((found - expected).abs() < 1e-5);
        }
    }
}
