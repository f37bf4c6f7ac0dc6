//! k-means by repeated halving: [`kmeans`] says which cluster is halved next, [`halving`] how, and
//! [`tree`] is what becomes of it, down which a model sends new samples.

mod halving;
mod kmeans;
mod model;
mod tree;

pub use kmeans::{BisectingKMeans, BisectingStrategy};
pub use model::BisectingKMeansModel;
pub use tree::{Node, Split};
