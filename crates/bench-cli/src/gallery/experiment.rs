use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use cluster_metrics::{
    Average, Contingency, calinski_harabasz_score, davies_bouldin_score, silhouette_score,
    silhouette_score_subset,
};
use digits_data::{SamplesView, Scalar};
use kmeans_core::{Init, KMeans, KMeansModel, RandomState};
use linalg_pca::{Pca, StandardScaler, Transformer as _};

use super::results::{Comparison, Initialisation, Row};
use crate::cli::{Rng, Silhouette};
use crate::text::seconds::Seconds;
use crate::trials::Contestant;

/// As many as there are digits.
pub(super) const N_CLUSTERS: usize = 10;

/// One comparison: three initialisations, each scaled, fitted, timed and scored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Experiment {
    pub(crate) comparison: Comparison,
    pub(crate) rng: Rng,
    pub(crate) seed: u64,
    /// The two together.
    pub(crate) random_state: RandomState,
    pub(crate) n_init: usize,
    pub(crate) repeats: usize,
    pub(crate) silhouette: Silhouette,
}

impl Experiment {
    /// The rows of the comparison's table, in the page's order.
    pub(super) fn run<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        digits: &[u32],
    ) -> Result<Vec<Row>> {
        let rows = Initialisation::ALL.iter().map(|&init| self.row(init, samples, digits));
        rows.collect()
    }

    /// Who takes part, for other seeds than this one's.
    pub(super) fn contestants<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
    ) -> Result<Vec<Contestant>> {
        let contestant = |&init: &Initialisation| -> Result<Contestant> {
            let is_drawn = init != Initialisation::PcaBased;
            let kmeans = self.kmeans(init, samples)?;
            Ok(Contestant { name: init.name().into(), kmeans, is_drawn })
        };
        Initialisation::ALL.iter().map(contestant).collect()
    }

    fn row<F: Scalar>(
        &self,
        init: Initialisation,
        samples: SamplesView<'_, F>,
        digits: &[u32],
    ) -> Result<Row> {
        let kmeans = self.kmeans(init, samples)?;
        let (model, fit_seconds) = self.time(&kmeans, samples)?;
        let contingency = Contingency::new(digits, model.labels())?;
        let scaled = scale(samples)?;
        // The page scores samples as they are; what was clustered is the scaled ones.
        let scored = match self.comparison {
            Comparison::Faithful => samples,
            Comparison::Honest => scaled.view(),
        };
        Ok(Row {
            comparison: self.comparison,
            init,
            fit_seconds,
            inertia: model.inertia(),
            n_iter: model.n_iter(),
            homogeneity: contingency.homogeneity_score(),
            completeness: contingency.completeness_score(),
            v_measure: contingency.v_measure_score(1.0)?,
            adjusted_rand: contingency.adjusted_rand_score(),
            adjusted_mutual_info: contingency.adjusted_mutual_info_score(Average::Arithmetic),
            silhouette: self.silhouette(scored, model.labels())?,
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

    /// The parameters. As on the page, the faithful PCA is fitted here, once and outside the timed
    /// part, to the samples as they are; the honest one is part of the fit.
    fn kmeans<F: Scalar>(
        &self,
        init: Initialisation,
        samples: SamplesView<'_, F>,
    ) -> Result<KMeans> {
        let (init, n_init) = match (init, self.comparison) {
            (Initialisation::KMeansPlusPlus, _) => (Init::KMeansPlusPlus, self.n_init),
            (Initialisation::Random, _) => (Init::Random, self.n_init),
            (Initialisation::PcaBased, Comparison::Honest) => (Init::Pca, 1),
            (Initialisation::PcaBased, Comparison::Faithful) => {
                let pca = Pca::new(N_CLUSTERS).fit(samples)?;
                (Init::Centers(pca.components().to_owned()), 1)
            }
        };
        let random_state = self.random_state;
        Ok(KMeans { init, n_init: Some(n_init), random_state, ..KMeans::new(N_CLUSTERS) })
    }

    /// Scales and fits, again and again; all fits must come to the same labels.
    fn time<F: Scalar>(
        &self,
        kmeans: &KMeans,
        samples: SamplesView<'_, F>,
    ) -> Result<(KMeansModel<F>, Seconds)> {
        let fit = || -> Result<(KMeansModel<F>, f64)> {
            let start = Instant::now();
            let model = kmeans.fit(scale(samples)?.view())?;
            Ok((model, start.elapsed().as_secs_f64()))
        };
        let (model, first) = fit()?;
        let mut times = vec![first];
        while times.len() < self.repeats {
            let (again, time) = fit()?;
            ensure!(again == model, "two fits of the same samples differ: please report this");
            times.push(time);
        }
        let seconds = Seconds::of(times).context("not one fit was timed")?;
        Ok((model, seconds))
    }

    fn silhouette<F: Scalar>(&self, samples: SamplesView<'_, F>, labels: &[u32]) -> Result<f64> {
        Ok(match self.silhouette {
            Silhouette::Full => silhouette_score(samples, labels)?,
            Silhouette::Subset(n_samples) => {
                silhouette_score_subset(samples, labels, n_samples, self.random_state)?
            }
        })
    }
}

fn scale<F: Scalar>(samples: SamplesView<'_, F>) -> Result<digits_data::Samples<F>> {
    Ok(StandardScaler::new().fit(samples)?.transform(samples)?)
}
