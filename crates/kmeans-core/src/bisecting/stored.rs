use digits_data::{Samples, Scalar};
use serde::Deserialize;

use super::model::BisectingKMeansModel;
use super::parameters::BisectingKMeans;
use super::tree::{Node, Split};
use crate::Error;
use crate::model::stored::{check_from_zero, check_labels, check_length};
use crate::model::{ClusterModel, FittedCenters, MadeWith};
use crate::samples::squares;

/// The form in which a [`BisectingKMeansModel`] is stored.
#[derive(Deserialize)]
#[serde(rename = "BisectingKMeansModel", bound = "", deny_unknown_fields)]
pub(super) struct Stored<F: Scalar> {
    parameters: BisectingKMeans,
    centers: FittedCenters<F>,
    splits: Vec<Split>,
    pairs: Vec<Samples<F>>,
    labels: Vec<u32>,
    inertia: f64,
}

impl<F: Scalar> TryFrom<Stored<F>> for BisectingKMeansModel<F> {
    type Error = Error;

    fn try_from(stored: Stored<F>) -> Result<Self, Error> {
        let Stored { parameters, centers, splits, pairs, labels, inertia } = stored;
        parameters.check(parameters.n_clusters)?;
        check_length("centers", centers.n_clusters(), parameters.n_clusters)?;
        check_labels(&labels, centers.n_clusters())?;
        check_from_zero("inertia", None, inertia)?;
        check_tree(&splits, centers.n_clusters())?;
        check_length("pairs", pairs.len(), splits.len())?;
        let origin = vec![0.0; centers.n_features()];
        for pair in &pairs {
            check_length("pairs", pair.n_samples(), 2)?;
            check_length("pairs", pair.n_features(), origin.len())?;
            check_reach(pair, &centers, &origin)?;
        }
        Ok(Self { parameters: MadeWith(parameters), centers, splits, pairs, labels, inertia })
    }
}

/// Checks that a pair lies not much farther out than the clusters, whose means its centres are; or near enough
/// for any samples.
fn check_reach<F: Scalar>(
    pair: &Samples<F>,
    centers: &FittedCenters<F>,
    origin: &[f64],
) -> Result<(), Error> {
    let largest = |values: &[F]| values.iter().fold(0.0, |most: f64, x| most.max(x.to_f64().abs()));
    let reach = largest(centers.centered().as_slice());
    if largest(pair.as_slice()) / 2.0 <= reach {
        return Ok(());
    }
    squares(pair.view(), origin, "centres").map(drop)
}

/// Checks that every split but the first, and every cluster, is the half of one earlier split.
fn check_tree(splits: &[Split], n_clusters: usize) -> Result<(), Error> {
    check_length("splits", splits.len(), n_clusters - 1)?;
    let mut is_half = (vec![false; splits.len()], vec![false; n_clusters]);
    for (index, split) in splits.iter().enumerate() {
        for child in split.children {
            let (seen, child, least) = match child {
                Node::Split(later) => (&mut is_half.0, later, index + 1),
                Node::Cluster(label) => (&mut is_half.1, label as usize, 0),
            };
            let is_new = seen.get_mut(child).is_some_and(|seen| !std::mem::replace(seen, true));
            if child < least || !is_new {
                return Err(Error::StoredValue {
                    field: "children of splits",
                    index: Some(index),
                    value: child as f64,
                    expected: "a later split or a cluster, and the half of no other split",
                });
            }
        }
    }
    Ok(())
}
