//! The command `compare`: initialisations on the user's table, over several seeds. [`mod@report`]
//! holds the results, [`page`] makes the HTML report.

mod page;
mod report;

use std::collections::HashSet;

use anyhow::{Result, ensure};
use clap::error::ErrorKind;
use digits_data::Scalar;
use kmeans_core::{KMeans, RandomState};

use self::report::Report;
use crate::cli::{CompareArgs, InitArg, Precision, Silhouette, usage_error};
use crate::commands::print::print;
use crate::files::OutputFiles;
use crate::files::input::Input;
use crate::files::scale_warnings::ScaleWarning;
use crate::files::scaling::{Scaled, Scaling};
use crate::report::sections::{Study, Subject};
use crate::report::stage;
use crate::trials::clustering::Target;
use crate::trials::{Contestant, Scorer, over_seeds};

/// Compares, writes the report, prints the format.
pub(crate) fn command(arguments: &CompareArgs) -> Result<()> {
    let run = &arguments.run;
    let states = run.rng.with_seeds(run.seed, arguments.trials.seeds);
    if arguments.n_clusters.is_none() && !arguments.input.has_labels() {
        let message = "the number of clusters is missing: give --n-clusters, or true labels to count their classes";
        usage_error(ErrorKind::MissingRequiredArgument, message);
    }
    let repeated = |(at, init): &(usize, &InitArg)| arguments.init[..*at].contains(init);
    if let Some((_, init)) = arguments.init.iter().enumerate().find(repeated) {
        let message =
            format!("--init {} is given twice; give each initialisation once", init.name());
        usage_error(ErrorKind::ArgumentConflict, &message);
    }
    match arguments.input.precision(run) {
        Precision::F64 => compare::<f64>(arguments, &states),
        Precision::F32 => compare::<f32>(arguments, &states),
    }
}

fn compare<F: Scalar>(arguments: &CompareArgs, states: &[(u64, RandomState)]) -> Result<()> {
    let input = Input::<F>::read(&arguments.input)?;
    let table = input.summary();
    let n_clusters = match (arguments.n_clusters, &input.labels) {
        (Some(n_clusters), _) => n_clusters.get(),
        (None, labels) => labels.iter().flatten().collect::<HashSet<_>>().len(),
    };
    ensure!(n_clusters > 0, "the table has no labels to count; give --n-clusters");
    let image_width = arguments.report.image_width(input.samples.n_features())?;
    let scaled = Scaled::new(arguments.scale, input)?;
    let scale_warnings = ScaleWarning::of(&scaled)?;
    let Scaled { input, scaler, .. } = scaled;

    let contestants = contestants(arguments, n_clusters, &input, scaler.as_ref())?;
    let scorer = Scorer {
        samples: input.samples.view(),
        true_labels: input.labels.as_deref(),
        silhouette: silhouette(arguments.silhouette, table.n_samples),
    };
    let inits = over_seeds(&contestants, &scorer, states)?;

    let report =
        Report::new(table, arguments, n_clusters, scorer.silhouette, &inits, scale_warnings);
    if let Some(folder) = &arguments.report.report {
        let subject = Subject { input: &input, scaling: scaler.as_ref(), image_width };
        let random_state = states.first().map_or_else(RandomState::default, |state| state.1);
        let study = Study::new(subject, &contestants, random_state)?.with_seeds(&inits);
        let mut files = OutputFiles::beside(arguments.input.files());
        stage(&mut files, folder, &page::report(&report, &study)?, Vec::new())?;
        files.commit()?;
    }
    print(arguments.run.format, &report, Report::to_table)
}

/// One contestant per initialisation; their seeds are set later.
fn contestants<F: Scalar>(
    arguments: &CompareArgs,
    n_clusters: usize,
    scaled: &Input<F>,
    scaler: Option<&Scaling>,
) -> Result<Vec<Contestant>> {
    let (n_samples, n_features) = scaled.samples.shape();
    let target = Target { n_clusters, scaled, scaler };
    let mut inits = arguments.init.clone();
    if inits.is_empty() {
        inits.extend([InitArg::KMeansPlusPlus, InitArg::Random]);
        // The number of components is limited by features and samples.
        inits.extend((n_clusters <= n_samples.min(n_features)).then_some(InitArg::Pca));
    }
    let contestant = |init: &InitArg| -> Result<Contestant> {
        let is_random = init.is_random();
        let n_init = if is_random { arguments.trials.n_init.get() } else { 1 };
        let kmeans =
            KMeans { init: target.init(init)?, n_init: Some(n_init), ..KMeans::new(n_clusters) };
        Ok(Contestant { name: init.name(), kmeans, is_random })
    };
    inits.iter().map(contestant).collect()
}

/// A silhouette needs the distances of all pairs. Above 5000 samples it is computed only on
/// request.
fn silhouette(asked: Option<Silhouette>, n_samples: usize) -> Option<Silhouette> {
    const MOST_UNASKED: usize = 5000;
    asked.or((n_samples <= MOST_UNASKED).then_some(Silhouette::Full))
}
