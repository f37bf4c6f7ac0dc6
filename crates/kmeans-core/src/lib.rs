//! Exact k-means clustering, fast, and reproducible to the bit: [`KMeans`].
//!
//! ```
//! use kmeans_core::{ClusterModel, KMeans, SamplesView};
//!
//! // 4 samples of 2 features, row by row.
//! let samples = SamplesView::new(&[1.0, 2.0, 1.0, 4.0, 10.0, 2.0, 10.0, 4.0], 4, 2)?;
//! let model = KMeans::new(2).fit(samples)?;
//! assert_eq!(model.inertia(), 4.0);
//! assert_eq!(model.predict(samples)?, model.labels());
//! # Ok::<(), kmeans_core::Error>(())
//! ```
//!
//! # Design notes
//!
//! **Parameters are one type, results another.** [`KMeans`] is a struct of public fields, and
//! [`KMeans::fit`] returns a [`KMeansModel`]. So a model that was not fitted cannot be asked. Every
//! model is a [`ClusterModel`]: `predict`, `transform`, `score` and the centres are methods of that
//! trait.
//!
//! **The same bits everywhere.** A dot product is one chain of fused multiply-adds, a sum over
//! samples is exact, and a random number has one use. The same samples, parameters and [`RandomState`] give
//! the same labels and centres on any number of threads and any instruction set. With
//! [`RandomState::NumPy`] they are the clusters that scikit-learn finds with that seed.
//!
//! **Pruning never changes a result.** [`Algorithm::Auto`] keeps bounds where they pay and takes
//! only the distances that can change a label. Labels, centres and inertia are plain Lloyd's, to
//! the bit. [`MiniBatchKMeans`] and [`BisectingKMeans`] are approximate, and types of their own.
//!
//! **`f64` costs as much as `f32`.** Samples in `f64` are compared in `f32` first. Labels that this
//! leaves uncertain are settled in `f64`, so that all labels are those of `f64`.
//!
//! **Far from the origin is no worse than near it.** Samples are first centred on their mean, in
//! `f64`. Sums are exact whatever the samples are, and inertia comes from direct differences.
//!
//! **One engine for any block of rows.** A fit in memory is the first client of [`blocks`]: a block
//! becomes labels and a part, parts merge in any order, and a fold makes the next centres.
//!
//! **A model can be stored.** With the feature `serde` every model goes to any of its formats, and
//! is checked when it is read.
//!
//! # Limits
//!
//! The crate does not know where samples come from, whether they should be scaled, their true
//! labels, the right number of clusters, or the time.

#![allow(clippy::inline_always, reason = "only inlined code takes on wide registers")]

mod bisecting;
pub mod blocks;
mod chunks;
mod engine;
mod error;
mod kmeans;
mod mini_batch;
mod model;
mod parameters;
mod rounding;
mod samples;
mod seeding;
mod squared_distance;

pub use bisecting::{BisectingKMeans, BisectingKMeansModel, BisectingStrategy, Node, Split};
pub use digits_data::random::RandomState;
pub use digits_data::{Samples, SamplesView, Scalar};
pub use engine::{Algorithm, Iteration, Restart, StopReason};
pub use error::Error;
pub use kmeans::{KMeans, KMeansModel};
pub use mini_batch::{
    IncrementalKMeans, MiniBatchKMeans, MiniBatchKMeansModel, MiniBatchStopReason,
};
pub use model::{ClusterModel, FittedCenters};
pub use seeding::Init;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
