//! k-means.

mod random_state;

pub use random_state::RandomState;
