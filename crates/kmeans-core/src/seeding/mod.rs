//! First centres. [`init`] names the ways to find them; [`random`], [`kmeans_plus_plus`] (with its
//! [`potential`]) and [`kmeans_parallel`] choose samples.
//!
//! [`starts`] settles which restart draws which random numbers; [`first_centers`] takes its numbers
//! from a generator that goes on.

mod first_centers;
mod init;
mod kmeans_parallel;
mod kmeans_plus_plus;
mod potential;
mod random;
mod starts;

pub(crate) use first_centers::first_centers;
pub use init::Init;
pub(crate) use starts::{FirstCenters, Start, Starts};
