use anyhow::Result;
use digits_data::{Samples, Scalar};
use kmeans_core::{ClusterModel as _, KMeansModel};
use serde::Serialize;

use crate::files::input::Input;
use crate::files::row_clusters::squared_distance_to_own;
use crate::files::scaling::{Scaling, unscaled};
use crate::files::table_rows::TableRows;

/// Difference from the overall mean, in standard deviations, from which on a feature sets a cluster apart.
const APART: f64 = 0.5;

/// Most features that are named as setting a cluster apart.
const MOST_APART: usize = 3;

/// The clusters of a fit in the units of the data.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Profile {
    pub(crate) features: Vec<String>,
    /// The mean of each feature over all samples.
    pub(crate) overall_mean: Vec<f64>,
    pub(crate) clusters: Vec<ClusterProfile>,
    /// The name of the column of keys, if there is one.
    #[serde(skip)]
    pub(crate) id_name: Option<String>,
    /// True if the means count values that replaced missing ones.
    #[serde(skip)]
    pub(crate) has_filled: bool,
}

/// One cluster. Means are weighted where the samples are.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ClusterProfile {
    pub(crate) cluster: usize,
    /// Number of samples.
    pub(crate) size: usize,
    /// Share of all samples.
    pub(crate) share: f64,
    /// The mean of each feature; of an empty cluster, its centre.
    pub(crate) mean: Vec<f64>,
    /// Each mean less the overall mean, in standard deviations over all samples; 0 for a constant feature.
    pub(crate) standardized_difference: Vec<f64>,
    /// Names of the features that set the cluster apart, the most telling first.
    pub(crate) set_apart_by: Vec<String>,
    /// The row of the sample nearest to the centre, from 0; `None` for an empty cluster.
    pub(crate) most_central_row: Option<usize>,
    /// The key of that row, if rows have keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) most_central_id: Option<String>,
}

impl ClusterProfile {
    /// The key of the most central row, or its number if rows have no keys.
    pub(crate) fn most_central(&self) -> Option<String> {
        let row = || self.most_central_row.map(|row| row.to_string());
        self.most_central_id.clone().or_else(row)
    }
}

impl Profile {
    /// Describes the clusters of a table whose samples were scaled before the fit.
    pub(crate) fn of<F: Scalar, S: TableRows<F>>(
        input: &Input<F, S>,
        scaling: Option<&Scaling>,
        model: &KMeansModel<F>,
    ) -> Result<Self> {
        let weights = input.weights.as_deref();
        let (means, deviations) = means_and_deviations(&input.samples, weights, model)?;
        let in_units = unscaled(scaling, means.clone())?;
        let features: Vec<String> =
            (0..input.n_features).map(|at| input.feature_name(at)).collect();
        let central = most_central(&input.samples, model)?;
        let sizes = model.cluster_sizes();
        let cluster = |(cluster, size): (usize, usize)| {
            let pairs = means.row(cluster + 1).iter().zip(means.row(0)).zip(&deviations);
            let differences: Vec<f64> =
                pairs.map(|((own, all), deviation)| standardized(own - all, *deviation)).collect();
            ClusterProfile {
                cluster,
                size,
                share: size as f64 / model.labels().len() as f64,
                mean: in_units.row(cluster + 1).to_vec(),
                set_apart_by: apart(&differences).map(|at| features[at].clone()).collect(),
                standardized_difference: differences,
                most_central_row: central[cluster].map(|sample| input.row(sample)),
                most_central_id: central[cluster].and_then(|sample| {
                    let keys = input.keys.as_ref()?;
                    Some(keys.values[input.row(sample)].clone())
                }),
            }
        };
        let clusters = sizes.into_iter().enumerate().map(cluster).collect();
        let id_name = input.keys.as_ref().map(|keys| keys.name.clone());
        let has_filled = input.columns.has_filled();
        Ok(Self { overall_mean: in_units.row(0).to_vec(), clusters, features, id_name, has_filled })
    }

    /// Returns at most `most` features in their order: those whose means differ most between some
    /// cluster and all samples.
    pub(crate) fn most_telling(&self, most: usize) -> Vec<usize> {
        let mut features = self.telling_first();
        features.truncate(most);
        features.sort_unstable();
        features
    }

    fn telling_first(&self) -> Vec<usize> {
        let largest = |feature: usize| {
            let of_clusters =
                self.clusters.iter().map(|it| it.standardized_difference[feature].abs());
            of_clusters.fold(0.0, f64::max)
        };
        let mut features: Vec<usize> = (0..self.features.len()).collect();
        features.sort_by(|&a, &b| largest(b).total_cmp(&largest(a)));
        features
    }
}

fn standardized(difference: f64, deviation: f64) -> f64 {
    if deviation > 0.0 { difference / deviation } else { 0.0 }
}

/// Features that set a cluster apart, the most telling first.
fn apart(differences: &[f64]) -> impl Iterator<Item = usize> {
    let mut features: Vec<usize> =
        (0..differences.len()).filter(|&at| differences[at].abs() >= APART).collect();
    features.sort_by(|&a, &b| differences[b].abs().total_cmp(&differences[a].abs()));
    features.into_iter().take(MOST_APART)
}

/// The overall mean, then the mean of each cluster; and the standard deviation of each feature.
fn means_and_deviations<F: Scalar>(
    samples: &impl TableRows<F>,
    weights: Option<&[f64]>,
    model: &KMeansModel<F>,
) -> Result<(Samples<f64>, Vec<f64>)> {
    let ((_, n_features), labels) = (samples.shape(), model.labels());
    let weight = |sample: usize| weights.map_or(1.0, |weights| weights[sample]);
    let centers = model.cluster_centers().cast::<f64>()?;
    let mut totals = vec![0.0; centers.n_samples()];
    // Differences from the first sample: a constant feature has exactly its mean, and no deviation.
    let first: Vec<f64> = samples.select(&[0])?.row(0).iter().map(|value| value.to_f64()).collect();
    let mut overall = first.clone();
    for sample in 0..labels.len() {
        totals[labels[sample] as usize] += weight(sample);
    }
    let total: f64 = totals.iter().sum();
    samples.each(&mut |start, block| {
        for (sample, row) in (start..).zip(block.rows()) {
            for ((mean, value), first) in overall.iter_mut().zip(row).zip(&first) {
                *mean += weight(sample) / total * (value.to_f64() - first);
            }
        }
        Ok(())
    })?;
    // Sums of differences from the mean lose no digits to a large mean.
    let mut squares = vec![0.0; n_features];
    let mut sums = vec![vec![0.0; n_features]; totals.len()];
    samples.each(&mut |start, block| {
        for (sample, row) in (start..).zip(block.rows()) {
            let cluster = labels[sample] as usize;
            for (feature, value) in row.iter().enumerate() {
                let difference = value.to_f64() - overall[feature];
                sums[cluster][feature] += weight(sample) * difference;
                squares[feature] += weight(sample) / total * difference * difference;
            }
        }
        Ok(())
    })?;
    let mut means = overall.clone();
    for (cluster, sums) in sums.iter().enumerate() {
        if totals[cluster] > 0.0 {
            means.extend(sums.iter().zip(&overall).map(|(sum, mean)| mean + sum / totals[cluster]));
        } else {
            means.extend(centers.row(cluster));
        }
    }
    let deviations = squares.into_iter().map(f64::sqrt).collect();
    Ok((Samples::new(means, totals.len() + 1, n_features)?, deviations))
}

/// The sample nearest to each centre; the first of equally near ones.
fn most_central<F: Scalar>(
    samples: &impl TableRows<F>,
    model: &KMeansModel<F>,
) -> Result<Vec<Option<usize>>> {
    let centers = model.cluster_centers();
    let mut nearest: Vec<Option<(f64, usize)>> = vec![None; centers.n_samples()];
    samples.each(&mut |start, block| {
        let labels = &model.labels()[start..][..block.n_samples()];
        let squared_distance = squared_distance_to_own(block, centers, labels);
        for (at, &label) in labels.iter().enumerate() {
            let distance = squared_distance(at);
            let own = &mut nearest[label as usize];
            if own.is_none_or(|(least, _)| distance < least) {
                *own = Some((distance, start + at));
            }
        }
        Ok(())
    })?;
    Ok(nearest.into_iter().map(|nearest| nearest.map(|(_, sample)| sample)).collect())
}

#[cfg(test)]
mod tests {
    use kmeans_core::{Init, KMeans};

    use super::*;
    use crate::cli::ScaleArg;
    use crate::files::scaling::scaled;

    fn profile(kind: ScaleArg, weights: Option<Vec<f64>>) -> Profile {
        let rows = [[0.0, 7.0], [2.0, 7.0], [4.0, 7.0], [100.0, 7.0], [104.0, 7.0]];
        let (samples, scaling) = scaled(kind, Samples::from_rows(&rows).unwrap()).unwrap();
        let feature_names = Some(["price", "constant"].map(String::from).into());
        let input = Input { feature_names, weights, ..Input::of(samples) };
        let rows = [input.samples.row(0), input.samples.row(4)].map(<[f64]>::to_vec);
        let init = Init::Centers(Samples::from_rows(&rows).unwrap());
        let kmeans = KMeans { init, ..KMeans::new(2) };
        let samples = input.samples.view();
        let model = match &input.weights {
            Some(weights) => kmeans.fit_weighted(samples, weights).unwrap(),
            None => kmeans.fit(samples).unwrap(),
        };
        Profile::of(&input, scaling.as_ref(), &model).unwrap()
    }

    #[test]
    fn a_profile_is_in_the_units_of_the_data() {
        for kind in [ScaleArg::None, ScaleArg::Standard, ScaleArg::Minmax, ScaleArg::Robust] {
            let profile = profile(kind, None);
            let [low, high] = &profile.clusters[..] else { panic!("two clusters") };
            assert_eq!((low.size, high.size, low.share), (3, 2, 0.6));
            assert!((low.mean[0] - 2.0).abs() < 1e-9 && (high.mean[0] - 102.0).abs() < 1e-9);
            assert!((profile.overall_mean[0] - 42.0).abs() < 1e-9);
            assert_eq!((low.most_central_row, high.most_central_row), (Some(1), Some(3)));
            assert_eq!(low.set_apart_by, ["price"]);
            assert!(low.standardized_difference[0] < -0.8 && low.standardized_difference[1] == 0.0);
        }
    }

    #[test]
    fn means_are_weighted_as_the_fit_is() {
        let profile = profile(ScaleArg::None, Some(vec![1.0, 1.0, 1.0, 3.0, 1.0]));
        assert!((profile.clusters[1].mean[0] - 101.0).abs() < 1e-9, "{profile:?}");
        assert_eq!(profile.clusters[1].size, 2);
    }

    #[test]
    fn the_most_telling_features_come_first() {
        assert_eq!(apart(&[0.1, -2.0, 0.6, 1.0, 0.9]).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(profile(ScaleArg::None, None).telling_first(), [0, 1]);
    }
}
