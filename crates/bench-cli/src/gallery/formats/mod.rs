//! Results as text, one file per format. JSON is [`Results`](super::results::Results) itself.

pub(crate) mod csv;
pub(crate) mod markdown;
pub(crate) mod table;

use crate::cli::Silhouette;
use crate::gallery::experiment::{Comparison, Experiment};
use crate::gallery::row::Row;

/// A line that describes a comparison.
fn heading(settings: &Experiment) -> String {
    let (rng, seed) = (settings.rng.name(), settings.seed);
    match settings.comparison {
        Comparison::Faithful => {
            format!("Faithful: as scikit-learn's page does it (random numbers: {rng}, seed {seed})")
        }
        Comparison::Honest => format!(
            "Honest: PCA and silhouette of the scaled samples that are clustered \
             (random numbers: {rng}, seed {seed})"
        ),
    }
}

/// Describes the samples on which the silhouette is measured.
fn scored(settings: &Experiment) -> String {
    let of_what = match settings.comparison {
        Comparison::Faithful => "samples before scaling",
        Comparison::Honest => "scaled samples",
    };
    match (settings.silhouette, settings.comparison) {
        (Silhouette::Subset(n_samples), _) => {
            format!("silhouette of {n_samples} {of_what}, drawn with the seed")
        }
        (Silhouette::Full, Comparison::Faithful) => format!(
            "silhouette of all {of_what} (the page draws 300 of them without a seed, so its \
             values cannot be reproduced)"
        ),
        (Silhouette::Full, Comparison::Honest) => format!("silhouette of all {of_what}"),
    }
}

/// Median, smallest and largest time of a row.
fn time(row: &Row) -> String {
    let [median, min, max] =
        [row.fit_seconds.median, row.fit_seconds.min, row.fit_seconds.max].map(|s| s * 1e3);
    format!("{median:.2} ms ({min:.2} to {max:.2})")
}
