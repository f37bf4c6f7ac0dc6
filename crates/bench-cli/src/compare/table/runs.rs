use std::num::NonZeroUsize;
use std::time::Instant;

use anyhow::Result;
use cluster_metrics::{
    Error, calinski_harabasz_score, davies_bouldin_score, silhouette_score, silhouette_score_subset,
};
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::RandomState;
use serde::Serialize;

use crate::cli::{ClusteringArgs, InitArg, Silhouette};
use crate::fit::Scores;
use crate::fit::clustering::Clustering;
use crate::progress::Progress;
use crate::scaling::Scaling;

/// Every initialisation with every seed, on the same scaled samples.
#[derive(Debug)]
pub(super) struct Contest {
    pub(super) inits: Vec<InitArg>,
    /// Restarts of those that are drawn.
    pub(super) n_init: NonZeroUsize,
    pub(super) n_clusters: usize,
    pub(super) clustering: ClusteringArgs,
    pub(super) silhouette: Option<Silhouette>,
}

/// One initialisation and its runs, one a seed.
#[derive(Debug, Serialize)]
pub(super) struct InitRuns {
    pub(super) init: String,
    pub(super) n_init: usize,
    /// Whether seeds make a difference.
    pub(super) is_drawn: bool,
    pub(super) runs: Vec<Run>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Run {
    pub(super) seed: u64,
    pub(super) inertia: f64,
    pub(super) n_iter: usize,
    pub(super) converged: bool,
    pub(super) fit_seconds: f64,
    #[serde(flatten)]
    pub(super) scores: Option<Scores>,
    pub(super) silhouette_score: Option<f64>,
    pub(super) calinski_harabasz_score: Option<f64>,
    pub(super) davies_bouldin_score: Option<f64>,
}

/// What was measured, and of what.
#[derive(Debug)]
pub(super) struct Results {
    pub(super) n_samples: usize,
    pub(super) n_features: usize,
    /// Samples that the silhouette is of, if it is of any.
    pub(super) silhouette_samples: Option<usize>,
    pub(super) inits: Vec<InitRuns>,
}

/// A silhouette takes the distances of all pairs; past this many samples it must be asked for.
const SILHOUETTE_SAMPLES: usize = 5000;

impl Contest {
    pub(super) fn run<F: Scalar>(
        &self,
        samples: Samples<F>,
        labels: Option<&[String]>,
        states: &[(u64, RandomState)],
    ) -> Result<Results> {
        let scaler = Scaling::fit(self.clustering.scale, samples.view())?;
        let samples = match &scaler {
            Some(scaler) => scaler.transform(samples)?,
            None => samples,
        };
        let (n_samples, n_features) = samples.shape();
        let silhouette = match self.silhouette {
            None if n_samples > SILHOUETTE_SAMPLES => None,
            None => Some(Silhouette::Full),
            asked => asked,
        };
        let silhouette_samples = silhouette.map(|silhouette| match silhouette {
            Silhouette::Full => n_samples,
            Silhouette::Subset(n_subset) => n_subset,
        });
        let n_runs = self.inits.len() * states.len();
        let progress = Progress::of_steps("comparing".into(), n_runs);
        let scorer = Scorer { samples: samples.view(), labels, silhouette };
        let inits = self
            .inits
            .iter()
            .map(|init| self.init_runs(init, scaler.as_ref(), &scorer, states, &progress));
        let inits = inits.collect::<Result<_>>()?;
        Ok(Results { n_samples, n_features, silhouette_samples, inits })
    }

    fn init_runs<F: Scalar>(
        &self,
        init: &InitArg,
        scaler: Option<&Scaling>,
        scorer: &Scorer<'_, F>,
        states: &[(u64, RandomState)],
        progress: &Progress,
    ) -> Result<InitRuns> {
        let is_drawn = !matches!(init, InitArg::Pca | InitArg::Centers(_));
        let n_init = if is_drawn { self.n_init.get() } else { 1 };
        let run = |&(seed, random_state): &(u64, RandomState)| -> Result<Run> {
            progress.say(format!("{}, seed {seed}", init.name()));
            let clustering = Clustering {
                n_clusters: self.n_clusters,
                init,
                arguments: &self.clustering,
                random_state,
            };
            let mut kmeans = clustering.kmeans(scaler, scorer.samples.n_features())?;
            kmeans.n_init = Some(n_init);
            let start = Instant::now();
            let model = kmeans.fit(scorer.samples)?;
            let fit_seconds = start.elapsed().as_secs_f64();
            let scored = scorer.score(model.labels(), random_state)?;
            progress.advance();
            let (inertia, n_iter, converged) = (model.inertia(), model.n_iter(), model.converged());
            Ok(Run { seed, inertia, n_iter, converged, fit_seconds, ..scored })
        };
        let runs = states.iter().map(run).collect::<Result<_>>()?;
        Ok(InitRuns { init: init.name(), n_init, is_drawn, runs })
    }
}

/// What a clustering is measured by.
struct Scorer<'a, F: Scalar> {
    samples: SamplesView<'a, F>,
    labels: Option<&'a [String]>,
    silhouette: Option<Silhouette>,
}

impl<F: Scalar> Scorer<'_, F> {
    /// The scores of a run; all else of it is yet to be filled in.
    fn score(&self, labels: &[u32], random_state: RandomState) -> Result<Run> {
        let silhouette = self.silhouette.map(|silhouette| match silhouette {
            Silhouette::Full => silhouette_score(self.samples, labels),
            Silhouette::Subset(n_subset) => {
                silhouette_score_subset(self.samples, labels, n_subset, random_state)
            }
        });
        Ok(Run {
            seed: 0,
            inertia: 0.0,
            n_iter: 0,
            converged: false,
            fit_seconds: 0.0,
            scores: self.labels.map(|truth| Scores::new(truth, labels)).transpose()?,
            silhouette_score: silhouette.map(if_defined).transpose()?.flatten(),
            calinski_harabasz_score: if_defined(calinski_harabasz_score(self.samples, labels))?,
            davies_bouldin_score: if_defined(davies_bouldin_score(self.samples, labels))?,
        })
    }
}

/// One cluster, or as many as samples, have no such score; that is no failure.
fn if_defined(score: Result<f64, Error>) -> Result<Option<f64>> {
    match score {
        Ok(score) => Ok(Some(score)),
        Err(Error::NumberOfLabels { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
