//! The program's answer to an allocation that nobody can do without.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{self, Write as _};
use std::{panic, process};

use digits_data::memory::is_asking;

/// The system's allocator. If memory is refused that a caller cannot do without, it ends the program
/// in one sentence.
///
/// Memory that grows with the data is requested by [`digits_data::memory`], and a refusal is an error
/// like any other. Strings, buffers and threads also need memory everywhere. Rust aborts if that is
/// refused, with a backtrace, and has no stable hook to say anything else.
#[derive(Debug, Clone, Copy)]
pub struct LastResort;

#[expect(unsafe_code, reason = "the trait is unsafe; every call goes on to the system unchanged")]
// SAFETY: as `System`, whose results are returned as they are.
unsafe impl GlobalAlloc for LastResort {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about the layout is the same.
        granted(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        granted(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above, and `memory` came from `System`.
        granted(unsafe { System.realloc(memory, layout, size) })
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Ends the program in the same sentence if a thread that starts is refused its signal stack.
///
/// The standard library asks the system for that stack itself, not the allocator, and panics.
pub(crate) fn guard_threads() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| match panic.payload_as_str() {
        Some(message) if message.starts_with("failed to allocate an alternative stack") => end(),
        _ => usual(panic),
    }));
}

/// Returns the memory. A refusal is returned only to a caller who handles it.
fn granted(memory: *mut u8) -> *mut u8 {
    if memory.is_null() && !is_asking() {
        end();
    }
    memory
}

fn end() -> ! {
    // Standard error has no buffer, so this allocates nothing.
    let _ = io::stderr().write_all(b"error: there is no memory left\n");
    process::exit(1);
}
