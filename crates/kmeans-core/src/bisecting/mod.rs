//! k-means by repeated halving: [`fit`] halves one cluster after another, [`halving`] does it once,
//! and [`tree`] keeps the result, down which a [`model`] sends new samples.

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
