//! Sums that do not depend on the order of their terms.
//!
//! A term is an `f64`. A sum of terms is kept as a whole number of small units, so adding, taking
//! away and merging leave no trace; only the value that is asked for is rounded, once.
//!
//! [`ExactSum`] takes any terms. A [`RowAdder`] adds whole rows to many [`RowSums`] side by side, at a
//! few instructions a term: a [`Grid`] says beforehand how large and how fine the terms are.
//! [`ColumnSums`] find that out by themselves, a piece of a table at a time.

#![allow(clippy::inline_always, reason = "only inlined code takes on wide registers")]

mod column_sums;
mod columns;
mod fixed_point;
mod grid;
mod rows;
mod sum;

pub use column_sums::ColumnSums;
pub use columns::PartialColumns;
pub use grid::{Grid, TermRanges};
pub use rows::{RowAdder, RowSums};
pub use sum::ExactSum;
