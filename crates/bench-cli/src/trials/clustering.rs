use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::files::{TableOptions, read_table};
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::{Algorithm, Init, Iteration, KMeans, KMeansModel, RandomState, StopReason};

use crate::cli::{ClusteringArgs, InitArg};
use crate::files::model::check_names;
use crate::files::scaling::{Scaling, scaled};
use crate::text::progress::Progress;

/// How a table is clustered: what the command line says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clustering<'a> {
    pub(crate) n_clusters: usize,
    pub(crate) init: &'a InitArg,
    pub(crate) arguments: &'a ClusteringArgs,
    pub(crate) random_state: RandomState,
    /// Of the table, if it has names: a file of first centres must have the same.
    pub(crate) feature_names: Option<&'a [String]>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Fitted<F: Scalar> {
    pub(crate) model: KMeansModel<F>,
    pub(crate) scaler: Option<Scaling>,
    /// As they were clustered.
    pub(crate) samples: Samples<F>,
    /// With what: a pipe of first centres cannot be read again.
    pub(crate) kmeans: KMeans,
}

impl Clustering<'_> {
    /// Scales the samples, in place, and fits.
    pub(crate) fn fit<F: Scalar>(
        &self,
        samples: Samples<F>,
        weights: Option<&[f64]>,
    ) -> Result<Fitted<F>> {
        let progress = Progress::of("fitting: the first centres".into());
        let (samples, scaler) = scaled(self.arguments.scale, samples)?;
        let kmeans = self.kmeans(scaler.as_ref(), samples.n_features())?;
        let is_watched = Progress::is_seen() && self.work(samples.view()) >= WATCHED_WORK;
        let model = match weights {
            _ if is_watched => {
                let mut show = |round: &Iteration<'_, F>| {
                    progress.say(shown(round));
                    ControlFlow::Continue(())
                };
                kmeans.fit_observed(samples.view(), weights, &mut show)?
            }
            Some(weights) => kmeans.fit_weighted(samples.view(), weights)?,
            None => kmeans.fit(samples.view())?,
        };
        Ok(Fitted { model, scaler, samples, kmeans })
    }

    /// Multiplications in a round of plain Lloyd.
    fn work<F: Scalar>(&self, samples: SamplesView<'_, F>) -> usize {
        let (n_samples, n_features) = samples.shape();
        n_samples.saturating_mul(n_features).saturating_mul(self.n_clusters)
    }

    /// The parameters, for samples that have been scaled.
    pub(crate) fn kmeans(&self, scaler: Option<&Scaling>, n_features: usize) -> Result<KMeans> {
        let init = match self.init {
            InitArg::KMeansPlusPlus => Init::KMeansPlusPlus,
            InitArg::Random => Init::Random,
            InitArg::Pca => Init::Pca,
            InitArg::KMeansParallel => Init::k_means_parallel(),
            InitArg::Centers(path) => Init::Centers(self.centers(path, scaler, n_features)?),
        };
        Ok(KMeans {
            init,
            n_init: self.arguments.n_init.map(Into::into),
            max_iter: self.arguments.max_iter.get(),
            tol: self.arguments.tol,
            algorithm: self.arguments.algorithm.into(),
            random_state: self.random_state,
            ..KMeans::new(self.n_clusters)
        })
    }

    /// Centres come as the table does and are scaled as it is.
    fn centers(
        &self,
        path: &Path,
        scaler: Option<&Scaling>,
        n_features: usize,
    ) -> Result<Samples<f64>> {
        let table =
            read_table(path, &TableOptions::new()).context("cannot read the first centres")?;
        check_names(table.feature_names.as_deref(), self.feature_names, "the table")
            .with_context(|| format!("cannot start from {}", path.display()))?;
        let centers = table.samples;
        let (found, expected) = (centers.shape(), (self.n_clusters, n_features));
        ensure!(
            found == expected,
            "{} has {} centres of {} features; {} clusters of {} features need another file",
            path.display(),
            found.0,
            found.1,
            expected.0,
            expected.1
        );
        match scaler {
            Some(scaler) => scaler.transform(centers),
            None => Ok(centers),
        }
    }
}

/// Smaller fits are not watched round by round: their restarts may run side by side, which takes less
/// time and cannot be watched.
const WATCHED_WORK: usize = 1 << 23;

fn shown<F: Scalar>(round: &Iteration<'_, F>) -> String {
    let (start, n_iter) = (round.restart() + 1, round.n_iter());
    let (inertia, n_changed) = (round.inertia(), round.n_changed());
    format!(
        "fitting: start {start}, round {n_iter}, inertia {inertia:.6e}, {n_changed} labels changed"
    )
}

/// For files and programs.
pub(crate) fn algorithm_name(algorithm: Algorithm) -> String {
    format!("{algorithm:?}").to_lowercase()
}

/// For files and programs.
pub(crate) fn stop_reason(reason: StopReason) -> &'static str {
    match reason {
        StopReason::LabelsUnchanged => "labels_unchanged",
        StopReason::CenterShift => "center_shift",
        StopReason::MaxIter => "max_iter",
        StopReason::Observer => "observer",
        _ => "unknown",
    }
}
