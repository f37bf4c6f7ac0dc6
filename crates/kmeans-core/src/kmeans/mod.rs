//! k-means by Lloyd's algorithm: [`parameters`] are what a [`fit`] is asked for, [`restarts`] run
//! side by side or in turn, and the best becomes the [`model`].

mod fit;
mod model;
mod parameters;
mod restarts;
#[cfg(feature = "serde")]
mod stored;

pub use model::KMeansModel;
pub use parameters::KMeans;
