//! Preparation of samples for clustering: scalers bring features to one scale, and PCA reduces samples to
//! the few directions of most variance. The module [`distance`] finds the nearest centre of each sample,
//! close to the peak speed of the machine.
//!
#![cfg_attr(feature = "pca", doc = "```")]
#![cfg_attr(not(feature = "pca"), doc = "```ignore")]
//! use linalg_pca::{Pca, Samples, StandardScaler, Transformer};
//!
//! let heights_and_weights = [[1.60, 55.0], [1.70, 65.0], [1.80, 80.0]]; // your samples, one per row
//! let samples = Samples::from_rows(&heights_and_weights)?;
//! let scaled = StandardScaler::new().fit(samples.view())?.transform(samples.view())?;
//! let line = Pca::new(1).fit(scaled.view())?.transform(scaled.view())?;
//! assert_eq!(line.shape(), (3, 1)); // one number per sample instead of two
//! # Ok::<(), linalg_pca::Error>(())
//! ```
//!
//! # Map
//!
//! | you want | look at | source |
//! |---|---|---|
//! | mean 0 and variance 1 per feature | [`StandardScaler`] | `scalers/standard.rs` |
//! | the same with missing values | [`StandardScaler::fit_incomplete`], [`IncompleteSamples`] | `scalers/incomplete.rs` |
//! | each feature between two bounds | [`MinMaxScaler`] | `scalers/min_max.rs` |
//! | scaling that outliers do not disturb | [`RobustScaler`] | `scalers/robust.rs` |
//! | samples of length 1 | [`Normalizer`] | `scalers/normalizer.rs` |
//! | principal components | [`Pca`], with a [`Solver`] | `pca/` |
//! | samples that arrive in batches | [`IncrementalPca`], [`StandardScalerModel::partial_fit`], [`MinMaxScalerModel::partial_fit`] | `pca/incremental.rs`, `scalers/` |
//! | one trait for all of them | [`Transformer`]; [`FittedTransformer`] also maps back | `transformer.rs` |
//! | nearest centres, dot products, distances | module [`distance`] | `distance/` |
//! | errors | [`Error`] | `error.rs` |
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `pca` (default) | `Pca`, `IncrementalPca` and their solvers |
//! | `serde` | fitted scalers and components in every format of serde |
//!
//! # Design notes
//!
//! **Parameters and results are two types.** `StandardScaler::fit` returns a [`StandardScalerModel`] and
//! `Pca::fit` a [`PcaModel`]. So a transformer that was not fitted cannot be asked to transform.
//!
//! **Models are `f64`; samples keep their type.** Every sum runs in `f64`. A model fitted on `f32` samples
//! also transforms `f64` samples. Each result is rounded to the samples' type once, at the end.
//!
//! **Samples are centred before they are multiplied.** Means come from exact sums and are subtracted first,
//! so a large offset does not reduce precision. Values are brought near 1 by a power of two before they are
//! squared, so neither does a small or large unit of measurement.
//!
//! **Every decomposition is checked.** An eigenvalue iteration has a bounded number of steps, and its
//! result must pass a residual bound. If either fails, you get a typed [`Error`] with the numbers.
//!
//! **The bits are the same on every machine.** Means and variances come from exact sums, which have no
//! order. The products of a covariance are added in one order: sample by sample within chunks of a fixed
//! size, then chunk by chunk. So neither the number of threads nor the instruction set changes a bit.
//!
//! **Models can be stored.** With the feature `serde` a model is checked when it is read, and then gives
//! the same results to the bit as before.
//!
//! **The crate knows only rows of numbers.** It knows neither clusters nor labels nor files, and no
//! sparse samples; missing values are known to one scaler alone. It draws random numbers only for [`Solver::Randomized`], which has a seed.

#![allow(
    clippy::inline_always,
    reason = "only inlined code is compiled for a caller's instruction set"
)]

mod block_moments;
pub mod distance;
mod error;
mod moments;
#[cfg(feature = "pca")]
mod pca;
mod row_chunks;
mod scalers;
#[cfg(feature = "serde")]
mod stored;
mod transformer;

pub use digits_data::{Samples, SamplesView, Scalar};
pub use error::Error;
#[cfg(feature = "pca")]
pub use pca::{Components, IncrementalPca, IncrementalPcaModel, Pca, PcaModel, Solver};
pub use scalers::{
    IncompleteSamples, IncompleteScalerModel, MinMaxScaler, MinMaxScalerModel, Norm, Normalizer,
    RobustScaler, RobustScalerModel, StandardScaler, StandardScalerModel,
};
pub use transformer::{FittedTransformer, Transformer};

#[cfg(all(doctest, feature = "pca"))]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
