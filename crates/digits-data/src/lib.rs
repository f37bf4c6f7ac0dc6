//! Samples for numeric programs: a table of finite `f32` or `f64` values, checked once when it is made.
//! It also includes data for such tables: scikit-learn's handwritten digits and synthetic data. And it
//! reads and writes files.
//!
//! ```
//! use digits_data::{Samples, SamplesView};
//!
//! let rows = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]; // your samples, one per row
//! let samples = Samples::from_rows(&rows)?;
//! assert_eq!(samples.shape(), (3, 2)); // 3 samples of 2 features
//! let borrowed = SamplesView::new(samples.as_slice(), 3, 2)?; // row-major values, not copied
//! assert_eq!(borrowed.row(1), [3.0, 4.0]);
//! # Ok::<(), digits_data::Error>(())
//! ```
//!
//! The 1797 handwritten digits of scikit-learn's `load_digits` are part of the crate:
//!
#![cfg_attr(feature = "digits", doc = "```")]
#![cfg_attr(not(feature = "digits"), doc = "```ignore")]
//! let digits = digits_data::load_digits()?;
//! assert_eq!(digits.samples().shape(), (1797, 64));
//! assert_eq!(digits.labels()[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
//! # Ok::<(), digits_data::Error>(())
//! ```
//!
//! # Map
//!
//! | you want | look at | source |
//! |---|---|---|
//! | your own numbers as samples | [`Samples`] (owned), [`SamplesView`] (borrowed) | `samples/` |
//! | functions for both `f32` and `f64` | [`Scalar`], [`PerScalar`] | `scalar.rs` |
//! | samples with true labels | [`Dataset`], [`load_digits`] | `dataset.rs`, `digits.rs` |
//! | synthetic data | [`make_blobs`], [`make_moons`], [`make_rings`], [`make_uniform`] | one file each |
//! | seeds and random generators | module [`random`] | `random.rs` |
//! | sums without rounding errors | module [`exact`] | `exact/` |
//! | tables, labels and weights in files | module [`files`] | `files/` |
//! | memory that may not be there | module [`memory`] | `memory.rs` |
//! | errors | [`Error`]; `files::ReadError` for files | `error.rs`, `files/` |
//!
//! # Features
//!
//! | feature | adds | builds |
//! |---|---|---|
//! | `digits` (default) | the bundled handwritten digits | csv |
//! | `synthetic` (default) | blobs, moons, rings and uniform noise | rand and two small crates |
//! | `nalgebra` (default) | conversion to and from nalgebra matrices | nalgebra |
//! | `random` | the module `random`: seeds and generators | rand and two small crates |
//! | `ndarray` | conversion to and from ndarray arrays | ndarray |
//! | `serde` | samples in every format of serde | serde |
//! | `files` | the module `files`: reads and writes CSV, NPY, NPZ and IDX | eight small crates |
//! | `mmap` | `files::MappedSamples`: maps an NPY file instead of reading it, by an `unsafe` function | memmap2 |
//! | `parquet` | the module `files` reads Parquet too | parquet and some forty more |
//!
//! # Design notes
//!
//! **Samples are rows.** NumPy and ndarray arrays in C order, IDX files and memory maps hold one sample
//! after the other. [`SamplesView::new`] borrows them as they are. The same bytes, read column by column,
//! are an `n_features × n_samples` matrix, so a view is an nalgebra matrix without a copy.
//!
//! **Samples are checked once.** A view is never empty and never ragged, and all its values are finite. A
//! function that takes a view need not handle these cases.
//!
//! **The crate only holds and moves data.** It computes no distances, finds no clusters and starts no
//! threads. Only the functions of `files` open files, and only the paths that you give them.
//!
#![cfg_attr(not(feature = "random"), doc = "[`random`]: #features")]
#![cfg_attr(not(feature = "files"), doc = "[`files`]: #features")]

#[cfg(feature = "synthetic")]
mod blobs;
mod dataset;
#[cfg(feature = "digits")]
mod digits;
mod error;
pub mod exact;
#[cfg(feature = "files")]
pub mod files;
pub mod memory;
#[cfg(feature = "synthetic")]
mod moons;
#[cfg(feature = "nalgebra")]
mod nalgebra_views;
#[cfg(feature = "ndarray")]
mod ndarray_views;
#[cfg(feature = "synthetic")]
mod numbered;
#[cfg(feature = "synthetic")]
mod plane;
#[cfg(feature = "random")]
pub mod random;
mod reserved;
#[cfg(feature = "synthetic")]
mod rings;
mod samples;
mod scalar;
#[cfg(feature = "serde")]
mod serde_rows;
#[cfg(feature = "synthetic")]
mod uniform;

#[cfg(feature = "synthetic")]
pub use blobs::{Blobs, make_blobs};
pub use dataset::Dataset;
#[cfg(feature = "digits")]
pub use digits::load_digits;
pub use error::Error;
#[cfg(feature = "synthetic")]
pub use moons::{Moons, make_moons};
#[cfg(feature = "synthetic")]
pub use rings::{Rings, make_rings};
pub use samples::{Samples, SamplesView};
pub use scalar::{PerScalar, Scalar};
#[cfg(feature = "synthetic")]
pub use uniform::{Uniform, make_uniform};

#[cfg(all(doctest, feature = "digits"))]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
