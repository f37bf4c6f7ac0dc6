//! k-means by repeated halving. [`fit`] halves one cluster after another, [`halving`] halves one,
//! and [`tree`] keeps the result. A [`model`] sends new samples down that tree.

mod fit;
mod halving;
mod model;
mod parameters;
#[cfg(feature = "serde")]
mod stored;
mod tree;

pub use model::BisectingKMeansModel;
pub use parameters::{BisectingKMeans, BisectingStrategy};
pub use tree::{Node, Split};
