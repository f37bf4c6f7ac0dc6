//! Lloyd's algorithm from given first centres. [`lloyd`] is the loop: each iteration assigns all
//! samples to their nearest centres, moves the centres to the means, and decides whether to stop.
//!
//! | step | files |
//! |---|---|
//! | assign | [`labeling`] holds the labels. The [`assignment`] of each block computes the distances in one of three ways: [`dense`] computes all of them, [`screened`] computes them in `f32` first, [`bounded`] skips those that bounds rule out. The [`policy`] chooses the way. |
//! | move the centres | [`fold`] adds up the changes and divides; [`candidates`] fill empty clusters |
//! | stop | [`stopping`], [`inertia_change`] |
//! | report | [`run`] is the result, [`iteration`] is what an observer sees |
//!
//! # Words
//!
//! - A *block* is samples that arrive together. A fit in memory has one.
//! - A *panel* is 32 samples, packed for the kernel; a *lane* is the place of a sample in it.
//! - A *shard* is the state of one block from one iteration to the next: labels and bounds.
//! - A *piece* is up to 2048 samples of a block, the work that one thread does at a time ([`pieces`]).
//! - A *tally* is what one thread counts and sums while it labels pieces ([`tally`], [`relabel`]).
//! - A *part* is the same for a whole block: the changes that its samples bring to the cluster sums
//!   ([`part`], with one row for each of the [`changed_clusters`]). [`part_bytes`] sends it.
//! - The *fold* merges the parts of all blocks into the [`cluster_sums`] and makes the next centres.
//! - The *score* of a centre c for a sample x is ‖c‖² − 2x·c: the squared distance less ‖x‖². The
//!   [`margin`] bounds its rounding. A label is *uncertain* if rounding could change it, and then
//!   comes from the kernel of the samples' own type ([`uncertain_samples`]).
//!
//! [`inertia`] sums squared distances, and [`nearest`] labels the new samples of a model.

mod algorithm;
mod assignment;
mod assignment_input;
mod bounded;
mod candidates;
mod changed_clusters;
mod cluster_sums;
mod dense;
mod fold;
mod inertia;
mod inertia_change;
mod iteration;
mod labeling;
mod lanes;
mod lloyd;
mod margin;
mod nearest;
mod part;
mod part_bytes;
mod pieces;
mod policy;
mod relabel;
mod run;
mod screened;
mod shard;
mod stopping;
mod tally;
mod uncertain_samples;

pub use algorithm::Algorithm;
pub use candidates::Candidates;
pub(crate) use cluster_sums::ClusterSums;
pub use fold::{Fold, Step};
pub(crate) use inertia::{inertia, sum_of_squared_distances};
pub use iteration::Iteration;
pub(crate) use iteration::{Observer, Watch};
pub(crate) use labeling::labels_and_inertia;
pub(crate) use lloyd::Lloyd;
pub(crate) use nearest::{assign, assign_once};
pub use part::Part;
pub use run::Restart;
pub(crate) use run::Run;
pub use shard::Shard;
pub use stopping::StopReason;
pub(crate) use stopping::StoppingRule;
