use anyhow::Result;
use cluster_metrics::ContingencyTable;

use crate::charts::HeatMap;
use crate::files::label::Label;
use crate::report::document::{Block, Figure};
use crate::text::numbers::percent;

/// Most rows and columns that can still be read.
const MOST: usize = 40;

/// Counts how often true labels and clusters meet, each class beside its matching cluster.
pub(crate) fn contingency(true_labels: &[String], labels: &[u32]) -> Result<Vec<Block>> {
    let true_labels: Vec<Label> = true_labels.iter().cloned().map(Label::from).collect();
    let table = ContingencyTable::new(&true_labels, labels)?.aligned();
    let (n_classes, n_clusters) = (table.classes().len(), table.clusters().len());
    let accuracy = table.counts().clustering_accuracy_score();
    let purity = table.counts().purity_score();
    let said = format!(
        "Each cell counts the samples with this true label in this cluster. Framed cells match each \
         label with at most one cluster, so that as many samples as possible agree: {} do. If each \
         cluster takes the name of its most frequent label instead, {} of the samples agree.",
        percent(accuracy),
        percent(purity)
    );
    if n_classes > MOST || n_clusters > MOST {
        let size = format!("{n_classes} labels and {n_clusters} clusters are too many to draw. ");
        return Ok(vec![Block::Text(size + &said)]);
    }
    let row_names: Vec<String> = table.classes().iter().map(ToString::to_string).collect();
    let column_names: Vec<String> = table.clusters().iter().map(ToString::to_string).collect();
    let counts: Vec<Vec<u64>> = table.rows().collect();
    let figure = HeatMap {
        title: "True labels and clusters",
        row_axis: "true label",
        column_axis: "cluster",
        row_names: &row_names,
        column_names: &column_names,
        counts: &counts,
        matched: &table.counts().matching().cluster_of_class,
    };
    let figure = figure
        .to_svg()
        .map(|svg| Block::Figure(Figure { name: "contingency".into(), caption: said, svg }));
    Ok(figure.into_iter().collect())
}
