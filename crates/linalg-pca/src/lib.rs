//! [`StandardScaler`] and [`Pca`]: samples brought to one scale, and to the few directions that
//! hold their variance; and [`distance`], the kernel that finds the nearest centre of each.
//!
//! Other scales are those of [`MinMaxScaler`], [`RobustScaler`] and [`Normalizer`]. Samples that
//! arrive in pieces are for [`IncrementalPca`], [`StandardScalerModel::partial_fit`] and
//! [`MinMaxScalerModel::partial_fit`].
//!
//! ```
//! use digits_data::load_digits;
//! use linalg_pca::{Pca, StandardScaler};
//!
//! let digits = load_digits()?;
//! let scaler = StandardScaler::new().fit(digits.samples().view())?;
//! let scaled = scaler.transform(digits.samples().view())?;
//!
//! let pca = Pca::new(2).fit(scaled.view())?;
//! let plane = pca.transform(scaled.view())?;
//! assert_eq!(plane.shape(), (1797, 2));
//! assert!(pca.explained_variance_ratio()[0] > 0.12);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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

pub use error::Error;
#[cfg(feature = "pca")]
pub use pca::{Components, IncrementalPca, IncrementalPcaModel, Pca, PcaModel, Solver};
pub use scalers::{
    MinMaxScaler, MinMaxScalerModel, Norm, Normalizer, RobustScaler, RobustScalerModel,
    StandardScaler, StandardScalerModel,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
