//! A file a scaler, and [`columns`], what they have in common.

mod columns;
mod min_max;
mod normalizer;
mod robust;
mod standard;

pub use min_max::{MinMaxScaler, MinMaxScalerModel};
pub use normalizer::{Norm, Normalizer};
pub use robust::{RobustScaler, RobustScalerModel};
pub use standard::{StandardScaler, StandardScalerModel};
