//! k-means clustering: it groups samples around `n_clusters` centres so that the squared distances to the
//! nearest centre are small. It runs Lloyd's iterations without approximation, fast, and with the same
//! bits on every machine.
//!
//! ```
//! use kmeans_core::{ClusterModel, KMeans, Samples};
//!
//! let rows = [[1.0, 2.0], [1.0, 4.0], [10.0, 2.0], [10.0, 4.0]]; // your samples, one per row
//! let samples = Samples::from_rows(&rows)?;
//! let model = KMeans::new(2).fit(samples.view())?;
//! assert_eq!(model.inertia(), 4.0); // sum of squared distances to the nearest centre
//! assert_eq!(model.labels()[0], model.labels()[1]); // the first two samples share a cluster
//! let new = Samples::from_rows(&[[9.0, 3.0]])?;
//! assert_eq!(model.predict(new.view())?, [model.labels()[2]]);
//! # Ok::<(), kmeans_core::Error>(())
//! ```
//!
//! # Map
//!
//! | you want | look at | source |
//! |---|---|---|
//! | k-means | [`KMeans`] → [`KMeansModel`] | `kmeans/` |
//! | first centres: k-means++, random, k-means‖, PCA or your own | [`Init`] | `seeding/` |
//! | the same random numbers again | [`RandomState`] | crate `digits-data` |
//! | to choose how labels are found | [`Algorithm`]; the default chooses for you | `engine/` |
//! | to watch or stop a fit | [`KMeans::fit_observed`], [`Iteration`] | `engine/iteration.rs` |
//! | to fit a file larger than memory | [`KMeans::fit_source`], [`blocks::RowSource`] | `samples/row_source.rs` |
//! | to fit blocks of rows on several machines | [`blocks`] | `blocks.rs` |
//! | to know why a fit stopped | [`StopReason`], [`Restart`] | `engine/stopping.rs` |
//! | a good answer fast, from many samples | [`KMeans::fast`] | `kmeans/nested_samples.rs` |
//! | more samples than you can wait for | [`MiniBatchKMeans`] (approximate) | `mini_batch/` |
//! | samples that arrive in batches | [`IncrementalKMeans`] (approximate) | `mini_batch/` |
//! | a tree of clusters | [`BisectingKMeans`] (approximate) | `bisecting/` |
//! | labels, distances and scores of new samples | [`ClusterModel`], a trait of all models | `model/` |
//! | errors | [`Error`] | `error.rs` |
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `pca` (default) | [`Init::Pca`]: first centres along the principal components |
//! | `serde` | every model in every format of serde |
//!
//! # Design notes
//!
//! **Parameters and results are two types.** [`KMeans`] is a struct of public fields, and [`KMeans::fit`]
//! returns a [`KMeansModel`]. So a model that was not fitted cannot be asked to predict.
//!
//! **The bits are the same everywhere.** A dot product adds its terms in one order, each sum over samples
//! is exact, and each random number is fixed before threads share the work. The same samples, parameters
//! and [`RandomState`] give the same labels and centres on any number of threads and any instruction set.
//! [`RandomState::NumPy`] gives the clusters that scikit-learn finds with that seed.
//!
//! **Pruning never changes a result.** [`Algorithm::Auto`] keeps bounds where they save time, and skips
//! distances that cannot change a label. Labels, centres and inertia are plain Lloyd's, to the bit.
//! [`MiniBatchKMeans`] and [`BisectingKMeans`] find other clusters, so they are types of their own.
//!
//! **`f64` is almost as fast as `f32`.** Samples in `f64` are compared in `f32` first. If rounding could
//! change a label, the sample is compared again in `f64`, so all labels are those of `f64`. An iteration
//! takes 0.9 to 1.3 times as long as with `f32`.
//!
//! **A far origin does not reduce precision.** Samples are first centred on their mean, in `f64`. Sums
//! are exact whatever the type of the samples, and inertia comes from direct differences.
//!
//! **One engine for any block of rows.** A fit visits the samples block by block. In memory they are one
//! block, which is packed once; from a [`RowSource`](blocks::RowSource) they are many, each packed on its way
//! to the kernel.
//!
//! **Models can be stored.** With the feature `serde` a model is checked when it is read.
//!
//! **The crate only clusters.** It does not scale samples, choose the number of clusters, know true labels,
//! print, or read a clock.

#![allow(clippy::inline_always, reason = "only inlined code is compiled for wide registers")]

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
pub use digits_data::random::{Generator, RandomState};
pub use digits_data::{Samples, SamplesView, Scalar};
pub use engine::{Algorithm, Iteration, Restart, StopReason};
pub use error::Error;
pub use kmeans::{KMeans, KMeansModel, NestedSample};
pub use mini_batch::{
    IncrementalKMeans, MiniBatchKMeans, MiniBatchKMeansModel, MiniBatchStopReason,
};
pub use model::{ClusterModel, FittedCenters};
pub use seeding::{Init, kmeans_plusplus};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
