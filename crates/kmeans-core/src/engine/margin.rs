use digits_data::{Samples, Scalar};

use crate::rounding::{round_down, round_up};
use crate::samples::HEADROOM;
use crate::squared_distance::squared_distance;

/// Bounds of the rounding in the kernel's scores.
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
    /// An upper bound of the largest ‖c‖. Infinite where a score could overflow, so nothing is
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

    /// Returns the largest error of two scores together, for a sample of at most this norm.
    #[inline]
    pub(super) fn of(self, norm: f32) -> f32 {
        self.times(2.02, norm)
    }

    /// Returns the difference of two scores that tells which centre is nearer, also for a kernel of
    /// a wider type, for a sample of at most this norm.
    #[inline]
    pub(super) fn apart(self, norm: f32) -> f32 {
        self.times(1.2, norm)
    }

    /// Returns the bounds that scores give for a sample's distances; ‖x‖² is as the kernel rounds
    /// it.
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

/// Bounds of a sample's distances to centres, by the scores that the kernel found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Distances {
    squared_norm: f64,
    rounding: f64,
    /// An upper bound of ‖x‖.
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
