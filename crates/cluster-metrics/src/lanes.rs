//! Sums over the features of a sample, several features side by side. They make [`Clusters`] fast.
//!
//! [`Clusters`]: crate::clusters::Clusters

use std::array::from_fn;

use digits_data::Scalar;

use crate::unit::larger;

/// Number of values summed side by side, so that a sum need not wait for the addition before.
pub(crate) const WIDTH: usize = 8;

/// ‖x·unit − reference‖² and the largest |x|, over the samples that are added.
#[derive(Default)]
pub(crate) struct Lanes {
    squares: [f64; WIDTH],
    largest: [f64; WIDTH],
}

impl Lanes {
    /// Adds a sample, and its deviations to their sums. All slices are of the same length.
    #[inline(always)]
    pub(crate) fn add<F: Scalar>(
        &mut self,
        unit: f64,
        row: &[F],
        reference: &[f64],
        sums: &mut [f64],
    ) {
        let (whole, rest) = row.as_chunks::<WIDTH>();
        let (references, rest_of_reference) = reference.as_chunks::<WIDTH>();
        let (whole_sums, rest_of_sums) = sums.as_chunks_mut::<WIDTH>();
        for ((row, reference), sums) in whole.iter().zip(references).zip(whole_sums) {
            self.add_lanes(unit, row, reference, sums);
        }
        if !rest.is_empty() {
            let mut sums = padded(rest_of_sums);
            self.add_lanes(unit, &padded(rest), &padded(rest_of_reference), &mut sums);
            rest_of_sums.copy_from_slice(&sums[..rest.len()]);
        }
    }

    pub(crate) fn squares(&self) -> f64 {
        sum(self.squares)
    }

    /// The largest magnitude of a value, not scaled by the unit.
    pub(crate) fn largest(&self) -> f64 {
        self.largest.into_iter().fold(0.0, larger)
    }

    #[inline(always)]
    fn add_lanes<F: Scalar>(
        &mut self,
        unit: f64,
        row: &[F; WIDTH],
        reference: &[f64; WIDTH],
        sums: &mut [f64; WIDTH],
    ) {
        // One step takes all lanes, so the compiler need not check which slices overlap.
        let values = row.map(F::to_f64);
        let deviations: [f64; WIDTH] = from_fn(|lane| values[lane] * unit - reference[lane]);
        *sums = from_fn(|lane| sums[lane] + deviations[lane]);
        self.squares = from_fn(|lane| self.squares[lane] + deviations[lane] * deviations[lane]);
        self.largest = from_fn(|lane| larger(values[lane].abs(), self.largest[lane]));
    }
}

/// ‖x·unit − reference − mean‖². All slices are of the same length.
#[inline(always)]
pub(crate) fn squared_distance<F: Scalar>(
    unit: f64,
    row: &[F],
    reference: &[f64],
    mean: &[f64],
) -> f64 {
    let mut squares = [0.0; WIDTH];
    let (whole, rest) = row.as_chunks::<WIDTH>();
    let (references, rest_of_reference) = reference.as_chunks::<WIDTH>();
    let (means, rest_of_mean) = mean.as_chunks::<WIDTH>();
    for ((row, reference), mean) in whole.iter().zip(references).zip(means) {
        add_squares(unit, row, reference, mean, &mut squares);
    }
    if !rest.is_empty() {
        let (reference, mean) = (padded(rest_of_reference), padded(rest_of_mean));
        add_squares(unit, &padded(rest), &reference, &mean, &mut squares);
    }
    sum(squares)
}

#[inline(always)]
fn add_squares<F: Scalar>(
    unit: f64,
    row: &[F; WIDTH],
    reference: &[f64; WIDTH],
    mean: &[f64; WIDTH],
    squares: &mut [f64; WIDTH],
) {
    let values = row.map(F::to_f64);
    let differences: [f64; WIDTH] =
        from_fn(|lane| (values[lane] * unit - reference[lane]) - mean[lane]);
    *squares = from_fn(|lane| squares[lane] + differences[lane] * differences[lane]);
}

/// Takes the rest of a row, which is shorter than the lanes, and fills up with 0.
#[inline(always)]
fn padded<F: Scalar>(rest: &[F]) -> [F; WIDTH] {
    from_fn(|lane| rest.get(lane).copied().unwrap_or(F::ZERO))
}

/// Adds the lanes pairwise, in an order that does not depend on the width of a register.
#[inline(always)]
pub(crate) fn sum(lanes: [f64; WIDTH]) -> f64 {
    let halves: [f64; 4] = from_fn(|lane| lanes[lane] + lanes[lane + 4]);
    (halves[0] + halves[2]) + (halves[1] + halves[3])
}
