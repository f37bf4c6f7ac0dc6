use std::collections::BTreeMap;

use anyhow::Result;
use cluster_metrics::{ContingencyTable, Evaluation};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::labels::LabelColumn;
use super::sample_scores::SampleScores;
use crate::files::label::Label;
use crate::text::counted;
use crate::text::table::{Align, Columns};

/// Results of the command, for people and for programs.
pub(super) struct Report<'a> {
    /// `None` without true labels.
    pub(super) agreement: Option<LabelScores<'a>>,
    /// `None` without samples.
    pub(super) sample_scores: Option<SampleScores>,
    /// Rows without a true or a predicted label.
    pub(super) n_unlabelled: usize,
}

/// Scores of two labelings of the same samples.
pub(super) struct LabelScores<'a> {
    evaluation: Evaluation,
    table: ContingencyTable<'a, Label, Label>,
}

impl<'a> LabelScores<'a> {
    pub(super) fn new(truth: &'a LabelColumn, pred: &'a LabelColumn) -> Result<Self> {
        let evaluation = Evaluation::new(&truth.codes, &pred.codes)?;
        let (truth, pred) = ((&*truth.labels, &*truth.codes), (&*pred.labels, &*pred.codes));
        let table = ContingencyTable::of_codes(truth, pred)?.aligned();
        Ok(Self { evaluation, table })
    }

    fn heading(&self) -> String {
        let Evaluation { n_samples, n_classes, n_clusters, .. } = self.evaluation;
        let (classes, clusters) =
            (counted(n_classes, "true label"), counted(n_clusters, "predicted label"));
        let plural = if n_samples == 1 { "" } else { "s" };
        format!("{n_samples} sample{plural}, {classes}, {clusters}")
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

impl Report<'_> {
    pub(super) fn to_table(&self) -> String {
        let mut parts = Vec::new();
        if let Some(agreement) = &self.agreement {
            let unlabelled = match self.n_unlabelled {
                0 => String::new(),
                n => format!(" ({} left out: a label is missing)", counted(n, "row")),
            };
            let scores = agreement.evaluation.scores().map(|(name, value)| line(name, value));
            let scores = scores.collect::<String>();
            parts.push(format!("{}{unlabelled}\n\n{scores}", agreement.heading()));
        }
        if let Some(of_samples) = &self.sample_scores {
            parts.push(of_samples_in_words(of_samples));
        }
        if let Some(agreement) = &self.agreement {
            let note =
                "True labels in rows, predicted ones in columns, in the order that fits best:";
            parts.push(format!("{note}\n{}", agreement.table));
        }
        parts.join("\n")
    }
}

const SCORES: Columns<'_> = Columns { align: &[Align::Left(36), Align::Right(14)], gap: 1 };

fn line(name: &str, score: f64) -> String {
    SCORES.line([name, &format!("{score:.6}")])
}

/// Lists the scores of samples. Reasons for undefined scores follow, each one once.
fn of_samples_in_words(of_samples: &SampleScores) -> String {
    let mut text = format!("{}{}\n", scored(of_samples), of_samples.columns.lines());
    let mut reasons: Vec<&str> = Vec::new();
    for (name, score) in &of_samples.scores {
        match score {
            Ok(score) => text += &line(name, *score),
            Err(reason) => {
                text += &SCORES.line([name, "undefined"]);
                reasons.push(reason);
            }
        }
    }
    reasons.dedup();
    text.extend(reasons.iter().map(|reason| format!("Undefined: {reason}.\n")));
    text
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
        if let Some(LabelScores { evaluation, .. }) = &self.agreement {
            map.serialize_entry("n_samples", &evaluation.n_samples)?;
            map.serialize_entry("n_classes", &evaluation.n_classes)?;
            map.serialize_entry("n_clusters", &evaluation.n_clusters)?;
            map.serialize_entry("unlabelled_rows", &self.n_unlabelled)?;
            for (name, score) in evaluation.scores() {
                map.serialize_entry(name, &score)?;
            }
        }
        if let Some(of_samples) = &self.sample_scores {
            if self.agreement.is_none() {
                map.serialize_entry("n_samples", &of_samples.n_scored)?;
                map.serialize_entry("n_clusters", &of_samples.n_clusters)?;
            }
            map.serialize_entry("dropped_rows", &of_samples.dropped_rows)?;
            map.serialize_entry("columns", &of_samples.columns)?;
            let n_scored = of_samples.n_silhouette_samples.unwrap_or(of_samples.n_scored);
            map.serialize_entry("n_silhouette_samples", &n_scored)?;
            for (name, score) in &of_samples.scores {
                map.serialize_entry(name, &score.as_ref().ok())?;
            }
            let reason = |(name, score): &(&'static str, Result<f64, String>)| {
                score.as_ref().err().map(|reason| (*name, reason.clone()))
            };
            let undefined: BTreeMap<_, _> = of_samples.scores.iter().filter_map(reason).collect();
            map.serialize_entry("undefined", &undefined)?;
        }
        if let Some(agreement) = &self.agreement {
            let matrix = &agreement.evaluation.pair_confusion_matrix;
            map.serialize_entry("pair_confusion_matrix", matrix)?;
            map.serialize_entry("contingency_table", &agreement.cells())?;
        }
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
    format!("Scores of {n_scored} samples in the units of the file, not scaled{dropped}{subset}:")
}
