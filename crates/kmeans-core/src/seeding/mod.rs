//! First centres. [`init`] names the ways to find them. [`random`], [`kmeans_plus_plus`] (with its
//! [`potential`]) and [`kmeans_parallel`] choose samples.
//!
//! [`starts`] fixes the random numbers of each restart. [`first_centers`] draws from a generator
//! that the fit goes on using. [`choose_samples`] seeds without a fit.

mod among;
mod choose_samples;
mod first_centers;
mod init;
mod kmeans_parallel;
mod kmeans_plus_plus;
mod nearest_candidates;
mod potential;
mod random;
mod starts;

pub use among::{choose_among, draw_rows, n_reserved_draws};
pub use choose_samples::kmeans_plusplus;
pub(crate) use first_centers::first_centers;
pub use init::Init;
pub use nearest_candidates::NearestCandidates;
pub(crate) use starts::{FirstCenters, Start, Starts};
