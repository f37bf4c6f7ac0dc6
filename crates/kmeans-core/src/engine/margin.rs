use digits_data::{Samples, Scalar};

use crate::rounding::{round_down, round_up};
use crate::samples::HEADROOM;
use crate::squared_distance::squared_distance;

/// Bounds of the rounding in the kernel's scores ‖c‖² − 2x·c.
///
/// A dot product of d fused multiply-adds is off by at most γ‖x‖‖c‖ with γ = d·u/(1 − d·u), where u is
/// half of `EPSILON`; ‖c‖² likewise (N. Higham, "Accuracy and Stability of Numerical Algorithms",
/// 2002, section 3.1). So the score ‖c‖² − 2x·c is off by less than a multiple of (‖x‖ + ‖c‖)². The
/// factor `(d + 8)·EPSILON` is more than twice enough while d is below a million or so, even if
/// samples and centres were rounded to the scalar type before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Margin {
    /// The relative rounding of a score.
    pub(super) rounding: f64,
    /// An upper bound of the largest ‖c‖. Infinite if a score could overflow, so that no label is
    /// certain.
    pub(super) reach: f32,
    /// The part of the error of two scores that comes from underflow.
    underflow: f32,
}

impl Margin {
    /// Bounds the scores of a kernel in `P` that compares with `centers·scale`.
    pub(super) fn new<F: Scalar, P: Scalar>(centers: &Samples<F>, scale: f64) -> Self {
        let (zeros, origin) =
            (vec![0.0; centers.n_features()], vec![F::ZERO; centers.n_features()]);
        let squared_norm = |center: &[F]| squared_distance(center, &zeros, &origin);
        let largest = centers.rows().map(squared_norm).fold(0.0, f64::max);
        let reach = largest.sqrt() * scale;
        let overflows = reach * reach > P::MAX / HEADROOM;
        let n_features = centers.n_features() as f64;
        // The `f64` kernel's samples are not scaled. It underflows by up to half of the smallest
        // number each time that it rounds: 3d + 1 times for two scores. `TINY` covers the `f32`
        // kernel.
        let root_of_smallest = f64::from_bits(1).sqrt() * scale;
        let underflow = 4.0 * (n_features + 1.0) * root_of_smallest * root_of_smallest;
        Self {
            rounding: (n_features + 8.0) * P::EPSILON,
            reach: if overflows { f32::INFINITY } else { round_up(reach) },
            underflow: TINY + round_up(underflow),
        }
    }

    /// Returns the largest total error of two scores of a sample whose norm is at most `norm`.
    ///
    /// It allows one `rounding` per score. The factor is a little above 2, because it is rounded to
    /// `f32`.
    #[inline]
    pub(super) fn of_two_scores(self, norm: f32) -> f32 {
        self.times(2.02, norm)
    }

    /// Returns a gap between the two smallest scores of a sample, whose norm is at most `norm`. If
    /// their difference is larger, a kernel of a wider type finds the same nearest centre.
    ///
    /// Two scores are off by less than one `rounding` together, because its factor is more than
    /// twice enough (above). The remaining 0.2 covers the wider kernel and the rounding to `f32`.
    #[inline]
    pub(super) fn certain_gap(self, norm: f32) -> f32 {
        self.times(1.2, norm)
    }

    /// Returns bounds of a sample's distances, which follow from its scores. `squared_norm` is ‖x‖²
    /// as the kernel computes it.
    #[inline]
    pub(super) fn distance_bounds<P: Scalar>(self, squared_norm: P) -> DistanceBounds {
        let squared_norm = squared_norm.to_f64();
        let norm = round_up((squared_norm * (1.0 + self.rounding)).sqrt());
        // Twice: for the score's rounding and for that of ‖x‖².
        let rounding = 2.0 * self.rounding * (f64::from(norm) + f64::from(self.reach)).powi(2);
        DistanceBounds { squared_norm, rounding, norm }
    }

    #[inline]
    fn times(self, factor: f64, norm: f32) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "the factor makes up for it")]
        let rounding = (factor * self.rounding) as f32;
        let reach = norm + self.reach;
        rounding * reach * reach + self.underflow
    }
}

/// Turns the scores of a sample into bounds of its distances to the centres.
#[derive(Debug, Clone, Copy)]
pub(super) struct DistanceBounds {
    squared_norm: f64,
    rounding: f64,
    /// An upper bound of ‖x‖.
    pub(super) norm: f32,
}

impl DistanceBounds {
    #[inline]
    pub(super) fn at_most<P: Scalar>(self, score: P) -> f32 {
        round_up(self.distance(score, self.rounding))
    }

    #[inline]
    pub(super) fn at_least<P: Scalar>(self, score: P) -> f32 {
        round_down(self.distance(score, -self.rounding))
    }

    #[inline]
    fn distance<P: Scalar>(self, score: P, rounding: f64) -> f64 {
        (score.to_f64() + self.squared_norm + rounding).max(0.0).sqrt()
    }
}

/// Squared distances below this may be imprecise because of underflow, so none of them is skipped.
const TINY: f32 = 1e-30;
