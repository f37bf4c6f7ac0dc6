//! Plain loops compiled for AVX2, and prefetching.
#![allow(unsafe_code, reason = "a target feature is asked of the processor before it is used")]

use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

pub(super) fn has_avx2_and_fma() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")
}

/// Runs `work` compiled for AVX2, if the processor has it.
///
/// AVX-512 is left out: with its scatter instructions, the compiler turns loops over short arrays
/// inside out, at a quarter of the speed (LLVM 21). Such loops wait for memory anyway.
#[inline]
pub(super) fn vectorized<T>(work: impl FnOnce() -> T) -> T {
    #[target_feature(enable = "avx2,fma")]
    fn with_avx2<T>(work: impl FnOnce() -> T) -> T {
        work()
    }

    // Safety: the line checks that the processor has the features.
    if has_avx2_and_fma() { unsafe { with_avx2(work) } } else { work() }
}

/// Fetches the cache line of the first value.
#[inline(always)]
pub(super) fn prefetch<T>(line: &[T]) {
    // Safety: every x86-64 has the instruction, and it accepts any address.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) }
}
