pub(crate) use crate::text::numbers::short_number as written;
pub(crate) use crate::trials::median;

/// The smallest and the largest finite number; infinity and minus infinity without any.
pub(crate) fn finite_range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let finite = values.filter(|value| value.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}
