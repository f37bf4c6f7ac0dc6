//! `compare FILE`: initialisations on a table of the user's, over several seeds. [`runs`] fits and
//! scores, [`statistics`] sums up and compares seed by seed with the [`signed_rank`] test, [`report`]
//! says it.

mod report;
mod runs;
mod signed_rank;
mod statistics;

use std::collections::HashSet;
use std::io::{self, Write as _};
use std::num::NonZeroUsize;

use anyhow::{Result, ensure};
use clap::error::ErrorKind;
use digits_data::Scalar;
use kmeans_core::RandomState;

use self::report::Report;
use self::runs::Contest;
use crate::cli::{
    AlgorithmArg, ClusteringArgs, CompareArgs, Format, InitArg, InputArgs, Precision, Rng,
    usage_error,
};
use crate::input::Input;
use crate::threads;

/// Runs what was asked on this table, prints the format.
pub(super) fn command(arguments: &CompareArgs, input: &InputArgs) -> Result<()> {
    let states = random_states(arguments);
    if !matches!(arguments.format, Format::Table | Format::Json) {
        usage_error(ErrorKind::ArgumentConflict, "compare FILE prints a table or json");
    }
    if arguments.n_clusters.is_none() && !input.reading.has_labels() {
        let message = "without labels, --n-clusters has to say how many clusters there are";
        usage_error(ErrorKind::MissingRequiredArgument, message);
    }
    threads::start(arguments.threads)?;
    let report = match arguments.precision {
        Precision::F64 => compare::<f64>(arguments, input, &states)?,
        Precision::F32 => compare::<f32>(arguments, input, &states)?,
    };
    let text = match arguments.format {
        Format::Json => serde_json::to_string_pretty(&report)? + "\n",
        _ => report.to_table(),
    };
    Ok(io::stdout().write_all(text.as_bytes())?)
}

fn compare<F: Scalar>(
    arguments: &CompareArgs,
    input: &InputArgs,
    states: &[(u64, RandomState)],
) -> Result<Report> {
    let input = Input::<F>::read(input)?;
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
        inits: inits(arguments),
        n_init: arguments.n_init,
        n_clusters,
        clustering,
        silhouette: arguments.silhouette,
    };
    let dropped_rows = input.dropped_rows();
    let results = contest.run(input.samples, input.labels.as_deref(), states)?;
    let rng = rng(arguments).name();
    Ok(Report::new(input.name, &contest, results, dropped_rows, F::NAME, rng))
}

/// As in `KMeans::new`.
const MAX_ITER: NonZeroUsize = NonZeroUsize::MIN.saturating_add(299);

fn inits(arguments: &CompareArgs) -> Vec<InitArg> {
    if arguments.init.is_empty() {
        return vec![InitArg::KMeansPlusPlus, InitArg::Random, InitArg::Pca];
    }
    arguments.init.clone()
}

fn rng(arguments: &CompareArgs) -> Rng {
    arguments.rng.unwrap_or(Rng::Pcg64)
}

/// One seed after another. One that does not fit is a usage error.
fn random_states(arguments: &CompareArgs) -> Vec<(u64, RandomState)> {
    let state = |at: usize| {
        let seed = arguments.seed.checked_add(at as u64).ok_or("seeds end at 2^64 - 1".to_owned());
        seed.and_then(|seed| Ok((seed, rng(arguments).with_seed(seed)?)))
            .unwrap_or_else(|message| usage_error(ErrorKind::ValueValidation, &message))
    };
    (0..arguments.seeds.get()).map(state).collect()
}
