use std::collections::HashMap;

use anyhow::Result;
use digits_data::{Samples, Scalar};
use kmeans_core::{ClusterModel as _, KMeansModel};

use super::Subject;
use crate::charts::{BarGrid, Captioned, ImageGrid};
use crate::report::ColumnOf;
use crate::report::document::{Block, Cell, Figure, Table};
use crate::text::numbers::{counted, percent};

/// Most centres that are drawn: those of the largest clusters.
const MOST: usize = 60;

/// Shows each cluster's centre, size and most frequent true label.
pub(crate) fn clusters<F: Scalar>(
    subject: &Subject<'_, F>,
    model: &KMeansModel<F>,
) -> Result<Vec<Block>> {
    let summaries = summaries(subject, model.labels(), &model.cluster_sizes());
    let mut drawn: Vec<&Summary> = summaries.iter().collect();
    drawn.sort_by_key(|summary| std::cmp::Reverse(summary.size));
    drawn.truncate(MOST);
    drawn.sort_by_key(|summary| summary.cluster);
    // Bars are of scaled features: one of large numbers would make all others vanish.
    let is_unscaled = subject.image_width.is_some() || subject.scaling.is_none();
    let centers = model.cluster_centers().cast()?;
    let centers = if is_unscaled { subject.unscaled(centers)? } else { centers };
    let caption = format!(
        "Each picture is the centre of one cluster: the mean of its samples, {}. {}",
        if is_unscaled { "in the units of the data" } else { "in scaled units" },
        if drawn.len() < summaries.len() {
            format!("Only the {} largest clusters are shown.", drawn.len())
        } else {
            "All clusters are shown.".to_owned()
        }
    );
    let figure = picture(subject, &centers, &drawn)
        .map(|svg| Block::Figure(Figure { name: "clusters".into(), caption, svg }));
    Ok(figure.into_iter().chain([Block::Table(table(&summaries))]).collect())
}

/// Draws centres as images, or else as bars.
fn picture<F: Scalar>(
    subject: &Subject<'_, F>,
    centers: &Samples<f64>,
    drawn: &[&Summary],
) -> Option<String> {
    let one =
        |it: &&Summary| Captioned { values: centers.row(it.cluster).to_vec(), lines: it.lines() };
    let all: Vec<Captioned> = drawn.iter().map(one).collect();
    if let Some(image_width) = subject.image_width {
        return ImageGrid { title: TITLE, image_width, n_columns: 5, images: &all }.to_svg();
    }
    let feature_names = subject.input.feature_names.as_deref();
    Some(BarGrid { title: TITLE, feature_names, bars: &all }.to_svg())
}

const TITLE: &str = "Cluster centres";

/// Size and composition of a cluster.
#[derive(Debug)]
struct Summary {
    cluster: usize,
    size: usize,
    /// Share of all samples.
    share: f64,
    /// The most frequent true label, and its share of the cluster.
    majority: Option<(String, f64)>,
}

impl Summary {
    fn lines(&self) -> Vec<String> {
        let size = counted(self.size, "sample");
        let majority = self.majority.as_ref();
        let majority = majority.map(|(label, purity)| format!("{label}: {}", percent(*purity)));
        [format!("cluster {}", self.cluster), size].into_iter().chain(majority).collect()
    }
}

fn summaries<F: Scalar>(subject: &Subject<'_, F>, labels: &[u32], sizes: &[usize]) -> Vec<Summary> {
    let mut counts: Vec<HashMap<&str, usize>> = vec![HashMap::new(); sizes.len()];
    for (sample, &cluster) in labels.iter().enumerate() {
        if let Some(label) = subject.true_label(sample) {
            *counts[cluster as usize].entry(label).or_default() += 1;
        }
    }
    let summary = |(cluster, (counts, &size)): (usize, (&HashMap<&str, usize>, &usize))| {
        // The first in order of equally frequent labels.
        let most = counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        let majority = most.map(|(label, n)| ((*label).to_owned(), *n as f64 / size as f64));
        Summary { cluster, size, share: size as f64 / labels.len() as f64, majority }
    };
    counts.iter().zip(sizes).enumerate().map(summary).collect()
}

fn table(summaries: &[Summary]) -> Table {
    let has_labels = summaries.iter().any(|summary| summary.majority.is_some());
    let mut columns = vec![
        ColumnOf::number("samples", "", |it: &Summary| it.size as f64, |size| size.to_string()),
        ColumnOf::number("share", "share of all samples", |it: &Summary| it.share, percent),
    ];
    if has_labels {
        let majority = |it: &Summary| {
            it.majority.as_ref().map_or_else(Cell::default, |(label, _)| Cell::of_text(label))
        };
        let purity = |it: &Summary| {
            let purity = it.majority.as_ref().map(|(_, purity)| *purity);
            purity.map_or_else(Cell::default, |purity| Cell::of_number(purity, percent))
        };
        columns.push(ColumnOf::new(
            "majority",
            "most frequent true label in the cluster",
            majority,
        ));
        columns.push(ColumnOf::new(
            "purity",
            "share of the cluster that has the majority label",
            purity,
        ));
    }
    let name = |summary: &Summary| summary.cluster.to_string();
    Table::new("The clusters", "cluster", summaries, name, &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::input::Input;

    #[test]
    fn a_summary_counts_who_is_there() {
        let labels = Some(["b", "a", "a", "b", "c"].map(String::from).into());
        let input = Input { labels, ..Input::of(Samples::new(vec![0.0; 5], 5, 1).unwrap()) };
        let subject = Subject { input: &input, scaling: None, image_width: None };
        let summaries = summaries(&subject, &[0, 0, 0, 0, 2], &[4, 0, 1]);
        let of = |cluster: usize| summaries[cluster].majority.clone();
        assert_eq!(of(0), Some(("a".into(), 0.5)), "of equally frequent labels the first");
        assert_eq!((of(1), of(2)), (None, Some(("c".into(), 1.0))));
        assert_eq!(summaries[0].lines(), ["cluster 0", "4 samples", "a: 50 %"]);
        let table = table(&summaries);
        assert!(table.rows.iter().all(|row| row.cells.len() + 1 == table.columns.len()));
    }
}
