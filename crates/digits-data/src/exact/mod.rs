//! Sums that do not depend on the order of their terms.
//!
//! A term is an `f64`. A sum is a whole number of small units, so every addition and subtraction is
//! exact and can be undone. Only the value that a caller asks for is rounded, once.
//!
//! - [`ExactSum`] is the sum of any numbers.
//! - [`ColumnSums`] are the sums of a table's columns.
//! - [`RowAdder`] adds whole rows to many [`RowSums`] side by side, at a few instructions per term. It
//!   needs a [`Grid`], which says beforehand how large and how fine the terms are.

#![allow(clippy::inline_always, reason = "only inlined code takes on wide registers")]
#![allow(clippy::needless_bitwise_bool, reason = "a branch would keep loops off wide registers")]

mod columns;
mod fixed_point;
mod grid;
mod packed_rows;
mod rows;
#[cfg(feature = "serde")]
mod stored;
mod sum;

pub use columns::ColumnSums;
pub use grid::{Grid, TermRanges};
pub use rows::{RowAdder, RowSums};
pub use sum::ExactSum;
