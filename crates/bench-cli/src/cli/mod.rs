//! Arguments: one file per command, and the groups that several commands share.

mod clustering;
mod compare;
mod datasets;
mod dist;
mod evaluate;
mod fit;
mod gallery;
mod input;
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

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};

pub(crate) use self::clustering::{ClusteringArgs, InitArg, ScaleArg};
pub(crate) use self::compare::CompareArgs;
pub(crate) use self::datasets::{BuiltIn, DatasetsArgs, TargetArgs};
pub(crate) use self::dist::DistArgs;
pub(crate) use self::evaluate::EvaluateArgs;
pub(crate) use self::fit::{FitArgs, OrderArg};
pub(crate) use self::gallery::{Format, GalleryArgs, Show};
pub(crate) use self::input::{HeaderArg, InputArgs, TableArgs, table_source};
pub(crate) use self::pca::PcaArgs;
pub(crate) use self::predict::{ApplyArgs, PredictArgs, TransformArgs};
pub(crate) use self::random::Rng;
pub(crate) use self::report::ReportArgs;
pub use self::run::parse_threads;
pub(crate) use self::run::{OutputFormat, RunArgs};
pub(crate) use self::silhouette::Silhouette;
pub(crate) use self::sweep::{SilhouetteKind, SweepArgs};
pub(crate) use self::trials::TrialsArgs;

/// k-means, exact, fast and reproducible: comparisons you can run and check.
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
    /// Answers scikit-learn's gallery page "A demo of K-Means clustering on the handwritten digits
    /// data" with two comparisons. The faithful one does what the page does and gives its table,
    /// digit for digit. The honest one does what the page should: PCA fitted in the scaled space
    /// that is clustered, and the silhouette over all samples of that space.
    Gallery(GalleryArgs),

    /// Compare initialisations of k-means on a table of your own.
    ///
    /// Repeats each initialisation over several seeds: how inertia, rounds and agreement with the
    /// true labels spread, and what differs seed by seed.
    Compare(CompareArgs),

    /// Find clusters in a table of your own.
    ///
    /// Reads a table from a file, brings its features to one scale if asked to, and fits k-means. The
    /// model, the labels and the centres can be kept.
    Fit(FitArgs),

    /// Label samples by a model that `fit` has kept.
    ///
    /// Prints the label of each row, one a line. The samples that the model was fitted to get the
    /// labels of the fit.
    Predict(PredictArgs),

    /// Measure how far samples are from the centres of a model.
    ///
    /// Prints a row a sample and a column a centre, as CSV. Distances are Euclidean, between samples as
    /// the model knows them, that is scaled if the model has a scaler.
    Transform(TransformArgs),

    /// Score predicted labels against true ones, and against the samples.
    ///
    /// Prints every score of two labelings and the table of how often their labels meet; with
    /// `--data`, also the scores that ask whether clusters are tight and apart.
    Evaluate(EvaluateArgs),

    /// Fit k-means for several numbers of clusters, and recommend one.
    ///
    /// For every k: inertia, silhouette, Caliński–Harabasz, Davies–Bouldin and the gap statistic.
    /// Then which k each criterion votes for, the recommendation that follows, and what to do where
    /// they disagree.
    Sweep(SweepArgs),

    /// Find the principal components of a table.
    ///
    /// Prints the variance that each component explains; writes scores, components and a scree plot.
    Pca(PcaArgs),

    /// List the built-in data sets, or write one to a file.
    Datasets(DatasetsArgs),

    /// Write man pages and shell completions.
    #[command(hide = true)]
    Dist(DistArgs),
}

impl Command {
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
            Self::Datasets(_) | Self::Dist(_) => None,
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

/// Ends the program with a usage error of clap, exit code 2.
pub(crate) fn usage_error(kind: ErrorKind, message: &str) -> ! {
    Cli::command().error(kind, message).exit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }
}
