use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::files::{TableOptions, read_table};
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::blocks::RowSource;
use kmeans_core::{Algorithm, Error, Init, Iteration, KMeans, KMeansModel, StopReason};

use crate::cli::InitArg;
use crate::files::input::Input;
use crate::files::model::check_names;
use crate::files::row_store::RowStore;
use crate::files::scaling::Scaling;
use crate::text::numbers::counted;
use crate::text::progress::Progress;

/// A scaled table, which the first centres have to match.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a, F: Scalar, S = Samples<F>> {
    pub(crate) n_clusters: usize,
    pub(crate) scaled: &'a Input<F, S>,
    pub(crate) scaler: Option<&'a Scaling>,
}

impl<F: Scalar, S> Target<'_, F, S> {
    /// Resolves `--init`; centres from a file are scaled as the table was.
    pub(crate) fn init(&self, init: &InitArg) -> Result<Init> {
        Ok(match init {
            InitArg::KMeansPlusPlus => Init::KMeansPlusPlus,
            InitArg::Random => Init::Random,
            InitArg::Pca => Init::Pca,
            InitArg::KMeansParallel => Init::k_means_parallel(),
            InitArg::Centers(path) => Init::Centers(self.centers(path)?),
        })
    }

    fn centers(&self, path: &Path) -> Result<Samples<f64>> {
        let table =
            read_table(path, &TableOptions::new()).context("cannot read the first centres")?;
        check_names(
            table.feature_names.as_deref(),
            self.scaled.feature_names.as_deref(),
            "the table",
        )
        .with_context(|| format!("cannot start from {}", path.display()))?;
        let centers = table.samples;
        check_center_shape(path, centers.shape(), (self.n_clusters, self.scaled.n_features))?;
        match self.scaler {
            Some(scaler) => Ok(scaler.transform(centers)?),
            None => Ok(centers),
        }
    }
}

/// Checks that a file holds as many centres, of as many features, as a fit needs.
pub(crate) fn check_center_shape(
    path: &Path,
    found: (usize, usize),
    expected: (usize, usize),
) -> Result<()> {
    ensure!(
        found == expected,
        "{} holds {} of {}, but {} of {} are needed",
        path.display(),
        counted(found.0, "centre"),
        counted(found.1, "feature"),
        counted(expected.0, "centre"),
        counted(expected.1, "feature")
    );
    Ok(())
}

/// Fits; a terminal shows the iterations of a long fit in the `progress` line.
pub(crate) fn fit<F: Scalar>(
    kmeans: &KMeans,
    samples: SamplesView<'_, F>,
    weights: Option<&[f64]>,
    progress: &Progress,
) -> Result<KMeansModel<F>> {
    let (n_samples, n_features) = samples.shape();
    let work = n_samples.saturating_mul(n_features).saturating_mul(kmeans.n_clusters);
    if Progress::is_seen() && work >= WATCHED_WORK {
        let mut show = |iteration: &Iteration<'_, F>| {
            progress.say(&shown(iteration));
            ControlFlow::Continue(())
        };
        return Ok(kmeans.fit_observed(samples, weights, &mut show)?);
    }
    Ok(match weights {
        Some(weights) => kmeans.fit_weighted(samples, weights)?,
        None => kmeans.fit(samples)?,
    })
}

/// Fits samples on disk; a terminal shows the passes over them in the `progress` line.
pub(crate) fn fit_on_disk<F: Scalar>(
    kmeans: &KMeans,
    samples: &RowStore,
    weights: Option<&[f64]>,
    progress: &Progress,
) -> Result<KMeansModel<F>> {
    let mut source = Watched { source: &mut *samples.reader(), progress, n_passes: 0 };
    Ok(kmeans.fit_source(&mut source, weights)?)
}

/// Samples on disk, whose passes are shown.
struct Watched<'a, F: Scalar> {
    source: &'a mut dyn RowSource<F>,
    progress: &'a Progress,
    n_passes: usize,
}

impl<F: Scalar> RowSource<F> for Watched<'_, F> {
    fn n_samples(&self) -> usize {
        self.source.n_samples()
    }

    fn n_features(&self) -> usize {
        self.source.n_features()
    }

    fn read(&mut self, first: usize, n: usize, buffer: Vec<F>) -> Result<Samples<F>, Error> {
        let rows = self.source.read(first, n, buffer)?;
        if first == 0 {
            self.n_passes += 1;
        }
        let share = (first + n) * 100 / self.n_samples();
        self.progress
            .say(&format!("fitting: pass {} over the file, {share} % read", self.n_passes));
        Ok(rows)
    }
}

/// Multiplications per iteration from which on the terminal shows the iterations. Smaller fits may run
/// restarts in parallel, which is faster but cannot be shown.
const WATCHED_WORK: usize = 1 << 23;

fn shown<F: Scalar>(iteration: &Iteration<'_, F>) -> String {
    let (restart, n_iter) = (iteration.restart() + 1, iteration.n_iter());
    let (inertia, n_changed) = (iteration.inertia(), iteration.n_changed());
    format!(
        "fitting: restart {restart}, iteration {n_iter}, inertia {inertia:.6e}, {n_changed} labels changed"
    )
}

/// The name in files and JSON.
pub(crate) fn algorithm_name(algorithm: Algorithm) -> String {
    format!("{algorithm:?}").to_lowercase()
}

/// The name in files and JSON.
pub(crate) fn stop_reason(reason: StopReason) -> &'static str {
    match reason {
        StopReason::LabelsUnchanged => "labels_unchanged",
        StopReason::CenterShift => "center_shift",
        StopReason::MaxIter => "max_iter",
        StopReason::InertiaChange => "inertia_change",
        StopReason::Observer => "observer",
        _ => "unknown",
    }
}
