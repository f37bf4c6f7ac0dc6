use cluster_metrics::{ContingencyTable, Evaluation};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::sample_scores::SampleScores;
use crate::files::label::Label;
use crate::text::counted;
use crate::text::table::{Align, Columns};

/// Results of the command, for people and for programs.
pub(super) struct Report<'a> {
    pub(super) evaluation: &'a Evaluation,
    pub(super) table: &'a ContingencyTable<'a, Label, Label>,
    pub(super) sample_scores: Option<SampleScores>,
}

impl Report<'_> {
    pub(super) fn to_table(&self) -> String {
        const SCORES: Columns<'_> = Columns { align: &[Align::Left(36), Align::Right(14)], gap: 1 };
        let score = |name: &str, score: Option<f64>| {
            let score = score.map_or_else(|| "undefined".to_owned(), |score| format!("{score:.6}"));
            SCORES.line([name, &score])
        };
        let Evaluation { n_samples, n_classes, n_clusters, .. } = self.evaluation;
        let mut text = format!(
            "{n_samples} samples, {n_classes} true labels, {n_clusters} predicted labels\n\n"
        );
        text.extend(self.evaluation.scores().map(|(name, value)| score(name, Some(value))));
        if let Some(of_samples) = &self.sample_scores {
            text.extend(["\n".to_owned(), scored(of_samples), "\n".to_owned()]);
            text.extend(of_samples.scores.iter().map(|&(name, value)| score(name, value)));
        }
        let note = "Counts of samples by true label (rows) and predicted label (columns), best matches on the diagonal:";
        text + &format!("\n{note}\n{}", self.table)
    }

    /// Counts of the pairs of labels that occur.
    fn cells(&self) -> Vec<CellOfLabels> {
        let (classes, clusters) = (self.table.classes(), self.table.clusters());
        let cell = |cell: &cluster_metrics::Cell| CellOfLabels {
            label_true: classes[cell.class].to_string(),
            label_pred: clusters[cell.cluster].to_string(),
            count: cell.count,
        };
        self.table.counts().cells().iter().map(cell).collect()
    }
}

#[derive(Serialize)]
struct CellOfLabels {
    #[serde(rename = "true")]
    label_true: String,
    #[serde(rename = "pred")]
    label_pred: String,
    count: u64,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("n_samples", &self.evaluation.n_samples)?;
        map.serialize_entry("n_classes", &self.evaluation.n_classes)?;
        map.serialize_entry("n_clusters", &self.evaluation.n_clusters)?;
        for (name, score) in self.evaluation.scores() {
            map.serialize_entry(name, &score)?;
        }
        if let Some(of_samples) = &self.sample_scores {
            map.serialize_entry("dropped_rows", &of_samples.dropped_rows)?;
            let n_scored = of_samples.n_silhouette_samples.unwrap_or(of_samples.n_scored);
            map.serialize_entry("n_silhouette_samples", &n_scored)?;
            for (name, score) in &of_samples.scores {
                map.serialize_entry(name, score)?;
            }
        }
        map.serialize_entry("pair_confusion_matrix", &self.evaluation.pair_confusion_matrix)?;
        map.serialize_entry("contingency_table", &self.cells())?;
        map.end()
    }
}

/// The heading of the scores: how many samples they are computed on.
fn scored(of_samples: &SampleScores) -> String {
    let SampleScores { n_scored, dropped_rows, n_silhouette_samples, .. } = of_samples;
    let dropped = match *dropped_rows {
        0 => String::new(),
        n => format!(" ({} dropped for missing values)", counted(n, "row")),
    };
    let subset = n_silhouette_samples.map_or_else(String::new, |n_subset| {
        format!(", the silhouette of {n_subset} of them, drawn with the seed")
    });
    format!("Of {n_scored} samples{dropped}{subset}:")
}
