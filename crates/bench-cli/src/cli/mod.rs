//! Arguments: one file per command, and the groups that several commands share.

mod clustering;
mod compare;
mod datasets;
#[cfg(feature = "distributed")]
mod distributed;
mod evaluate;
mod fit;
mod gallery;
mod input;
mod labels_out;
#[cfg(not(feature = "distributed"))]
mod not_distributed;
mod out_of_core;
mod output;
mod pca;
mod predict;
mod random;
mod report;
mod run;
mod silhouette;
mod sweep;
mod trials;
pub(crate) mod usage;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use self::clustering::{ClusteringArgs, InitArg, ScaleArg};
pub(crate) use self::compare::CompareArgs;
pub(crate) use self::datasets::{BuiltIn, DatasetsArgs, TargetArgs};
#[cfg(feature = "distributed")]
pub(crate) use self::distributed::DistributedArgs;
pub(crate) use self::evaluate::EvaluateArgs;
pub(crate) use self::fit::{FitArgs, OrderArg};
pub(crate) use self::gallery::{Format, GalleryArgs, Show};
pub(crate) use self::input::{HeaderArg, InputArgs, MissingArg, TableArgs, table_source};
pub(crate) use self::labels_out::LabelsOutArgs;
#[cfg(not(feature = "distributed"))]
pub(crate) use self::not_distributed::NotDistributedArgs;
pub(crate) use self::pca::PcaArgs;
pub(crate) use self::predict::{ApplyArgs, PredictArgs, TransformArgs};
pub(crate) use self::random::Rng;
pub(crate) use self::report::ReportArgs;
pub use self::run::parse_threads;
pub(crate) use self::run::{OutputFormat, RunArgs};
pub(crate) use self::silhouette::Silhouette;
pub(crate) use self::sweep::{SilhouetteKind, SweepArgs};
pub(crate) use self::trials::TrialsArgs;
use self::usage::UsageError;

/// Exact, fast and reproducible k-means clustering of tables of numbers.
#[derive(Debug, Parser)]
#[command(name = "kmeans-bench", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compare initialisations of k-means on the handwritten digits, as scikit-learn's gallery does.
    ///
    /// Repeats scikit-learn's gallery page "A demo of K-Means clustering on the handwritten digits
    /// data" in two comparisons. The faithful comparison repeats the page's steps and gets the same
    /// inertias and label scores, digit for digit. Times differ, and so do silhouettes, because the
    /// page measures them on 300 samples drawn without a seed. The honest comparison corrects the page: it fits PCA to the
    /// scaled samples that are clustered, and measures the silhouette on all of these samples.
    Gallery(GalleryArgs),

    /// Compare initialisations of k-means on your own table.
    ///
    /// Repeats each initialisation over several seeds. Prints how much inertia, the number of
    /// iterations and the agreement with true labels vary, and a significance test of each
    /// difference between initialisations.
    Compare(CompareArgs),

    /// Find clusters in your own table.
    ///
    /// Reads a table from a file, scales its features if you ask for it, and fits k-means. Can
    /// write the model, the labels and the centres to files.
    Fit(FitArgs),

    /// Label samples with a model that `fit` has written.
    ///
    /// Prints one label per row, or with `--id` CSV with row, key, cluster and distance. The samples
    /// of the fit get the same labels as in the fit.
    Predict(PredictArgs),

    /// Measure the distance from each sample to each centre of a model.
    ///
    /// Prints CSV with one row per sample and one column per centre. Distances are Euclidean. If
    /// the model has a scaler, they are distances between scaled samples and scaled centres.
    Transform(TransformArgs),

    /// Score predicted labels against true labels, and against the samples.
    ///
    /// Prints every score of the two labelings if there are true labels, and a table that counts how
    /// often each true label meets each predicted label. Prints how compact and well separated the
    /// clusters are if there is `--data`.
    Evaluate(EvaluateArgs),

    /// Fit k-means for several numbers of clusters, and recommend one.
    ///
    /// Prints, for every number of clusters k: separation and agreement, which decide, then inertia,
    /// silhouette, Caliński–Harabasz, Davies–Bouldin and the gap statistic. Then it prints the
    /// recommended k, the k of each criterion, and advice.
    Sweep(SweepArgs),

    /// Find the principal components of a table.
    ///
    /// Prints the variance that each component explains. Can write the scores, the components and a
    /// scree plot to files.
    Pca(PcaArgs),

    /// List the built-in data sets, or write one of them to a file.
    Datasets(DatasetsArgs),

    /// Print a script that completes commands and options in your shell.
    ///
    /// For bash: `kmeans-bench completions bash > ~/.local/share/bash-completion/completions/kmeans-bench`
    Completions {
        /// The shell that runs the script.
        shell: Shell,
    },

    /// Print the man page, or write one page per command.
    Man {
        /// Write one page per command to this folder, instead of printing the program's page.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

impl Command {
    /// Refuses options that contradict each other.
    pub(crate) fn check(&self) -> Result<(), UsageError> {
        self.table().map_or(Ok(()), TableArgs::check)
    }

    fn table(&self) -> Option<&TableArgs> {
        match self {
            Self::Compare(arguments) => Some(&arguments.input.table),
            Self::Fit(arguments) => Some(&arguments.input.table),
            Self::Predict(arguments) => Some(&arguments.input.table),
            Self::Transform(arguments) => Some(&arguments.input.table),
            Self::Evaluate(arguments) => Some(&arguments.table),
            Self::Sweep(arguments) => Some(&arguments.input.table),
            Self::Pca(arguments) => Some(&arguments.input.table),
            Self::Gallery(_) | Self::Datasets(_) | Self::Completions { .. } | Self::Man { .. } => {
                None
            }
        }
    }

    /// The number of threads that was asked for.
    pub(crate) fn threads(&self) -> Option<NonZeroUsize> {
        match self {
            Self::Gallery(arguments) => arguments.threads,
            Self::Compare(arguments) => arguments.run.threads,
            Self::Fit(arguments) => arguments.run.threads,
            Self::Predict(arguments) => arguments.apply.threads,
            Self::Transform(arguments) => arguments.apply.threads,
            Self::Evaluate(arguments) => arguments.run.threads,
            Self::Sweep(arguments) => arguments.run.threads,
            Self::Pca(arguments) => arguments.run.threads,
            Self::Datasets(_) | Self::Completions { .. } | Self::Man { .. } => None,
        }
    }
}

/// The type of the samples' numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Precision {
    #[default]
    F64,
    F32,
}

/// The word for a value on the command line.
pub fn word(value: &impl ValueEnum) -> String {
    value.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

/// Ends the program with a usage error of clap, exit code 2. It shows how the command is called.
pub(crate) fn usage_error(kind: ErrorKind, message: &str) -> ! {
    let mut program = Cli::command();
    program.build();
    let name = std::env::args().nth(1).unwrap_or_default();
    match program.find_subcommand_mut(name) {
        Some(command) => command.error(kind, message).exit(),
        None => program.error(kind, message).exit(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }
}
