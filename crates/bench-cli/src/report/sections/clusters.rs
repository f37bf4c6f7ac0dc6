use std::collections::HashMap;

use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::{ClusterModel as _, KMeansModel};

use super::{ClusterProfile, Profile, Subject};
use crate::charts::{BarGrid, Captioned, ImageGrid, ProfileMap};
use crate::report::ColumnOf;
use crate::report::document::{Block, Cell, Column, Figure, Row, Table};
use crate::text::names::without_shared_start;
use crate::text::numbers::{alike, counted, percent};

/// Most centres that are drawn: those of the largest clusters.
const MOST: usize = 60;

/// Most features that are drawn as bars.
const MOST_BARS: usize = 10;

/// Letters of a name that have room beside a heat map.
const MOST_LETTERS: usize = 24;

/// Most features that have a line, in a picture or a table.
const MOST_ROWS: usize = 60;

/// Most clusters in a table of means, which then fits the width of a printed page.
const MOST_COLUMNS: usize = 10;

/// Shows each cluster's centre, size, profile and most frequent true label.
pub(crate) fn clusters<F: Scalar>(
    subject: &Subject<'_, F>,
    model: &KMeansModel<F>,
) -> Result<Vec<Block>> {
    let profile = Profile::of(subject.input, subject.scaling, model)?;
    let summaries = summaries(subject, model.labels(), &profile);
    let mut drawn: Vec<&Summary> = summaries.iter().collect();
    drawn.sort_by_key(|summary| std::cmp::Reverse(summary.size));
    drawn.truncate(MOST);
    drawn.sort_by_key(|summary| summary.cluster);
    let which = match (drawn.len(), summaries.len()) {
        (1, 1) => "There is one cluster.".to_owned(),
        (n, all) if n < all => format!("The {n} largest of {all} clusters are shown."),
        (_, all) => format!("All {all} clusters are shown."),
    };
    let (caption, svg) = match subject.image_width {
        Some(width) => (
            format!(
                "Each picture is the centre of one cluster: the mean of its samples, in the units of the \
                 data. {which}"
            ),
            images(subject, model, &drawn, width)?,
        ),
        None => (
            format!(
                "How far the mean of each feature in a cluster is from its mean over all samples, in standard \
                 deviations. 0 means that the two are equal. {which} The tables below are in the units of the data."
            ),
            standardized(&profile, &drawn),
        ),
    };
    let figure = svg.map(|svg| Block::Figure(Figure { name: "clusters".into(), caption, svg }));
    let tables = [table(&summaries, profile.id_name.as_deref())]
        .into_iter()
        .chain(means(&profile))
        .map(Block::Table);
    Ok(figure.into_iter().chain(tables).collect())
}

/// Draws centres as images.
fn images<F: Scalar>(
    subject: &Subject<'_, F>,
    model: &KMeansModel<F>,
    drawn: &[&Summary],
    image_width: usize,
) -> Result<Option<String>> {
    let centers = subject.unscaled(model.cluster_centers().cast()?)?;
    let one =
        |it: &&Summary| Captioned { values: centers.row(it.cluster).to_vec(), lines: it.lines() };
    let all: Vec<Captioned> = drawn.iter().map(one).collect();
    Ok(ImageGrid { title: TITLE, image_width, n_columns: 5, images: &all }.to_svg())
}

/// Draws standardised means as bars, or beyond ten features as a heat map.
fn standardized(profile: &Profile, drawn: &[&Summary]) -> Option<String> {
    let clusters = drawn.iter().map(|it| &profile.clusters[it.cluster]);
    if profile.features.len() > MOST_BARS {
        let features = profile.most_telling(MOST_ROWS);
        let names = without_shared_start(&profile.features, MOST_LETTERS);
        let rows = features.iter().map(|&feature| {
            clusters.clone().map(|it| it.standardized_difference[feature]).collect()
        });
        let row_names: Vec<String> =
            features.iter().map(|&feature| names[feature].clone()).collect();
        let column_names: Vec<String> = drawn.iter().map(|it| it.cluster.to_string()).collect();
        return ProfileMap {
            title: PROFILE,
            row_names: &row_names,
            n_rows: profile.features.len(),
            column_names: &column_names,
            values: &rows.collect::<Vec<_>>(),
        }
        .to_svg();
    }
    let bars: Vec<Captioned> = drawn
        .iter()
        .zip(clusters)
        .map(|(it, cluster)| Captioned {
            values: cluster.standardized_difference.clone(),
            lines: it.lines(),
        })
        .collect();
    Some(BarGrid { title: PROFILE, feature_names: Some(&profile.features), bars: &bars }.to_svg())
}

const PROFILE: &str = "Clusters against the mean of all samples";

/// The mean of each feature in the units of the data, one line per feature and one column per cluster.
/// Many clusters make several tables, so that each fits a page.
fn means(profile: &Profile) -> Vec<Table> {
    let features = profile.most_telling(MOST_ROWS);
    let clusters = &profile.clusters[..profile.clusters.len().min(MOST)];
    let n_columns = clusters.len().div_ceil(clusters.len().div_ceil(MOST_COLUMNS).max(1)).max(1);
    let tables = clusters.chunks(n_columns);
    tables.map(|some| means_of(profile, &features, some)).collect()
}

fn means_of(profile: &Profile, features: &[usize], clusters: &[ClusterProfile]) -> Table {
    let row = |&feature: &usize| {
        let means = clusters.iter().map(|cluster| cluster.mean[feature]);
        let means: Vec<f64> = means.chain([profile.overall_mean[feature]]).collect();
        let cells = alike(&means).into_iter().zip(means);
        let cells = cells.map(|(text, value)| Cell { text, value: Some(value), is_best: false });
        Row { name: profile.features[feature].clone(), cells: cells.collect() }
    };
    let of_clusters = clusters.iter().map(|it| Column::new(&format!("cluster {}", it.cluster), ""));
    let which = if features.len() < profile.features.len() {
        format!(
            " ({} of {} features: those that differ most between clusters)",
            features.len(),
            profile.features.len()
        )
    } else {
        String::new()
    };
    let filled = if profile.has_filled { FILLED } else { "" };
    Table {
        caption: format!("The mean of each feature, in the units of the data{which}{filled}"),
        columns: [Column::new("feature", "")]
            .into_iter()
            .chain(of_clusters)
            .chain([Column::new("all", "the mean over all samples")])
            .collect(),
        rows: features.iter().map(row).collect(),
    }
}

const FILLED: &str = "; values that replaced missing ones count too";

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
    /// The row of the sample nearest to the centre, and its key.
    most_central_row: Option<usize>,
    most_central_id: Option<String>,
    set_apart_by: Vec<String>,
}

impl Summary {
    fn lines(&self) -> Vec<String> {
        let size = counted(self.size, "sample");
        let majority = self.majority.as_ref();
        let majority =
            majority.map(|(label, purity)| format!("label {label}: {}", percent(*purity)));
        [format!("cluster {}", self.cluster), size].into_iter().chain(majority).collect()
    }
}

fn summaries<F: Scalar>(
    subject: &Subject<'_, F>,
    labels: &[u32],
    profile: &Profile,
) -> Vec<Summary> {
    let mut counts: Vec<HashMap<&str, usize>> = vec![HashMap::new(); profile.clusters.len()];
    for (sample, &cluster) in labels.iter().enumerate() {
        if let Some(label) = subject.true_label(sample) {
            *counts[cluster as usize].entry(label).or_default() += 1;
        }
    }
    let summary = |(counts, cluster): (&HashMap<&str, usize>, &ClusterProfile)| {
        // The first in order of equally frequent labels.
        let most = counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        let size = cluster.size;
        Summary {
            cluster: cluster.cluster,
            size,
            share: cluster.share,
            majority: most.map(|(label, n)| ((*label).to_owned(), *n as f64 / size as f64)),
            most_central_row: cluster.most_central_row,
            most_central_id: cluster.most_central_id.clone(),
            set_apart_by: cluster.set_apart_by.clone(),
        }
    };
    counts.iter().zip(&profile.clusters).map(summary).collect()
}

fn table(summaries: &[Summary], id_name: Option<&str>) -> Table {
    let has_labels = summaries.iter().any(|summary| summary.majority.is_some());
    let central = match id_name {
        Some(name) => {
            let heading = format!("most central {name}");
            ColumnOf::new(&heading, "the sample nearest to the centre", |it: &Summary| {
                it.most_central_id.as_ref().map_or_else(Cell::default, Cell::of_text)
            })
        }
        None => ColumnOf::new(
            "most central row (from 0)",
            "the sample nearest to the centre",
            |it: &Summary| {
                let row = it.most_central_row.map(|row| row as f64);
                row.map_or_else(Cell::default, |row| Cell::of_number(row, |row| row.to_string()))
            },
        ),
    };
    let mut columns = vec![
        ColumnOf::number("samples", "", |it: &Summary| it.size as f64, |size| size.to_string()),
        ColumnOf::number("share", "share of all samples", |it: &Summary| it.share, percent),
        central,
        ColumnOf::new(
            "most unusual features",
            "up to three features whose mean is half a standard deviation or more from that of all samples",
            |it: &Summary| Cell::of_text(it.set_apart_by.join(", ")),
        ),
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
    use digits_data::Samples;

    use super::*;
    use crate::files::input::Input;

    #[test]
    fn a_summary_counts_who_is_there() {
        let labels = Some(["b", "a", "a", "b", "c"].map(String::from).into());
        let input = Input { labels, ..Input::of(Samples::new(vec![0.0; 5], 5, 1).unwrap()) };
        let subject = Subject { input: &input, scaling: None, image_width: None };
        let cluster = |(cluster, size): (usize, usize)| ClusterProfile {
            cluster,
            size,
            share: 0.2 * size as f64,
            mean: vec![0.0],
            standardized_difference: vec![0.0],
            set_apart_by: Vec::new(),
            most_central_row: None,
            most_central_id: None,
        };
        let clusters = [4, 0, 1].into_iter().enumerate().map(cluster).collect();
        let (features, overall_mean) = (vec!["x".into()], vec![0.0]);
        let profile =
            Profile { features, overall_mean, clusters, id_name: None, has_filled: false };
        let summaries = summaries(&subject, &[0, 0, 0, 0, 2], &profile);
        let of = |cluster: usize| summaries[cluster].majority.clone();
        assert_eq!(of(0), Some(("a".into(), 0.5)), "of equally frequent labels the first");
        assert_eq!((of(1), of(2)), (None, Some(("c".into(), 1.0))));
        assert_eq!(summaries[0].lines(), ["cluster 0", "4 samples", "label a: 50 %"]);
        let table = table(&summaries, None);
        assert!(table.rows.iter().all(|row| row.cells.len() + 1 == table.columns.len()));
    }
}
