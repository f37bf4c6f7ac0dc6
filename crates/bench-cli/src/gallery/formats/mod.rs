//! Results as text: one file a format.

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod labels;
pub(crate) mod markdown;
pub(crate) mod table;

use crate::gallery::results::{Comparison, ComparisonSettings, Row};

/// What a comparison is, in a line.
fn heading(settings: &ComparisonSettings) -> String {
    let ComparisonSettings { rng, seed, .. } = settings;
    match settings.comparison {
        Comparison::Faithful => {
            format!("Faithful: as scikit-learn's page does it (random numbers: {rng}, seed {seed})")
        }
        Comparison::Honest => format!(
            "Honest: PCA fitted where it is used, silhouette in the space that is clustered \
             (random numbers: {rng}, seed {seed})"
        ),
    }
}

/// Which samples the silhouette is of.
fn scored(settings: &ComparisonSettings) -> String {
    let of_what = match settings.comparison {
        Comparison::Faithful => "samples before scaling",
        Comparison::Honest => "scaled samples",
    };
    match (settings.n_scored, settings.comparison) {
        (Some(n_samples), _) => format!("silhouette of {n_samples} {of_what}, drawn with the seed"),
        (None, Comparison::Faithful) => format!(
            "silhouette of all {of_what} (the page draws 300 of them without a seed: its figures \
             cannot be had again)"
        ),
        (None, Comparison::Honest) => format!("silhouette of all {of_what}"),
    }
}

/// A row's median time, with the fastest and the slowest.
fn time(row: &Row) -> String {
    let [median, min, max] =
        [row.fit_seconds.median, row.fit_seconds.min, row.fit_seconds.max].map(|s| s * 1e3);
    format!("{median:.2} ms ({min:.2} to {max:.2})")
}
