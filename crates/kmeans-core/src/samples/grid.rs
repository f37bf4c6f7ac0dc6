use digits_data::Scalar;
use digits_data::exact::{Grid, TermRanges};

use crate::Error;
use crate::chunks::merged;

/// Returns units in which sums are exact if their terms are in these ranges.
///
/// # Errors
///
/// [`Error::Inertia`] if a weighted coordinate is not finite.
pub(super) fn grid(
    ranges: &TermRanges,
    n_digits: Option<u32>,
    offset: &[f64],
) -> Result<Grid, Error> {
    if !ranges.are_finite() {
        return Err(Error::Inertia);
    }
    Ok(match n_digits {
        Some(n_digits) => Grid::of_differences(ranges, n_digits, offset),
        None => Grid::new(ranges, f64::MANTISSA_DIGITS),
    })
}

/// Returns the units for sums of centred coordinates from the ranges of the coordinates before
/// centring, without a pass over the samples. `None` if a pass may find coarser units.
pub(super) fn quick_grid<F: Scalar>(ranges: &TermRanges, offset: &[f64]) -> Option<Grid> {
    let differences = ranges.minus(offset, |x| F::from_f64(x).to_f64());
    let grid = Grid::of_differences(&differences, n_digits::<F>(), offset);
    grid.is_fast().then_some(grid)
}

pub(super) fn n_digits<F: Scalar>() -> u32 {
    if size_of::<F>() == size_of::<f32>() { f32::MANTISSA_DIGITS } else { f64::MANTISSA_DIGITS }
}

/// Returns the ranges of all samples' terms. `write(sample, terms)` writes the terms of one sample.
#[inline(always)]
pub(super) fn term_ranges(
    (n_samples, n_terms): (usize, usize),
    write: impl Fn(usize, &mut [f64]) + Sync,
) -> TermRanges {
    merged(
        n_samples,
        n_samples * n_terms,
        TermRanges::none(n_terms),
        #[inline(always)]
        |chunk| {
            let (mut ranges, mut terms) = (TermRanges::none(n_terms), vec![0.0; n_terms]);
            for sample in chunk {
                write(sample, &mut terms);
                ranges.include(&terms);
            }
            ranges
        },
        |ranges, part| ranges.merge(&part),
    )
}
