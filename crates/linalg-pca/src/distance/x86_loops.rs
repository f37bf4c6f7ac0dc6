//! Plain loops compiled for AVX2, and prefetching.
#![allow(unsafe_code, reason = "a target feature is asked of the processor before it is used")]

use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

pub(super) fn has_avx2_and_fma() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")
}

/// Runs `work` compiled for AVX2, if it is there.
///
/// AVX-512 is left out: given scatters, the compiler turns loops over short arrays inside out, at a
/// quarter of the speed (LLVM 21). Such loops wait for memory anyway.
#[inline]
pub(super) fn vectorized<T>(work: impl FnOnce() -> T) -> T {
    #[target_feature(enable = "avx2,fma")]
    fn with_avx2<T>(work: impl FnOnce() -> T) -> T {
        work()
    }

    // Safety: the features are there.
    if has_avx2_and_fma() { unsafe { with_avx2(work) } } else { work() }
}

/// Asks for the line of the first value to be brought into the cache.
#[inline(always)]
pub(super) fn prefetch<T>(line: &[T]) {
    // Safety: every x86-64 has it, and it may be given any address.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) }
}
