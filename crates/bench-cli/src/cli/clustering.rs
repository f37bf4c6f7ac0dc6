use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use kmeans_core::{Algorithm, KMeans};

use super::run::parse_count;
use super::word;

/// Parameters of the clustering, for every command that fits a table.
#[derive(Debug, Args)]
pub(crate) struct ClusteringArgs {
    /// Number of restarts. The best one counts [default: 10 for random, 1 for all others].
    #[arg(long, value_name = "N", help_heading = CLUSTERING, value_parser = parse_count)]
    pub(crate) n_init: Option<NonZeroUsize>,

    /// Largest number of iterations of a restart.
    #[arg(
        long,
        value_name = "N",
        default_value = "300",
        help_heading = CLUSTERING,
        value_parser = parse_count
    )]
    pub(crate) max_iter: NonZeroUsize,

    /// A restart ends when the sum of the centres' squared moves is at most X times the mean variance
    /// of the features.
    #[arg(
        long,
        value_name = "X",
        default_value_t = 1e-4,
        value_parser = parse_tol,
        allow_negative_numbers = true,
        help_heading = CLUSTERING
    )]
    pub(crate) tol: f64,

    /// A restart also ends when an iteration lowers the inertia by at most X times the inertia; 0 turns
    /// this rule off [default: 0, with --fast 0.0001].
    #[arg(
        long,
        value_name = "X",
        value_parser = parse_tol,
        allow_negative_numbers = true,
        help_heading = CLUSTERING
    )]
    inertia_tol: Option<f64>,

    /// Start on a small sample of the rows, refine its centres on ever larger samples, and end when the
    /// inertia hardly falls any more (see --inertia-tol). All restarts run on the smallest sample. Much
    /// faster on many rows, but another result than without; it says what was done.
    #[arg(long, help_heading = CLUSTERING)]
    pub(crate) fast: bool,

    /// How to find the nearest centres. It changes the time, never the result.
    #[arg(long, value_enum, default_value_t, help_heading = CLUSTERING)]
    pub(crate) algorithm: AlgorithmArg,

    /// Scaling of the features before clustering.
    #[arg(long, value_enum, default_value_t, help_heading = CLUSTERING)]
    pub(crate) scale: ScaleArg,
}

const CLUSTERING: &str = "Clustering";

impl ClusteringArgs {
    /// The share of the inertia by which an iteration must lower it.
    pub(crate) fn inertia_tol(&self) -> f64 {
        let default = if self.fast { KMeans::fast(1) } else { KMeans::new(1) }.inertia_tol;
        self.inertia_tol.unwrap_or(default)
    }
}

/// A way to choose the first centres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InitArg {
    KMeansPlusPlus,
    Random,
    Pca,
    KMeansParallel,
    /// A file of centres in the units of the table.
    Centers(PathBuf),
}

impl InitArg {
    /// The argument of `--init`.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::KMeansPlusPlus => "k-means++".into(),
            Self::Random => "random".into(),
            Self::Pca => "pca".into(),
            Self::KMeansParallel => "k-means||".into(),
            Self::Centers(path) => path.display().to_string(),
        }
    }

    /// True if the initialisation draws random numbers, so seeds make a difference.
    pub(crate) fn is_random(&self) -> bool {
        !matches!(self, Self::Pca | Self::Centers(_))
    }

    /// The file of centres, for [`InitArg::Centers`].
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Centers(path) => Some(path),
            Self::KMeansPlusPlus | Self::Random | Self::Pca | Self::KMeansParallel => None,
        }
    }
}

/// Parses a method or the path of an existing file.
pub(crate) fn parse_init(text: &str) -> Result<InitArg, String> {
    Ok(match text {
        "k-means++" => InitArg::KMeansPlusPlus,
        "random" => InitArg::Random,
        "pca" => InitArg::Pca,
        "k-means||" => InitArg::KMeansParallel,
        file if Path::new(file).exists() => InitArg::Centers(file.into()),
        _ => {
            let words = "k-means++, random, pca, 'k-means||' (in quotes for the shell)";
            return Err(format!("expected {words} or a file of centres; no file has this name"));
        }
    })
}

fn parse_tol(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(tol) if tol.is_finite() && tol >= 0.0 => Ok(tol),
        _ => Err("expected a number from 0 on".into()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum AlgorithmArg {
    /// Chosen during the fit, by the least work.
    #[default]
    Auto,
    /// Compares every sample with every centre, in every iteration.
    Lloyd,
    /// Keeps two bounds per sample: for few clusters and many iterations.
    Hamerly,
    /// Keeps bounds for groups of centres: for hundreds of clusters.
    Yinyang,
}

impl From<AlgorithmArg> for Algorithm {
    fn from(algorithm: AlgorithmArg) -> Self {
        match algorithm {
            AlgorithmArg::Auto => Self::Auto,
            AlgorithmArg::Lloyd => Self::Lloyd,
            AlgorithmArg::Hamerly => Self::Hamerly,
            AlgorithmArg::Yinyang => Self::Yinyang,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ScaleArg {
    /// No scaling.
    #[default]
    None,
    /// Each feature to mean 0 and variance 1.
    Standard,
    /// Each feature to the range from 0 to 1.
    Minmax,
    /// Each feature to median 0 and interquartile range 1, which outliers do not disturb. A feature
    /// without an interquartile range is divided by its standard deviation.
    Robust,
}

impl ScaleArg {
    /// The argument of `--scale`.
    pub(crate) fn name(self) -> String {
        word(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_init_is_a_word_or_a_file_that_is_there() {
        for word in ["k-means++", "random", "pca", "k-means||"] {
            assert_eq!(parse_init(word).unwrap().name(), word);
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        let centers = InitArg::Centers(file.path().to_owned());
        assert_eq!(parse_init(file.path().to_str().unwrap()), Ok(centers));
        assert!(parse_init("kmeans++").is_err());
    }

    #[test]
    fn a_tolerance_is_not_negative() {
        assert_eq!(parse_tol("0"), Ok(0.0));
        for bad in ["-1e-9", "nan", "inf", "small"] {
            assert!(parse_tol(bad).is_err(), "{bad}");
        }
    }
}
