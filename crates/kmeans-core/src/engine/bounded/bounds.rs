//! How far a sample can be from its centre, and how near to any other: what may be skipped.
//!
//! A bound holds for true distances, the dense kernel compares rounded ones, and the labels must
//! come out the same. So a sample is skipped only if its bounds leave room for every rounding
//! between the two; the room is a [`Margin`].

use digits_data::{Samples, Scalar};
use linalg_pca::distance::{LANES, NearestTwo};

use super::groups::Groups;

/// Of each sample in a block an upper bound of the distance to its own centre, and for each group
/// a lower bound of that to any other centre in it.
///
/// `f32`, rounded away from each other, whatever the samples are: 4 bytes a sample and bound.
#[derive(Debug, Clone)]
pub(super) struct BlockBounds {
    upper: [f32; LANES],
    lower: Box<[[f32; LANES]]>,
    /// At least the largest ‖x‖ of the block.
    norm: f32,
}

/// More than one rounding to `f32`, up or down.
const UP: f32 = 1.0 + 4.0 * f32::EPSILON;
const DOWN: f32 = 1.0 - 4.0 * f32::EPSILON;

/// Squared distances below this may have lost digits to underflow; nothing is skipped there.
const TINY: f32 = 1e-30;

impl BlockBounds {
    /// Nothing is known.
    pub(super) fn unknown(n_groups: usize) -> Self {
        let lower = vec![[0.0; LANES]; n_groups].into_boxed_slice();
        Self { upper: [f32::INFINITY; LANES], lower, norm: 0.0 }
    }

    /// Loosens the bounds by what the centres moved; then which samples must be compared with
    /// which group: a bit a lane in the group's `left`.
    ///
    /// A sample is compared with its own group whenever it is with any, since the kernel's score
    /// of its own centre is what the others' are held against.
    pub(super) fn after_move(
        &mut self,
        labels: &[u32],
        drift: &Drift,
        groups: &Groups,
        margin: Margin,
        left: &mut [u32],
    ) {
        let margin = margin.of(self.norm);
        for (upper, &label) in self.upper.iter_mut().zip(labels) {
            *upper = (*upper + drift.own[label as usize]) * UP;
        }
        let mut any = 0;
        for (group, (lower, left)) in self.lower.iter_mut().zip(&mut *left).enumerate() {
            let mut moved = [drift.of_group[group]; LANES];
            for (moved, &label) in moved.iter_mut().zip(labels) {
                if groups.of_label(label) == group {
                    *moved = drift.others_in_group[label as usize];
                }
            }
            *left = 0;
            for lane in 0..labels.len() {
                let upper = self.upper[lane];
                lower[lane] = ((lower[lane] - moved[lane]) * DOWN).max(0.0);
                // `lower² − upper²` without cancellation; rounded by less than `margin` allows.
                let clear = (lower[lane] - upper) * (lower[lane] + upper) > margin;
                *left |= u32::from(!clear) << lane;
            }
            any |= *left;
        }
        for (lane, &label) in labels.iter().enumerate() {
            left[groups.of_label(label)] |= any & (1 << lane);
        }
    }

    /// The nearest of the centres that a sample was compared with, and bounds to match.
    pub(super) fn renew<F: Scalar>(
        &mut self,
        lane: usize,
        left: &[u32],
        found: &[NearestTwo<F>],
        groups: &Groups,
        margin: Margin,
    ) -> u32 {
        let compared = || (0..groups.len()).filter(|&group| left[group] & (1 << lane) != 0);
        let (mut nearest, mut own_group, mut own_label) = (F::INFINITY, 0, u32::MAX);
        for group in compared() {
            let score = found[group].nearest[lane];
            let label = groups.label(group, found[group].labels[lane]);
            if score < nearest || (score == nearest && label < own_label) {
                (nearest, own_group, own_label) = (score, group, label);
            }
        }
        let squared_norm = found[own_group].squared_norms[lane].to_f64();
        let norm = round_up((squared_norm * (1.0 + margin.rounding)).sqrt());
        // Twice: for the score's rounding and for that of ‖x‖².
        let rounding = 2.0 * margin.rounding * (f64::from(norm) + f64::from(margin.reach)).powi(2);
        let distance =
            |score: F, rounding: f64| (score.to_f64() + squared_norm + rounding).max(0.0).sqrt();
        self.norm = self.norm.max(norm);
        self.upper[lane] = round_up(distance(nearest, rounding));
        for group in compared() {
            let of_group = &found[group];
            let other =
                if group == own_group { of_group.second[lane] } else { of_group.nearest[lane] };
            self.lower[group][lane] = round_down(distance(other, -rounding));
        }
        own_label
    }
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

/// At least how far centres moved.
#[derive(Debug, Clone)]
pub(super) struct Drift {
    /// Each centre.
    own: Vec<f32>,
    /// The farthest of each group.
    of_group: Vec<f32>,
    /// For each centre, the farthest of the others in its group.
    others_in_group: Vec<f32>,
}

impl Drift {
    pub(super) fn between<F: Scalar>(
        before: &Samples<F>,
        after: &Samples<F>,
        groups: &Groups,
    ) -> Self {
        let moved = |(before, after): (&[F], &[F])| {
            let pairs = before.iter().zip(after);
            let squared: f64 = pairs.map(|(b, a)| (a.to_f64() - b.to_f64()).powi(2)).sum();
            round_up(squared.sqrt())
        };
        let own: Vec<f32> = before.rows().zip(after.rows()).map(moved).collect();
        let mut of_group = Vec::with_capacity(groups.len());
        let mut others_in_group = vec![0.0; own.len()];
        for members in groups.members() {
            let (mut farthest, mut largest, mut second) = (members[0], 0.0, 0.0);
            for &center in members {
                if own[center] > largest {
                    (farthest, largest, second) = (center, own[center], largest);
                } else if own[center] > second {
                    second = own[center];
                }
            }
            for &center in members {
                others_in_group[center] = if center == farthest { second } else { largest };
            }
            of_group.push(largest);
        }
        Self { own, of_group, others_in_group }
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
        let drift = Drift::between(&before, &after, &Groups::of(&before, 1).unwrap());
        let close = |found: &[f32], expected: &[f32]| {
            found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-5)
        };
        assert!(close(&drift.own, &[0.5, 0.0, 3.0]));
        assert!(close(&drift.of_group, &[3.0]));
        assert!(close(&drift.others_in_group, &[3.0, 3.0, 0.5]));
    }
}
