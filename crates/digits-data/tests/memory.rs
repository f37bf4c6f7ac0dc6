//! Memory that readers and conversions take, in a process of its own.
#![allow(clippy::unwrap_used, reason = "a panic here is a failed test")]

mod files_memory;
#[cfg(all(feature = "nalgebra", feature = "ndarray"))]
mod one_copy;

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One test, for it counts what the whole process holds.
#[test]
fn nothing_is_held_twice() {
    files_memory::a_header_is_not_believed_and_samples_are_held_once();
    #[cfg(all(feature = "nalgebra", feature = "ndarray"))]
    one_copy::no_layout_takes_a_second_copy();
}

/// The result of the work, and by how many bytes memory grew at most.
pub(crate) fn peak_of<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let result = work();
    (result, MEMORY.peak_usage() - before)
}
