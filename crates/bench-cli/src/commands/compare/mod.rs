//! `compare FILE`: initialisations on a table of the user's, over several seeds. [`contest`] is who
//! takes part, [`mod@report`] says what came out, [`page`] shows it.

mod contest;
mod page;
mod report;

use std::collections::HashSet;
use std::io::{self, Write as _};
use std::num::NonZeroUsize;

use anyhow::{Result, ensure};
use clap::error::ErrorKind;
use digits_data::Scalar;
use kmeans_core::RandomState;

use self::contest::Contest;
use self::report::Report;
use crate::cli::{
    AlgorithmArg, ClusteringArgs, CompareArgs, InitArg, OutputFormat, Precision, usage_error,
};
use crate::commands::threads;
use crate::files::input::Input;
use crate::files::scaling::scaled;
use crate::report::sections::Subject;
use crate::report::write_to;

/// Runs what was asked on this table, prints the format.
pub(crate) fn command(arguments: &CompareArgs) -> Result<()> {
    let run = &arguments.run;
    let states = run.rng.with_seeds(run.seed, arguments.trials.seeds);
    if arguments.n_clusters.is_none() && !arguments.input.reading.has_labels() {
        let message = "without labels, --n-clusters has to say how many clusters there are";
        usage_error(ErrorKind::MissingRequiredArgument, message);
    }
    threads::start(run.threads)?;
    let report = match run.precision {
        Precision::F64 => compare::<f64>(arguments, &states)?,
        Precision::F32 => compare::<f32>(arguments, &states)?,
    };
    let text = match run.format {
        OutputFormat::Json => serde_json::to_string_pretty(&report)? + "\n",
        OutputFormat::Table => report.to_table(),
    };
    Ok(io::stdout().write_all(text.as_bytes())?)
}

fn compare<F: Scalar>(arguments: &CompareArgs, states: &[(u64, RandomState)]) -> Result<Report> {
    let input = Input::<F>::read(&arguments.input)?;
    let n_clusters = match (arguments.n_clusters, &input.labels) {
        (Some(n_clusters), _) => n_clusters.get(),
        (None, labels) => labels.iter().flatten().collect::<HashSet<_>>().len(),
    };
    ensure!(n_clusters > 0, "there are no labels to count the classes by");
    let clustering = ClusteringArgs {
        n_init: None,
        max_iter: MAX_ITER,
        tol: 1e-4,
        algorithm: AlgorithmArg::Auto,
        scale: arguments.scale,
    };
    let contest = Contest {
        inits: inits(arguments, n_clusters, input.samples.shape()),
        n_init: arguments.trials.n_init,
        n_clusters,
        clustering,
        silhouette: arguments.silhouette,
    };
    let table = input.summary();
    let image_width = arguments.report.image_width(input.samples.n_features())?;
    let (samples, scaler) = scaled(arguments.scale, input.samples)?;
    let (names, labels) = (input.feature_names.as_deref(), input.labels.as_deref());
    let contestants = contest.contestants(scaler.as_ref(), samples.n_features(), names)?;
    let results = contest.run(&contestants, samples.view(), labels, states)?;
    let report = Report::new(table, &contest, results, arguments.run.rng.name());
    if let Some(folder) = &arguments.report.report {
        let subject = Subject {
            samples: samples.view(),
            scaling: scaler.as_ref(),
            weights: None,
            true_labels: labels,
            feature_names: names,
            kept_rows: input.kept_rows.as_deref(),
            image_width,
        };
        let random_state = states.first().map_or_else(RandomState::default, |state| state.1);
        write_to(folder, &page::report(&report, subject, &contestants, random_state)?)?;
    }
    Ok(report)
}

/// As in `KMeans::new`.
const MAX_ITER: NonZeroUsize = NonZeroUsize::MIN.saturating_add(299);

/// Those asked for, or else all that there can be: there are no more components than features.
fn inits(arguments: &CompareArgs, n_clusters: usize, shape: (usize, usize)) -> Vec<InitArg> {
    if !arguments.init.is_empty() {
        return arguments.init.clone();
    }
    let has_components = n_clusters <= shape.0.min(shape.1);
    let pca = has_components.then_some(InitArg::Pca);
    [InitArg::KMeansPlusPlus, InitArg::Random].into_iter().chain(pca).collect()
}
