use std::iter;

use serde::Serialize;

use super::measure::{EXACT_SILHOUETTE, Point, Sweep};
use super::recommendation::Recommendation;
use super::score::Score;
use super::scores::scores;
use crate::files::input::TableSummary;
use crate::files::scale_warnings::ScaleWarning;
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
    pub(super) scale_warnings: Vec<ScaleWarning>,
    #[serde(flatten)]
    pub(super) sweep: &'a Sweep,
    pub(super) recommendation: &'a Recommendation,
}

impl Serialize for Sweep {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("silhouette", if self.is_exact { "exact" } else { "simplified" })?;
        map.serialize_entry("n_distinct_rows", &self.n_distinct_rows)?;
        map.serialize_entry("knee", &self.knee)?;
        map.serialize_entry("gap_n_clusters", &self.gap.as_ref().and_then(|gap| gap.n_clusters))?;
        map.serialize_entry("results", &self.points)?;
        map.end()
    }
}

const COLUMNS: Columns<'_> = Columns {
    align: &[
        Right(3),
        Right(10),
        Right(9),
        Right(9),
        Right(10),
        Right(10),
        Right(7),
        Right(6),
        Right(6),
        Right(6),
    ],
    gap: 1,
};

impl Report<'_> {
    /// The table for people.
    pub(super) fn to_table(&self) -> String {
        let Self { table, scale, n_init, .. } = self;
        let scores = scores(self.sweep);
        let headings = scores.iter().map(|score| score.heading);
        let mut text = format!(
            "{table}\nscale {scale}; for every k the best of {n_init} restarts of k-means++\n"
        );
        for warning in &self.scale_warnings {
            text.extend(["Warning: ", &warning.to_string(), "\n"]);
        }
        text += "\n";
        text += &COLUMNS.line(iter::once("k").chain(headings));
        for point in &self.sweep.points {
            text += &COLUMNS.line(row(&scores, point));
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

    fn votes(&self) -> String {
        let mut text = format!("\n{}\n", self.recommendation.headline());
        for vote in &self.recommendation.votes {
            let k = vote.n_clusters.map_or_else(|| "-".to_owned(), |k| k.to_string());
            let line = format!("  {:<18} {k:>5}  {}\n", vote.criterion, vote.reason);
            text += &line;
        }
        let advice = self.recommendation.advice.iter().flat_map(|advice| [advice, "\n"]);
        text + &advice.collect::<String>()
    }
}

/// The number of clusters and its scores.
fn row(scores: &[Score], point: &Point) -> Vec<String> {
    let shown = |score: &Score| (score.value)(point).map_or_else(|| "-".to_owned(), score.shown);
    iter::once(point.n_clusters.to_string()).chain(scores.iter().map(shown)).collect()
}
