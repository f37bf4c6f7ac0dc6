use anyhow::Result;
use cluster_metrics::{Error, silhouette_samples, simplified_silhouette_samples};
use digits_data::Scalar;
use kmeans_core::{ClusterModel as _, KMeansModel};

use super::Subject;
use crate::charts::{Named, SilhouettePlot};
use crate::report::document::{Block, Figure};
use crate::text::numbers::number;

/// Most samples for the exact silhouette, which takes the distances of all pairs.
const MOST_EXACT: usize = 5000;

/// Draws the silhouettes of all samples, cluster by cluster; no block if they are undefined.
pub(crate) fn silhouettes<F: Scalar>(
    subject: &Subject<'_, F>,
    model: &KMeansModel<F>,
) -> Result<Vec<Block>> {
    let labels = model.labels();
    let is_exact = labels.len() <= MOST_EXACT;
    let values = if is_exact {
        silhouette_samples(subject.samples(), labels)
    } else {
        simplified_silhouette_samples(subject.samples(), labels)
    };
    let values = match values {
        Err(Error::NumberOfLabels { .. }) => return Ok(Vec::new()),
        values => values?,
    };
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let band = |cluster: usize| Named {
        name: cluster.to_string(),
        values: values_of(&values, labels, cluster),
    };
    let bands: Vec<Named> = (0..model.n_clusters()).map(band).collect();
    let n_negative = values.iter().filter(|value| **value < 0.0).count();
    let which = if is_exact {
        "A silhouette compares the mean distance from a sample to its own cluster with that to the \
         nearest other cluster"
    } else {
        "For so many samples, simplified silhouettes are shown. They compare the distance from a sample \
         to its own centre with that to the nearest other centre"
    };
    Ok(vec![Block::Figure(Figure {
        name: "silhouettes".into(),
        caption: format!(
            "{which}: 1 is deep inside the cluster, 0 is on the border, and below 0 the sample is nearer \
             to another cluster. Samples are sorted within each cluster. The mean is {}, and {n_negative} \
             of {} samples are below 0.",
            number(mean),
            values.len()
        ),
        svg: SilhouettePlot { title: "Silhouettes", clusters: &bands, mean }.to_svg(),
    })])
}

fn values_of(values: &[f64], labels: &[u32], cluster: usize) -> Vec<f64> {
    let pairs = values.iter().zip(labels);
    pairs.filter(|(_, label)| **label as usize == cluster).map(|(value, _)| *value).collect()
}
