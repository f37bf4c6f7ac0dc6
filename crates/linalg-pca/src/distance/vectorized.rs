use digits_data::Scalar;

use super::aligned::CACHE_LINE;
use super::asked::asks_for_portable;
#[cfg(target_arch = "x86_64")]
use super::x86_loops;

/// Runs a loop compiled for wide registers and fused multiply-add, if this machine has them.
///
/// It serves passes over samples outside the kernel: sums, differences, conversions. The bits are
/// the same everywhere, because the compiler neither reorders floating-point sums nor fuses
/// multiplication and addition. Only independent operations run side by side.
///
/// Only inlined code gains. Mark the closure, and every function it calls, `#[inline(always)]`.
///
/// ```
/// use linalg_pca::distance::vectorized;
///
/// let x = [1.0_f32, 2.0, 3.0];
/// let mut sums = [0.5_f64; 3];
/// vectorized(
///     #[inline(always)]
///     || {
///         for (sum, &x) in sums.iter_mut().zip(&x) {
///             *sum += f64::from(x);
///         }
///     },
/// );
/// assert_eq!(sums, [1.5, 2.5, 3.5]);
/// ```
#[inline]
pub fn vectorized<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(test)]
    if super::chosen::chosen() == Some("portable") {
        return work();
    }
    if asks_for_portable() {
        return work();
    }
    #[cfg(target_arch = "x86_64")]
    return x86_loops::vectorized(work);
    #[cfg(not(target_arch = "x86_64"))]
    work()
}

/// Fetches values into the cache before they are needed, where the processor cannot foresee the
/// access.
#[inline(always)]
pub fn prefetch<F: Scalar>(values: &[F]) {
    values.chunks(CACHE_LINE / size_of::<F>()).for_each(prefetch_line);
}

/// Fetches only the cache line of the first value.
#[inline(always)]
pub(super) fn prefetch_line<F: Scalar>(values: &[F]) {
    #[cfg(target_arch = "x86_64")]
    x86_loops::prefetch(values);
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}
