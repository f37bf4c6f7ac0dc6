use std::fmt::Write as _;

use serde::Serialize;

use super::measure::{EXACT_SILHOUETTE, Point, Sweep};
use super::recommendation::Recommendation;
use crate::files::input::TableSummary;

/// Everything that was found out, for people and for programs.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    #[serde(flatten)]
    pub(super) table: TableSummary,
    pub(super) scale: &'static str,
    pub(super) n_init: usize,
    pub(super) gap_references: usize,
    #[serde(flatten)]
    pub(super) sweep: &'a Sweep,
    pub(super) recommendation: &'a Recommendation,
}

impl Serialize for Sweep {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("silhouette", if self.is_exact { "exact" } else { "simplified" })?;
        map.serialize_entry("knee", &self.knee)?;
        map.serialize_entry("gap_n_clusters", &self.gap.as_ref().and_then(|gap| gap.n_clusters))?;
        map.serialize_entry("results", &self.points)?;
        map.end()
    }
}

impl Report<'_> {
    /// For people.
    pub(super) fn to_table(&self) -> String {
        let Self { table, scale, n_init, .. } = self;
        let mut text = format!(
            "{table}\n\
             scale {scale}, the best of {n_init} k-means++ starts for every k\n\n\
             {:>5} {:>14} {:>10} {:>14} {:>10} {:>10} {:>9}{}\n",
            "k",
            "inertia",
            "silhouette",
            "Caliński-Har.",
            "Davies-B.",
            "gap",
            "s_k",
            if self.has_true_labels() { "     ARI" } else { "" }
        );
        for point in &self.sweep.points {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}", self.row(point));
        }
        if !self.sweep.is_exact {
            let _ = writeln!(
                text,
                "\nThe silhouette is the simplified one, from distances to centres (exact up to \
                 {EXACT_SILHOUETTE} samples, or with --silhouette exact)."
            );
        }
        text + &self.votes()
    }

    fn row(&self, point: &Point) -> String {
        let Point { n_clusters, inertia, .. } = point;
        let or_dash = |value: Option<f64>, decimals: usize| {
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
        };
        format!(
            "{n_clusters:>5} {inertia:>14.6e} {:>10} {:>14} {:>10} {:>10} {:>9}{}",
            or_dash(self.sweep.silhouette(point), 4),
            or_dash(point.calinski_harabasz_score, 2),
            or_dash(point.davies_bouldin_score, 4),
            or_dash(point.gap, 4),
            or_dash(point.gap_standard_error, 4),
            point.scores.map_or_else(String::new, |of| format!(" {:>7.4}", of.adjusted_rand_score)),
        )
    }

    fn has_true_labels(&self) -> bool {
        self.sweep.points.iter().any(|point| point.scores.is_some())
    }

    fn votes(&self) -> String {
        let mut text = match self.recommendation.n_clusters {
            Some(k) => format!("\nRecommended: {k} clusters\n"),
            None => "\nNo recommendation\n".to_owned(),
        };
        for vote in &self.recommendation.votes {
            let k = vote.n_clusters.map_or_else(|| "-".to_owned(), |k| k.to_string());
            let _ = writeln!(text, "  {:<18} {k:>5}  {}", vote.criterion, vote.reason);
        }
        for advice in &self.recommendation.advice {
            let _ = writeln!(text, "{advice}");
        }
        text
    }
}
