use digits_data::{Samples, Scalar};

use crate::rounding::{round_down, round_up};
use crate::samples::HEADROOM;
use crate::squared_distance::squared_distance;

/// How much the kernel's scores may be wrong.
///
/// A dot product of `d` fused multiply-adds is off by at most γ‖x‖‖c‖ with γ = d·u/(1 − d·u), u
/// being half of `EPSILON` (N. Higham, "Accuracy and Stability of Numerical Algorithms", 2002,
/// section 3.1); ‖c‖² likewise. So `‖c‖² − 2x·c` is off by less than γ'(‖x‖ + ‖c‖)², for which
/// `(d + 8)·EPSILON` is more than twice enough while d is below a million or so, also if samples and
/// centres were rounded to the scalar type before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Margin {
    /// The relative rounding of a score.
    pub(super) rounding: f64,
    /// At least the largest ‖c‖; infinite, so that nothing is certain, where a score could overflow.
    pub(super) reach: f32,
    /// What two scores may be wrong by underflow.
    underflow: f32,
}

impl Margin {
    /// For a kernel in `P` that compares with `centers·scale`.
    pub(super) fn new<F: Scalar, P: Scalar>(centers: &Samples<F>, scale: f64) -> Self {
        let (zeros, origin) =
            (vec![0.0; centers.n_features()], vec![F::ZERO; centers.n_features()]);
        let squared_norm = |center: &[F]| squared_distance(center, &zeros, &origin);
        let largest = centers.rows().map(squared_norm).fold(0.0, f64::max);
        let reach = largest.sqrt() * scale;
        let overflows = reach * reach > P::MAX / HEADROOM;
        let n_features = centers.n_features() as f64;
        // Of the `f64` kernel, to which samples are not scaled: up to half of the smallest number each
        // time that it rounds, 3d + 1 times for two scores. That of an `f32` kernel is below `TINY`.
        let root_of_smallest = f64::from_bits(1).sqrt() * scale;
        let underflow = 4.0 * (n_features + 1.0) * root_of_smallest * root_of_smallest;
        Self {
            rounding: (n_features + 8.0) * P::EPSILON,
            reach: if overflows { f32::INFINITY } else { round_up(reach) },
            underflow: TINY + round_up(underflow),
        }
    }

    /// What two scores of a sample of this norm may be wrong together.
    #[inline]
    pub(super) fn of(self, norm: f32) -> f32 {
        self.times(2.02, norm)
    }

    /// By how much the scores of two centres must differ, for a sample of at most this norm, that
    /// the one of the smaller score is the nearer, also to a kernel of a wider type.
    #[inline]
    pub(super) fn apart(self, norm: f32) -> f32 {
        self.times(1.2, norm)
    }

    /// What the scores of a sample say of its distances, ‖x‖² being as the kernel rounds it.
    #[inline]
    pub(super) fn distances<P: Scalar>(self, squared_norm: P) -> Distances {
        let squared_norm = squared_norm.to_f64();
        let norm = round_up((squared_norm * (1.0 + self.rounding)).sqrt());
        // Twice: for the score's rounding and for that of ‖x‖².
        let rounding = 2.0 * self.rounding * (f64::from(norm) + f64::from(self.reach)).powi(2);
        Distances { squared_norm, rounding, norm }
    }

    #[inline]
    fn times(self, factor: f64, norm: f32) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "the factor makes up for it")]
        let rounding = (factor * self.rounding) as f32;
        let reach = norm + self.reach;
        rounding * reach * reach + self.underflow
    }
}

/// Bounds of a sample's distances to centres, by the scores that the kernel has found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Distances {
    squared_norm: f64,
    rounding: f64,
    /// At least ‖x‖.
    pub(super) norm: f32,
}

impl Distances {
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

/// Squared distances below this may have lost digits to underflow; nothing is skipped there.
const TINY: f32 = 1e-30;
