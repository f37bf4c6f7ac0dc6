//! k-means from small random batches. [`fit`] draws them from samples in memory ([`found`] is its result), and
//! [`incremental`] learns from batches that the caller passes one by one.
//!
//! Both find first centres by [`initialization`] and make the same step, in [`learner`], which
//! moves centres of [`low_counts`], and those that lie on each other to [`far_samples`]. [`batches`]
//! draws the batches, [`offset`] is the point where they are centred, and [`stopping`] ends a fit.

mod batches;
mod far_samples;
mod fit;
mod found;
mod incremental;
mod initialization;
mod learner;
mod low_counts;
mod model;
mod offset;
mod parameters;
mod stopping;
#[cfg(feature = "serde")]
mod stored;

pub use incremental::IncrementalKMeans;
pub use model::MiniBatchKMeansModel;
pub use parameters::MiniBatchKMeans;
pub use stopping::MiniBatchStopReason;
