use digits_data::{Samples, SamplesView, Scalar, memory};

use super::problem::Problem;
use crate::Error;

/// A power of two by which coordinates are multiplied, where their squares would overflow or lose
/// digits to underflow. It changes no other bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scale {
    exponent: i32,
}

impl Scale {
    pub(crate) const ONE: Self = Self { exponent: 0 };

    /// Returns the scale that a problem needs, if any: it brings the largest coordinate to about 1.
    ///
    /// `centers`, if there are any, are centred as the samples are and must fit too.
    pub(crate) fn needed<F: Scalar>(
        problem: &Result<Problem<'_, F>, Error>,
        samples: SamplesView<'_, F>,
        offset: &[f64],
        centers: impl Iterator<Item = f64>,
    ) -> Option<Self> {
        let fits = match problem {
            Ok(problem) => !problem.squares_underflow(),
            Err(error) => !matches!(error, Error::TooFar { .. }),
        };
        if fits {
            return None;
        }
        Self::for_farthest(farthest_half(samples, offset), centers)
    }

    /// Returns the scale that brings the largest coordinate to about 1, if that changes anything. Half
    /// the largest coordinate of the samples is `farthest_half`.
    pub(super) fn for_farthest(
        farthest_half: f64,
        centers: impl Iterator<Item = f64>,
    ) -> Option<Self> {
        let farthest = centers.map(|x| x.abs() / 2.0).fold(farthest_half, f64::max);
        let exponent = -exponent(farthest);
        (farthest > 0.0 && exponent != 0).then_some(Self { exponent })
    }

    /// Multiplies by the scale.
    pub(crate) fn apply(self, value: f64) -> f64 {
        times_power_of_two(value, self.exponent)
    }

    /// Divides by the scale.
    pub(crate) fn undo(self, value: f64) -> f64 {
        times_power_of_two(value, -self.exponent)
    }

    /// Divides by the square of the scale.
    pub(crate) fn undo_square(self, value: f64) -> f64 {
        self.undo(self.undo(value))
    }

    /// Multiplies the coordinates of a point by the scale.
    pub(crate) fn apply_to_all(self, point: &[f64]) -> Vec<f64> {
        point.iter().map(|&value| self.apply(value)).collect()
    }

    /// Multiplies rows by the scale.
    pub(crate) fn apply_to<F: Scalar>(self, rows: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
        map(rows, |x| self.apply(x))
    }

    /// Divides rows by the scale.
    pub(crate) fn undo_in<F: Scalar>(self, rows: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
        map(rows, |x| self.undo(x))
    }
}

/// Returns half the largest coordinate of centred samples. A whole difference of two numbers can be too
/// large for their type.
pub(super) fn farthest_half<F: Scalar>(samples: SamplesView<'_, F>, offset: &[f64]) -> f64 {
    let halves = samples.rows().flat_map(|row| {
        let pairs = row.iter().zip(offset);
        pairs.map(|(x, offset)| x.to_f64() / 2.0 - offset / 2.0)
    });
    halves.map(f64::abs).fold(0.0, f64::max)
}

fn map<F: Scalar>(
    rows: SamplesView<'_, F>,
    scaled: impl Fn(f64) -> f64,
) -> Result<Samples<F>, Error> {
    let values = rows.as_slice().iter().map(|x| F::from_f64(scaled(x.to_f64())));
    Ok(Samples::new(memory::collected(values)?, rows.n_samples(), rows.n_features())?)
}

/// Returns the exponent of a finite number, that of the smallest normal one for a smaller one.
fn exponent(value: f64) -> i32 {
    let biased = (value.to_bits() >> 52 & 0x7ff).max(1);
    i32::try_from(biased).unwrap_or(0) - 1023
}

/// Multiplies in two steps, for the power alone may be out of range.
fn times_power_of_two(value: f64, exponent: i32) -> f64 {
    let power = |exponent: i32| f64::from_bits(u64::from((exponent + 1023).unsigned_abs()) << 52);
    value * power(exponent / 2) * power(exponent - exponent / 2)
}
