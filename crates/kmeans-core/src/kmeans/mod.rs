//! k-means by Lloyd's algorithm. A [`fit`] with its [`parameters`] runs all [`restarts`], in parallel
//! or one after another. The best one becomes the [`model`].

mod fit;
mod model;
mod parameters;
mod restarts;
#[cfg(feature = "serde")]
mod stored;

pub use model::KMeansModel;
pub use parameters::KMeans;
