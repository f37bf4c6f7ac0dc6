//! [`StandardScaler`] and [`Pca`]: features brought to one scale, and samples reduced to the few
//! directions with most variance; and [`distance`], the kernel that finds nearest centres.
//!
#![cfg_attr(feature = "pca", doc = "```")]
#![cfg_attr(not(feature = "pca"), doc = "```ignore")]
//! use linalg_pca::{Pca, SamplesView};
//!
//! let numbers = [1.0_f64, 1.0, 4.0, 5.0, 7.0, 9.0];
//! let samples = SamplesView::new(&numbers, 3, 2)?; // 3 samples of 2 features
//! let line = Pca::new(1).fit(samples)?.transform(samples)?;
//! assert!((line.row(2)[0] - 5.0).abs() < 1e-12);
//! # Ok::<(), linalg_pca::Error>(())
//! ```
//!
//! Other scalers are [`MinMaxScaler`], [`RobustScaler`] and [`Normalizer`]. For samples that arrive in
//! pieces there are [`IncrementalPca`], [`StandardScalerModel::partial_fit`] and
//! [`MinMaxScalerModel::partial_fit`]. [`Transformer`] is the trait of everything that transforms.
//!
//! # Why it is shaped so
//!
//! **Parameters and what was learnt are two types.** `StandardScaler::fit` gives a
//! [`StandardScalerModel`], `Pca::fit` a [`PcaModel`]; nothing unfitted can be asked to transform.
//!
//! **Models are `f64`, samples are what they are.** Every sum runs in `f64`; a model fitted on `f32`
//! samples transforms `f64` samples too. A result is rounded to the samples' type once, at the end.
//!
//! **Centred before multiplied.** Means are computed with a correction and subtracted first, so that
//! a large offset costs no digits; data are brought near 1 by a power of two before they are
//! squared, so that a small or large unit of measurement costs none either.
//!
//! **An answer is checked.** Eigenvalue iterations have a bounded number of rounds, and what they
//! return must pass a residual bound; otherwise there is a typed [`Error`] with the numbers.
//!
//! **Same bits on every machine.** Work is cut into pieces of a fixed size, and partial sums are added
//! in the order of the pieces. A sum is one chain of fused multiply-adds, or a fixed number of sums
//! side by side. So neither the number of threads nor the instruction set changes a bit.
//!
//! **A model can be kept.** With the feature `serde` all that was learnt goes to any of its formats;
//! what comes back answers to the bit as before, or is refused with what no fit can have found.
//!
//! # What it does not know
//!
//! No clusters, no labels, no files; sparse or missing values neither. No random numbers, but for
//! [`Solver::Randomized`], which has a seed.

#![allow(clippy::inline_always, reason = "only inlined code takes on a caller's instruction set")]

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
    MinMaxScaler, MinMaxScalerModel, Norm, Normalizer, RobustScaler, RobustScalerModel,
    StandardScaler, StandardScalerModel,
};
pub use transformer::{FittedTransformer, Transformer};

#[cfg(all(doctest, feature = "pca"))]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
