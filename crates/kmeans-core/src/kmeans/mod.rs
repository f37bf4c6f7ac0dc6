//! k-means by Lloyd's algorithm. A [`fit`] with its [`parameters`] runs all [`restarts`], in parallel
//! or one after another. The best one becomes the [`model`]. [`nested_samples`] find first centres on a few
//! of the samples.

mod fit;
mod model;
mod nested_sample;
mod nested_samples;
mod parameters;
mod restarts;
#[cfg(feature = "serde")]
mod stored;

pub use model::KMeansModel;
pub use nested_sample::NestedSample;
pub use parameters::KMeans;
