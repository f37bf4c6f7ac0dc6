//! k-means from small random batches: [`kmeans`] draws them from samples that are all there,
//! [`incremental`] takes them as they come; [`learner`] is the step that both make.

mod incremental;
mod initialization;
mod kmeans;
mod learner;
mod low_counts;
mod model;
mod offset;
pub(crate) mod start;
mod stopping;
pub(crate) mod subset;

pub use incremental::IncrementalKMeans;
pub use kmeans::MiniBatchKMeans;
pub use model::MiniBatchKMeansModel;
pub use stopping::MiniBatchStopReason;
