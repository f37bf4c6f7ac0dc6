//! How many clusters? From the inertia of k-means for several numbers of them.

mod gap;
mod inertia_curve;
mod knee;
mod references;

pub use gap::{GapPoint, GapStatistic, GapStatisticModel};
pub use inertia_curve::InertiaCurve;
pub use references::ReferenceBox;
