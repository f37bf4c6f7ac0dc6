//! The things all models share: [`cluster_model`] answers for new samples from [`fitted_centers`],
//! and [`made_with`] keeps the parameters. [`stored`] checks models that are read.

mod cluster_model;
mod fitted_centers;
mod made_with;
#[cfg(feature = "serde")]
pub(crate) mod stored;

pub use cluster_model::ClusterModel;
pub use fitted_centers::FittedCenters;
pub(crate) use made_with::MadeWith;
