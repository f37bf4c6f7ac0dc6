//! One run of Lloyd's algorithm, as [`lloyd`] reads: rounds that assign samples, take means, and
//! stop.
//!
//! A [`round`] has an input (samples and centres) and a state that it brings up to date (labels and
//! sums). Samples come in [`pieces`]; what a thread makes of them is a [`part`], and parts are merged
//! into the [`cluster_sums`] in any order.
//!
//! - **Assign**: [`assignment`] does what the [`policy`] plans for the [`algorithm`]. [`dense`] takes
//!   all distances, [`screened`] takes them in `f32` first and [settles](settling) the rest,
//!   [`bounded`] takes only those that bounds leave. All [`relabel`] their samples at the end.
//! - **Take means**: [`next_centers`], with [`relocation`] for empty clusters.
//! - **Stop**: [`stopping`]. A [`run`] is the result; [`iteration`] shows a round to an observer.
//!
//! [`margin`] bounds the rounding of scores, [`inertia`] sums squared distances, and [`nearest`]
//! labels the new samples of a model.

mod algorithm;
mod assignment;
mod bounded;
mod cluster_sums;
mod dense;
mod inertia;
mod iteration;
mod lanes;
mod lloyd;
mod margin;
mod nearest;
mod next_centers;
mod part;
mod pieces;
mod policy;
mod relabel;
mod relocation;
mod round;
mod run;
mod screened;
mod settling;
mod stopping;

pub use algorithm::Algorithm;
pub(crate) use cluster_sums::ClusterSums;
pub(crate) use inertia::inertia;
pub use iteration::Iteration;
pub(crate) use iteration::{Observer, Watch};
pub(crate) use lloyd::Lloyd;
pub(crate) use nearest::{assign, assign_once};
pub use run::Restart;
pub(crate) use run::Run;
pub use stopping::StopReason;
pub(crate) use stopping::StoppingRule;
