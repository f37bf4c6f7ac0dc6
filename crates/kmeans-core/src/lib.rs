//! [`KMeans`]: exact k-means clustering, fast, and reproducible to the bit.
//!
//! ```
//! use kmeans_core::{KMeans, RandomState};
//!
//! let digits = digits_data::load_digits()?;
//! let kmeans = KMeans { random_state: RandomState::NumPy(42), ..KMeans::new(10) };
//! let model = kmeans.fit(digits.samples().view())?;
//!
//! assert!(model.converged());
//! assert_eq!(model.n_iter(), 13); // as scikit-learn's KMeans(10, random_state=42)
//! assert_eq!(model.cluster_centers().shape(), (10, 64));
//! assert_eq!(model.labels(), model.predict(digits.samples().view())?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Why it is shaped so
//!
//! **Parameters are one type, results another.** [`KMeans`] is a struct of public fields;
//! [`KMeans::fit`] returns a [`KMeansModel`], so a model that was not fitted cannot be asked.
//!
//! **The same bits everywhere.** A dot product is one chain of fused multiply-adds, a sum has one
//! order, and a random number one way to be used: the same samples, parameters and
//! [`RandomState`] give the same labels and centres on any number of threads and any instruction
//! set, and with [`RandomState::NumPy`] the clusters scikit-learn finds with that seed.
//!
//! **Skipping is exact.** [`Algorithm::Auto`] keeps bounds where they pay and takes only the distances
//! that can change a label; labels, centres and inertia are plain Lloyd's, to the bit.
//! [`MiniBatchKMeans`] and [`BisectingKMeans`] are approximate, and types of their own.
//!
//! **`f64` costs what `f32` does.** Samples in `f64` are looked at in `f32` first; whatever that leaves
//! uncertain is settled in `f64`, so that labels are those of `f64`.
//!
//! **Far from the origin is no worse than near it.** Samples are centred on their mean in `f64`
//! before anything else, sums are `f64` whatever the samples are, and inertia comes from direct
//! differences.
//!
//! # What it does not know
//!
//! Where samples come from, whether they should be scaled, what the true labels are, how many
//! clusters there ought to be, and what time it is.

#![allow(clippy::inline_always, reason = "only inlined code takes on wide registers")]

mod bisecting;
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
