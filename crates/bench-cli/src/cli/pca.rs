use std::path::PathBuf;

use clap::{Args, ValueEnum};
use linalg_pca::{Components, Solver};

use super::output::{parse_folder, parse_table_path};
use super::run::rng_is_pcg64;
use super::{InputArgs, RunArgs, ScaleArg};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench pca points.csv --n-components 2
  kmeans-bench pca points.csv --n-components 0.95          enough to explain more than 95 % of the variance
  kmeans-bench pca flowers.csv --label-column species --scale standard --n-components all --out figures
  kmeans-bench pca images.npy --n-components 50 --solver randomized --scores-out scores.npy
  kmeans-bench pca points.csv --n-components 2 --format json | jq .explained_variance_ratio

The file of scores has one row per sample and one column per component. The file of components has one \
row per component and one column per feature. The ending of a file name sets the format: .csv, .tsv or \
.npy. Add .gz to compress.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("rng", rng_is_pcg64))]
pub(crate) struct PcaArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Components to keep: a number, a share of the variance between 0 and 1 such as 0.95, all, or mle
    /// for the number that the table makes most likely (Minka's estimate).
    #[arg(
        long,
        value_name = "N|SHARE|all|mle",
        value_parser = parse_components,
        allow_negative_numbers = true
    )]
    pub(crate) n_components: Components,

    /// Method that finds the components.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) solver: SolverArg,

    /// Scale every coordinate of the samples along a component to variance 1.
    #[arg(long)]
    pub(crate) whiten: bool,

    /// Scaling of the features before PCA, which always centres them.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) scale: ScaleArg,

    /// File for the scores: the coordinates of the samples along the components.
    #[arg(long, value_name = "FILE", value_parser = parse_table_path)]
    pub(crate) scores_out: Option<PathBuf>,

    /// File for the components.
    #[arg(long, value_name = "FILE", value_parser = parse_table_path)]
    pub(crate) components_out: Option<PathBuf>,

    /// Folder for the scree plot, scree.svg.
    #[arg(long, value_name = "DIR", value_parser = parse_folder)]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum SolverArg {
    /// Covariance for at least ten samples per feature and at most 1000 features; otherwise full.
    #[default]
    Auto,
    /// Eigenvectors of the covariance matrix.
    Covariance,
    /// Singular vectors of the samples: slower, with twice the precision.
    Full,
    /// An approximation, for a few components of many features.
    Randomized,
}

impl From<SolverArg> for Solver {
    fn from(solver: SolverArg) -> Self {
        match solver {
            SolverArg::Auto => Self::Auto,
            SolverArg::Covariance => Self::Covariance,
            SolverArg::Full => Self::Full,
            SolverArg::Randomized => Self::Randomized,
        }
    }
}

fn parse_components(text: &str) -> Result<Components, String> {
    match text {
        "all" => return Ok(Components::All),
        "mle" => return Ok(Components::Likeliest),
        _ => {}
    }
    if let Ok(count) = text.parse::<usize>()
        && count >= 1
    {
        return Ok(Components::Count(count));
    }
    match text.parse::<f64>() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(Components::VarianceFraction(share)),
        _ => {
            Err("expected a whole number from 1 on, a share between 0 and 1, `all` or `mle`"
                .to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_a_number_a_share_or_all() {
        assert_eq!(parse_components("2"), Ok(Components::Count(2)));
        assert_eq!(parse_components("0.95"), Ok(Components::VarianceFraction(0.95)));
        assert_eq!(parse_components("all"), Ok(Components::All));
        assert_eq!(parse_components("mle"), Ok(Components::Likeliest));
        for bad in ["", "0", "1.0", "2.5", "-1", "nan", "most"] {
            assert!(parse_components(bad).is_err(), "{bad}");
        }
    }
}
