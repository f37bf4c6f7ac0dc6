use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use cluster_metrics::{Average, Contingency, calinski_harabasz_score, davies_bouldin_score};
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::{KMeans, KMeansModel};
use linalg_pca::{StandardScaler, Transformer as _};
use serde::Serialize;

use super::experiment::{Comparison, Experiment, Initialisation};
use crate::trials::{Seconds, silhouette};

/// One initialisation of one comparison.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) comparison: Comparison,
    pub(super) init: Initialisation,
    /// Restarts of each fit. The best one counts.
    pub(super) n_init: usize,
    /// Time of scaler plus fit.
    pub(super) fit_seconds: Seconds,
    pub(super) inertia: f64,
    pub(super) n_iter: usize,
    pub(super) homogeneity: f64,
    pub(super) completeness: f64,
    pub(super) v_measure: f64,
    pub(super) adjusted_rand: f64,
    pub(super) adjusted_mutual_info: f64,
    pub(super) silhouette: f64,
    mutual_info: f64,
    normalized_mutual_info: f64,
    rand: f64,
    fowlkes_mallows: f64,
    calinski_harabasz: f64,
    davies_bouldin: f64,
    pub(super) cluster_sizes: Vec<usize>,
    #[serde(skip)]
    pub(super) labels: Vec<u32>,
}

impl Row {
    /// Scales, fits, times and scores.
    pub(super) fn measure<F: Scalar>(
        experiment: &Experiment,
        init: Initialisation,
        samples: SamplesView<'_, F>,
        digits: &[u32],
    ) -> Result<Self> {
        let Experiment { comparison, random_state, .. } = *experiment;
        let kmeans = experiment.kmeans(init, samples)?;
        let (model, fit_seconds) = time(&kmeans, samples, experiment.repeats)?;
        let contingency = Contingency::new(digits, model.labels())?;
        let scaled = scale(samples)?;
        // The page scores the unscaled samples, although it clusters the scaled ones.
        let scored = match comparison {
            Comparison::Faithful => samples,
            Comparison::Honest => scaled.view(),
        };
        Ok(Self {
            comparison,
            init,
            n_init: model.restarts().len(),
            fit_seconds,
            inertia: model.inertia(),
            n_iter: model.n_iter(),
            homogeneity: contingency.homogeneity_score(),
            completeness: contingency.completeness_score(),
            v_measure: contingency.v_measure_score(1.0)?,
            adjusted_rand: contingency.adjusted_rand_score(),
            adjusted_mutual_info: contingency.adjusted_mutual_info_score(Average::Arithmetic),
            silhouette: silhouette(scored, model.labels(), experiment.silhouette, random_state)?,
            mutual_info: contingency.mutual_info_score(),
            normalized_mutual_info: contingency.normalized_mutual_info_score(Average::Arithmetic),
            rand: contingency.rand_score(),
            fowlkes_mallows: contingency.fowlkes_mallows_score(),
            calinski_harabasz: calinski_harabasz_score(scored, model.labels())?,
            davies_bouldin: davies_bouldin_score(scored, model.labels())?,
            cluster_sizes: model.cluster_sizes(),
            labels: model.labels().to_vec(),
        })
    }

    /// The scores of the page's table, in its order: homogeneity, completeness, V-measure, ARI, AMI,
    /// silhouette.
    pub(super) fn scores(&self) -> [f64; 6] {
        [
            self.homogeneity,
            self.completeness,
            self.v_measure,
            self.adjusted_rand,
            self.adjusted_mutual_info,
            self.silhouette,
        ]
    }

    /// Inertia and scores with the page's digits.
    pub(super) fn printed(&self) -> Vec<String> {
        let scores = self.scores().map(|score| format!("{score:.3}"));
        std::iter::once(format!("{:.0}", self.inertia)).chain(scores).collect()
    }
}

/// Scales and fits `repeats` times. All fits must give the same model.
fn time<F: Scalar>(
    kmeans: &KMeans,
    samples: SamplesView<'_, F>,
    repeats: usize,
) -> Result<(KMeansModel<F>, Seconds)> {
    let fit = || -> Result<(KMeansModel<F>, f64)> {
        let start = Instant::now();
        let model = kmeans.fit(scale(samples)?.view())?;
        Ok((model, start.elapsed().as_secs_f64()))
    };
    let (model, first) = fit()?;
    let mut times = vec![first];
    while times.len() < repeats {
        let (again, time) = fit()?;
        ensure!(again == model, "two fits of the same samples differ: please report this");
        times.push(time);
    }
    Ok((model, Seconds::of(times).context("not one fit was timed")?))
}

fn scale<F: Scalar>(samples: SamplesView<'_, F>) -> Result<Samples<F>> {
    Ok(StandardScaler::new().fit(samples)?.transform(samples)?)
}
