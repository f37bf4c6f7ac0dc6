//! PCA.

pub mod distance;
mod error;
pub use error::Error;
