mod accuracy;
mod centre;
mod cholesky;
mod components;
mod covariance;
mod decomposition;
mod dot;
#[cfg(test)]
mod faer_oracle;
mod full;
mod incremental;
mod leading_axes;
mod matrix;
mod matrix_product;
mod model;
mod parameters;
mod qr;
mod randomized;
mod reflections;
mod rotations;
#[cfg(test)]
mod same_bits;
mod scatter;
mod singular_vectors;
mod solver;
mod symmetric_eigen;

pub use components::Components;
pub use incremental::{IncrementalPca, IncrementalPcaModel};
pub use model::PcaModel;
pub use parameters::Pca;
pub use solver::Solver;
