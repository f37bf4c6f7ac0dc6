//! Memory that grows with the data, as vectors that are asked for first.
//!
//! A vector that grows by itself ends the program where the system has no more memory. These
//! functions return an error instead.
//!
//! ```
//! use digits_data::memory;
//!
//! assert_eq!(memory::filled(0.5, 3)?, [0.5; 3]);
//! let error = memory::reserved::<f64>(usize::MAX / 16).unwrap_err();
//! assert_eq!(error.bytes, usize::MAX / 16 * 8);
//! # Ok::<(), digits_data::memory::OutOfMemory>(())
//! ```

use std::cell::Cell;

use bytemuck::Zeroable;

/// The system has no memory of the size that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no memory for {bytes} bytes more")]
pub struct OutOfMemory {
    /// Bytes that were asked for; `usize::MAX` if their number does not fit.
    pub bytes: usize,
}

impl OutOfMemory {
    pub(crate) fn of<T>(len: usize) -> Self {
        Self { bytes: len.saturating_mul(size_of::<T>()) }
    }
}

thread_local! {
    static IS_ASKING: Cell<bool> = const { Cell::new(false) };
}

/// Makes a request for memory whose refusal the caller handles.
///
/// All functions of this module make their requests so.
pub fn ask<T>(request: impl FnOnce() -> T) -> T {
    IS_ASKING.set(true);
    let answer = request();
    IS_ASKING.set(false);
    answer
}

/// Returns true while this thread [asks](ask) for memory.
///
/// A program's allocator can end the program in its own words if memory is refused at any other time.
pub fn is_asking() -> bool {
    IS_ASKING.get()
}

/// Returns an empty vector with room for `len` values.
///
/// # Errors
///
/// [`OutOfMemory`].
pub fn reserved<T>(len: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut values = Vec::new();
    ask(|| values.try_reserve_exact(len)).map_err(|_| OutOfMemory::of::<T>(len))?;
    Ok(values)
}

/// Returns a vector of `len` equal values.
///
/// # Errors
///
/// [`OutOfMemory`].
pub fn filled<T: Clone>(value: T, len: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut values = reserved(len)?;
    values.resize(len, value);
    Ok(values)
}

/// Returns a vector of `len` zeros, which the system zeroes when they are first touched.
///
/// # Errors
///
/// [`OutOfMemory`].
pub fn zeroed<T: Zeroable>(len: usize) -> Result<Vec<T>, OutOfMemory> {
    let zeroed = ask(|| bytemuck::allocation::try_zeroed_vec(len));
    zeroed.map_err(|()| OutOfMemory::of::<T>(len))
}

/// Collects values of which the number is known.
///
/// # Errors
///
/// [`OutOfMemory`].
pub fn collected<T>(values: impl ExactSizeIterator<Item = T>) -> Result<Vec<T>, OutOfMemory> {
    let mut collected = reserved(values.len())?;
    collected.extend(values);
    Ok(collected)
}

/// Makes room for values that are about to be added, and for as many again as there are, so that a
/// vector that grows is rarely moved.
///
/// # Errors
///
/// [`OutOfMemory`].
pub fn make_room<T>(values: &mut Vec<T>, additional: usize) -> Result<(), OutOfMemory> {
    if values.capacity() - values.len() >= additional {
        return Ok(());
    }
    ask(|| values.try_reserve(additional)).map_err(|_| OutOfMemory::of::<T>(additional))
}
