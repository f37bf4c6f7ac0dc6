//! One file per scaler. [`columns`] holds the arithmetic that they share.

mod columns;
mod incomplete;
mod min_max;
mod normalizer;
mod robust;
mod standard;

pub use incomplete::{IncompleteSamples, IncompleteScalerModel};
pub use min_max::{MinMaxScaler, MinMaxScalerModel};
pub use normalizer::{Norm, Normalizer};
pub use robust::{RobustScaler, RobustScalerModel};
pub use standard::{StandardScaler, StandardScalerModel};
