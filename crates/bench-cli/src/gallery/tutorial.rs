use anyhow::Result;
use cluster_metrics::{Average, Contingency, silhouette_score};
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::{ClusterModel as _, KMeans, RandomState};
use serde::Serialize;

use super::experiment::N_CLUSTERS;

/// One fit of the tutorial.
#[derive(Debug, Serialize)]
pub(super) struct TutorialFit {
    pub(super) n_init: usize,
    pub(super) random_state: u32,
    pub(super) inertia: f64,
    pub(super) n_iter: usize,
    pub(super) silhouette: f64,
    pub(super) adjusted_rand: f64,
    pub(super) adjusted_mutual_info: f64,
    normalized_mutual_info: f64,
    homogeneity: f64,
    completeness: f64,
    v_measure: f64,
    pub(super) cluster_sizes: Vec<usize>,
    #[serde(skip)]
    pub(super) labels: Vec<u32>,
    #[serde(skip)]
    pub(super) cluster_centers: Samples,
}

/// The seed of all fits of the tutorial.
const SEED: u32 = 42;

/// Fits as the tutorial does: k-means on the raw pixels, with scikit-learn's defaults and with ten
/// restarts. The tutorial prints other numbers; these are what its code gives.
pub(super) fn run<F: Scalar>(
    samples: SamplesView<'_, F>,
    digits: &[u32],
) -> Result<Vec<TutorialFit>> {
    let fit = |n_init| {
        let random_state = RandomState::NumPy(SEED);
        let kmeans = KMeans { n_init: Some(n_init), random_state, ..KMeans::new(N_CLUSTERS) };
        let model = kmeans.fit(samples)?;
        let contingency = Contingency::new(digits, model.labels())?;
        Ok(TutorialFit {
            n_init,
            random_state: SEED,
            inertia: model.inertia(),
            n_iter: model.n_iter(),
            silhouette: silhouette_score(samples, model.labels())?,
            adjusted_rand: contingency.adjusted_rand_score(),
            adjusted_mutual_info: contingency.adjusted_mutual_info_score(Average::Arithmetic),
            normalized_mutual_info: contingency.normalized_mutual_info_score(Average::Arithmetic),
            homogeneity: contingency.homogeneity_score(),
            completeness: contingency.completeness_score(),
            v_measure: contingency.v_measure_score(1.0)?,
            cluster_sizes: model.cluster_sizes(),
            labels: model.labels().to_vec(),
            cluster_centers: model.cluster_centers().cast()?,
        })
    };
    [1, 10].into_iter().map(fit).collect()
}
