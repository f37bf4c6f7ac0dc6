//! [`StandardScaler`]: samples brought to one scale.

mod error;
mod moments;
mod row_chunks;
mod standard_scaler;

pub use error::Error;
pub use standard_scaler::{StandardScaler, StandardScalerModel};
