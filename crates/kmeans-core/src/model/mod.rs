//! The parts that all models share. [`cluster_model`] labels new samples from [`fitted_centers`],
//! [`made_with`] keeps the parameters, and [`stored`] checks models that are read.

mod block_predictor;
mod cluster_model;
mod fitted_centers;
mod made_with;
#[cfg(feature = "serde")]
pub(crate) mod stored;

pub use block_predictor::BlockPredictor;
pub use cluster_model::ClusterModel;
pub use fitted_centers::FittedCenters;
pub(crate) use made_with::MadeWith;
