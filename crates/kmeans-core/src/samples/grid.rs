use digits_data::Scalar;
use digits_data::exact::{Grid, TermRanges};

use super::problem::Problem;
use crate::Error;
use crate::chunks::merged;

/// Returns the units in which the sums of a problem's terms are exact.
///
/// # Errors
///
/// [`Error::Inertia`] if a weighted coordinate is not finite.
pub(super) fn grid<F: Scalar>(problem: &Problem<'_, F>) -> Result<Grid, Error> {
    let ranges = term_ranges(problem);
    if !ranges.are_finite() {
        return Err(Error::Inertia);
    }
    Ok(match problem.weights.as_slice() {
        None => Grid::of_differences(&ranges, n_digits::<F>(), problem.offset),
        Some(_) => Grid::new(&ranges, f64::MANTISSA_DIGITS),
    })
}

/// Returns the units for coordinates of which only the largest magnitudes are known, before they
/// are centred: `None` where the offset does not tell how small the others are.
pub(super) fn quick_grid<F: Scalar>(largest: &[f64], offset: &[f64]) -> Option<Grid> {
    let pairs = largest.iter().zip(offset);
    let farthest = pairs.map(|(x, offset)| F::from_f64(x + offset.abs()).to_f64()).collect();
    let grid = Grid::of_differences(&TermRanges::up_to(farthest), n_digits::<F>(), offset);
    grid.is_fast().then_some(grid)
}

pub(super) fn n_digits<F: Scalar>() -> u32 {
    if size_of::<F>() == size_of::<f32>() { f32::MANTISSA_DIGITS } else { f64::MANTISSA_DIGITS }
}

pub(super) fn term_ranges<F: Scalar>(problem: &Problem<'_, F>) -> TermRanges {
    let n_terms = problem.n_terms();
    merged(
        problem.samples.n_samples(),
        problem.samples.as_slice().len(),
        TermRanges::none(n_terms),
        #[inline(always)]
        |chunk| {
            let (mut ranges, mut terms) = (TermRanges::none(n_terms), vec![0.0; n_terms]);
            for sample in chunk {
                problem.write_terms(sample, &mut terms);
                ranges.include(&terms);
            }
            ranges
        },
        |ranges, part| ranges.merge(&part),
    )
}
