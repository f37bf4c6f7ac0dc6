//! [`Samples`]: the row-major block of numbers that every layer of this workspace speaks, and
//! data to fill it with.
//!
//! ```
//! use digits_data::{Samples, load_digits};
//!
//! let digits = load_digits()?;
//! assert_eq!(digits.samples().shape(), (1797, 64));
//! assert_eq!(digits.labels()[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
//!
//! // Your own data: any row-major buffer, borrowed or owned.
//! let samples = Samples::new(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 3, 2)?;
//! assert_eq!(samples.row(1), [3.0, 4.0]);
//! # Ok::<(), digits_data::Error>(())
//! ```
//!
//! # Why it is shaped so
//!
//! **Samples are rows.** A C-order NumPy or ndarray buffer, an IDX file and a memory map all hold
//! one sample after the other, so [`SamplesView::new`] takes them as they are. The same bytes read
//! column by column are an `n_features × n_samples` matrix, which makes [`SamplesView::as_nalgebra`]
//! free.
//!
//! **Checked once.** A view cannot be made of nothing, of ragged rows, or of numbers that are NaN or
//! infinite. Everything above takes a view and has no such cases left to think of.
//!
//! # Features
//!
//! | feature | what it adds | what it builds |
//! |---|---|---|
//! | `digits` (default) | the bundled handwritten digits | csv |
//! | `synthetic` (default) | blobs, moons, rings and uniform noise | rand, rand_distr, rand_pcg |
//! | `random` | the module `random`: seeds and generators | rand, rand_mt, rand_pcg |
//! | `nalgebra` (default) | samples as nalgebra matrices and back | nalgebra |
//! | `ndarray` | samples as ndarray arrays and back | ndarray |
//! | `files` | the module `files`: CSV, NPY, NPZ and IDX in and out | csv-core, fast-float2, flate2, memchr, rawzip, rustix, tempfile |
//! | `mmap` | `files::MappedSamples`: NPY files left on the disk, by an `unsafe` function | memmap2 |
//! | `parquet` | Parquet files among those that `files` reads | parquet and some forty more |
//!
//! # What it does not know
//!
//! No distances, no clusters, no threads, and no file that it was not asked for: only the functions
//! of `files` open one, by the path they are given.

#[cfg(feature = "synthetic")]
mod blobs;
mod dataset;
#[cfg(feature = "digits")]
mod digits;
mod error;
#[cfg(feature = "files")]
pub mod files;
#[cfg(feature = "synthetic")]
mod moons;
#[cfg(feature = "nalgebra")]
mod nalgebra_views;
#[cfg(feature = "ndarray")]
mod ndarray_views;
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

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
