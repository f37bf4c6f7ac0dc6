use std::num::NonZeroUsize;

use anyhow::Result;
use digits_data::{SamplesView, Scalar};
use kmeans_core::RandomState;

use crate::cli::{ClusteringArgs, InitArg, Silhouette};
use crate::files::scaling::Scaling;
use crate::text::progress::Progress;
use crate::trials::clustering::Clustering;
use crate::trials::{Contestant, InitRuns, Scorer};

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

/// What was measured, and of what.
#[derive(Debug)]
pub(super) struct Results {
    /// Samples that the silhouette is of, if it is of any.
    pub(super) n_silhouette_samples: Option<usize>,
    pub(super) inits: Vec<InitRuns>,
}

/// A silhouette takes the distances of all pairs; past this many samples it must be asked for.
const SILHOUETTE_SAMPLES: usize = 5000;

impl Contest {
    /// Fits them all to the scaled samples.
    pub(super) fn run<F: Scalar>(
        &self,
        contestants: &[Contestant],
        samples: SamplesView<'_, F>,
        labels: Option<&[String]>,
        states: &[(u64, RandomState)],
    ) -> Result<Results> {
        let n_samples = samples.n_samples();
        let silhouette = match self.silhouette {
            None if n_samples > SILHOUETTE_SAMPLES => None,
            None => Some(Silhouette::Full),
            asked => asked,
        };
        let n_silhouette_samples = silhouette.map(|silhouette| match silhouette {
            Silhouette::Full => n_samples,
            Silhouette::Subset(n_subset) => n_subset,
        });
        let scorer = Scorer { samples, labels, silhouette };
        let n_runs = contestants.len() * states.len();
        let progress = Progress::of_steps("comparing".into(), n_runs);
        if let Some(first) = contestants.first() {
            first.warm_up(samples)?;
        }
        let inits = contestants.iter();
        let inits = inits.map(|contestant| contestant.runs(&scorer, states, &progress));
        let inits = inits.collect::<Result<_>>()?;
        Ok(Results { n_silhouette_samples, inits })
    }

    /// Who takes part; their seeds are yet to come.
    pub(super) fn contestants(
        &self,
        scaler: Option<&Scaling>,
        n_features: usize,
        feature_names: Option<&[String]>,
    ) -> Result<Vec<Contestant>> {
        let contestant = |init: &InitArg| -> Result<Contestant> {
            let is_drawn = !matches!(init, InitArg::Pca | InitArg::Centers(_));
            let clustering = Clustering {
                n_clusters: self.n_clusters,
                init,
                arguments: &self.clustering,
                random_state: RandomState::default(),
                feature_names,
            };
            let mut kmeans = clustering.kmeans(scaler, n_features)?;
            kmeans.n_init = Some(if is_drawn { self.n_init.get() } else { 1 });
            Ok(Contestant { name: init.name(), kmeans, is_drawn })
        };
        self.inits.iter().map(contestant).collect()
    }
}
