//! The number of clusters, estimated from k-means with several candidates.

mod gap;
mod inertia_curve;
mod knee;
mod references;
mod replication;
mod separation;

pub use gap::{GapPoint, GapStatistic, GapStatisticModel};
pub use inertia_curve::InertiaCurve;
pub use references::ReferenceBox;
pub use replication::{ReplicationAnalysis, ReplicationModel, ReplicationPoint};
