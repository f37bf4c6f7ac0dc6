use serde::Serialize;

use super::measure::{EXACT_SILHOUETTE, Point, Sweep};
use super::recommendation::Recommendation;
use crate::files::input::TableSummary;
use crate::text::table::Align::Right;
use crate::text::table::Columns;

/// The results of `sweep`, as JSON shows them.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    #[serde(flatten)]
    pub(super) table: TableSummary,
    pub(super) scale: String,
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

const COLUMNS: Columns<'_> = Columns {
    align: &[Right(5), Right(14), Right(10), Right(14), Right(10), Right(10), Right(9), Right(7)],
    gap: 1,
};

const HEADER: [&str; 8] =
    ["k", "inertia", "silhouette", "Caliński-Har.", "Davies-B.", "gap", "s_k", "ARI"];

impl Report<'_> {
    /// The table for people.
    pub(super) fn to_table(&self) -> String {
        let Self { table, scale, n_init, .. } = self;
        let has_true_labels = self.sweep.points.iter().any(|point| point.agreement.is_some());
        let n_columns = HEADER.len() - usize::from(!has_true_labels);
        let mut text = format!(
            "{table}\nscale {scale}, the best of {n_init} k-means++ starts for every k\n\n{}",
            COLUMNS.line(HEADER.iter().take(n_columns))
        );
        for point in &self.sweep.points {
            text += &COLUMNS.line(self.row(point).iter().take(n_columns));
        }
        if !self.sweep.is_exact {
            let note = format!(
                "\nThe silhouette is the simplified one, from distances to centres (exact up to \
                 {EXACT_SILHOUETTE} samples, or with --silhouette exact).\n"
            );
            text += &note;
        }
        text + &self.votes()
    }

    fn row(&self, point: &Point) -> [String; 8] {
        let or_dash = |value: Option<f64>, decimals: usize| {
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
        };
        [
            point.n_clusters.to_string(),
            format!("{:.6e}", point.inertia),
            or_dash(self.sweep.silhouette(point), 4),
            or_dash(point.calinski_harabasz_score, 2),
            or_dash(point.davies_bouldin_score, 4),
            or_dash(point.gap, 4),
            or_dash(point.gap_standard_error, 4),
            or_dash(point.agreement.map(|of| of.adjusted_rand_score), 4),
        ]
    }

    fn votes(&self) -> String {
        let mut text = match self.recommendation.n_clusters {
            Some(k) => format!("\nRecommended: {k} clusters\n"),
            None => "\nNo recommendation\n".to_owned(),
        };
        for vote in &self.recommendation.votes {
            let k = vote.n_clusters.map_or_else(|| "-".to_owned(), |k| k.to_string());
            let line = format!("  {:<18} {k:>5}  {}\n", vote.criterion, vote.reason);
            text += &line;
        }
        let advice = self.recommendation.advice.iter().flat_map(|advice| [advice, "\n"]);
        text + &advice.collect::<String>()
    }
}
