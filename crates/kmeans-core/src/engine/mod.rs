//! One run of Lloyd's algorithm, as [`lloyd`] reads: rounds that assign samples, take means, and
//! stop.
//!
//! A [`shard`] holds the labels and bounds of a block. In each [`round`] it labels samples, in
//! [`pieces`] that threads share. Each thread keeps a [`tally`], which becomes a [`part`]: both
//! have a row for each of the [`changed_clusters`]. Parts merge in any order, and the [`fold`] takes
//! them into the [`cluster_sums`].
//!
//! - **Assign**: [`assignment`] does what the [`policy`] plans for the [`algorithm`]. [`dense`] takes
//!   all distances, [`screened`] takes them in `f32` first and [settles](settling) the rest,
//!   [`bounded`] takes only those that bounds leave. All [`relabel`] their samples at the end.
//! - **Take means**: [`fold`], with [`candidates`] for empty clusters.
//! - **Stop**: [`stopping`]. A [`run`] is the result; [`iteration`] shows a round to an observer.
//!
//! [`margin`] bounds the rounding of scores, [`inertia`] sums squared distances, and [`nearest`]
//! labels the new samples of a model.

mod algorithm;
mod assignment;
mod bounded;
mod candidates;
mod changed_clusters;
mod cluster_sums;
mod dense;
mod fold;
mod inertia;
mod iteration;
mod lanes;
mod lloyd;
mod margin;
mod nearest;
mod part;
mod pieces;
mod policy;
mod relabel;
mod round;
mod run;
mod screened;
mod settling;
mod shard;
mod stopping;
mod tally;

pub use algorithm::Algorithm;
pub use candidates::Candidates;
pub(crate) use cluster_sums::ClusterSums;
pub use fold::{Fold, Step};
pub(crate) use inertia::{inertia, sum_of_squared_distances};
pub use iteration::Iteration;
pub(crate) use iteration::{Observer, Watch};
pub(crate) use lloyd::Lloyd;
pub(crate) use nearest::{assign, assign_once};
pub use part::Part;
pub use run::Restart;
pub(crate) use run::Run;
pub use shard::Shard;
pub use stopping::StopReason;
pub(crate) use stopping::StoppingRule;
