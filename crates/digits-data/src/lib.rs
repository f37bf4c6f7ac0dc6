//! Samples for numeric crates: [`Samples`] and [`SamplesView`], checked once, and data to fill them.
//!
//! ```
//! use digits_data::SamplesView;
//!
//! let numbers = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
//! let samples = SamplesView::new(&numbers, 3, 2)?; // 3 samples of 2 features, not copied
//! assert_eq!(samples.row(1), [3.0, 4.0]);
//! # Ok::<(), digits_data::Error>(())
//! ```
//!
//! The 1797 handwritten digits of scikit-learn's `load_digits` are bundled:
//!
#![cfg_attr(feature = "digits", doc = "```")]
#![cfg_attr(not(feature = "digits"), doc = "```ignore")]
//! let digits = digits_data::load_digits()?;
//! assert_eq!(digits.samples().shape(), (1797, 64));
//! assert_eq!(digits.labels()[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
//! # Ok::<(), digits_data::Error>(())
//! ```
//!
//! # Design notes
//!
//! **Samples are rows.** NumPy and ndarray arrays in C order, IDX files and memory maps hold one
//! sample after the other. [`SamplesView::new`] borrows them as they are. The same bytes, read column
//! by column, are an `n_features × n_samples` matrix. So a view as an nalgebra matrix is free.
//!
//! **Samples are checked once.** A view is never empty and never ragged, and all its values are
//! finite. A function that takes a view has no such cases to handle.
//!
//! # Features
//!
//! | feature | adds | builds |
//! |---|---|---|
//! | `digits` (default) | the bundled handwritten digits | csv |
//! | `synthetic` (default) | blobs, moons, rings and uniform noise | rand and two crates beside it |
//! | `random` | the module `random`: seeds and generators | rand and two crates beside it |
//! | `nalgebra` (default) | samples as nalgebra matrices and back | nalgebra |
//! | `ndarray` | samples as ndarray arrays and back | ndarray |
//! | `serde` | samples in the formats of serde | serde |
//! | `files` | the module `files`: reads and writes CSV, NPY, NPZ and IDX | eight small crates |
//! | `mmap` | `files::MappedSamples`: NPY files left on the disk, by an `unsafe` function | memmap2 |
//! | `parquet` | the module `files` reads Parquet too | parquet and some forty more |
//!
//! # Scope
//!
//! This crate computes no distances, finds no clusters and starts no threads. Only the functions of
//! `files` open files, and only at the paths they are given.

#[cfg(feature = "synthetic")]
mod blobs;
mod dataset;
#[cfg(feature = "digits")]
mod digits;
mod error;
pub mod exact;
#[cfg(feature = "files")]
pub mod files;
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
