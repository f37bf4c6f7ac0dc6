use std::hash::Hash;

use anyhow::Result;
use cluster_metrics::{
    Average, Contingency, Error, calinski_harabasz_score, davies_bouldin_score, silhouette_score,
    silhouette_score_subset,
};
use digits_data::{SamplesView, Scalar};
use kmeans_core::RandomState;
use serde::Serialize;

use crate::cli::Silhouette;

/// Scores of one clustering.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub(crate) struct Scores {
    /// `None` without true labels.
    #[serde(flatten)]
    pub(crate) agreement: Option<Agreement>,
    /// `None` where it was not asked for or is undefined.
    pub(crate) silhouette_score: Option<f64>,
    /// `None` where it is undefined.
    pub(crate) calinski_harabasz_score: Option<f64>,
    /// `None` where it is undefined.
    pub(crate) davies_bouldin_score: Option<f64>,
}

/// Agreement with the true labels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Agreement {
    pub(crate) adjusted_rand_score: f64,
    pub(crate) adjusted_mutual_info_score: f64,
    pub(crate) v_measure_score: f64,
}

impl Agreement {
    pub(crate) fn new(true_labels: &[String], labels: &[u32]) -> Result<Self> {
        let contingency = Contingency::new(true_labels, labels)?;
        Ok(Self {
            adjusted_rand_score: contingency.adjusted_rand_score(),
            adjusted_mutual_info_score: contingency.adjusted_mutual_info_score(Average::Arithmetic),
            v_measure_score: contingency.v_measure_score(1.0)?,
        })
    }

    /// Short names and values, for people.
    pub(crate) fn named(&self) -> [(&'static str, f64); 3] {
        [
            ("ARI", self.adjusted_rand_score),
            ("AMI", self.adjusted_mutual_info_score),
            ("V-measure", self.v_measure_score),
        ]
    }
}

/// Samples that clusterings are scored on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scorer<'a, F: Scalar> {
    pub(crate) samples: SamplesView<'a, F>,
    pub(crate) true_labels: Option<&'a [String]>,
    /// Samples of the silhouette; `None` leaves it out.
    pub(crate) silhouette: Option<Silhouette>,
}

impl<F: Scalar> Scorer<'_, F> {
    /// `random_state` draws the silhouette's subset.
    pub(super) fn score(&self, labels: &[u32], random_state: RandomState) -> Result<Scores> {
        let silhouette =
            self.silhouette.map(|of| silhouette(self.samples, labels, of, random_state));
        Ok(Scores {
            agreement: self.true_labels.map(|truth| Agreement::new(truth, labels)).transpose()?,
            silhouette_score: silhouette.map(if_defined).transpose()?.flatten(),
            calinski_harabasz_score: if_defined(calinski_harabasz_score(self.samples, labels))?,
            davies_bouldin_score: if_defined(davies_bouldin_score(self.samples, labels))?,
        })
    }
}

/// The silhouette score of all samples, or of some that `random_state` draws.
pub(crate) fn silhouette<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
    of: Silhouette,
    random_state: RandomState,
) -> Result<f64, Error> {
    match of {
        Silhouette::Full => silhouette_score(samples, labels),
        Silhouette::Subset(n) => silhouette_score_subset(samples, labels, n, random_state),
    }
}

/// The score, or `None` where it is undefined: for one cluster, or for as many clusters as samples.
pub(crate) fn if_defined(score: Result<f64, Error>) -> Result<Option<f64>, Error> {
    match score {
        Ok(score) => Ok(Some(score)),
        Err(Error::NumberOfLabels { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_undefined_is_no_failure() {
        assert_eq!(if_defined(Ok(0.5)), Ok(Some(0.5)));
        assert_eq!(if_defined(Err(Error::NumberOfLabels { n_labels: 1, n_samples: 3 })), Ok(None));
        assert_eq!(if_defined(Err(Error::Empty)), Err(Error::Empty));
    }
}
