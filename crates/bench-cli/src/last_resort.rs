//! The program's answer to an allocation that nobody can do without.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{self, Write as _};
use std::process;

/// The system's allocator, which ends the program in one sentence where small memory is refused.
///
/// Memory that grows with the data is asked for by [`digits_data::memory`], and a refusal is an error
/// like any other. Every program also takes small pieces everywhere: strings, buffers, threads. Rust
/// aborts where one is refused, with a backtrace, and has no stable hook to say anything else.
#[derive(Debug, Clone, Copy)]
pub struct LastResort;

/// Bytes from which a refusal is returned to the caller.
const LARGE: usize = 1 << 16;

#[expect(unsafe_code, reason = "the trait is unsafe; every call goes on to the system unchanged")]
// SAFETY: as `System`, whose results are returned as they are.
unsafe impl GlobalAlloc for LastResort {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about the layout is the same.
        granted(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        granted(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above, and `memory` came from `System`.
        granted(unsafe { System.realloc(memory, layout, size) }, size)
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Returns the memory, also none for a large size. Ends the program if there is none for a small one.
fn granted(memory: *mut u8, size: usize) -> *mut u8 {
    if memory.is_null() && size < LARGE {
        // Standard error has no buffer, so this allocates nothing.
        let _ = io::stderr().write_all(b"error: there is no memory left\n");
        process::exit(1);
    }
    memory
}
