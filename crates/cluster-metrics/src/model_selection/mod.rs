//! The number of clusters, estimated from the inertia of k-means for several candidates.

mod gap;
mod inertia_curve;
mod knee;
mod references;

pub use gap::{GapPoint, GapStatistic, GapStatisticModel};
pub use inertia_curve::InertiaCurve;
pub use references::ReferenceBox;
