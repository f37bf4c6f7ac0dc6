use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Args, ValueEnum};

use super::output::parse_folder;
use super::run::parse_count;
use super::{InputArgs, ReportArgs, RunArgs, ScaleArg};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench sweep points.csv                           k from 2 to 20
  kmeans-bench sweep points.csv --k 2..8 --out figures    and the curves, in figures/sweep.svg
  kmeans-bench sweep flowers.csv --label-column species --scale standard
                                                          and how each k agrees with the species
  kmeans-bench sweep big.npy --k 2,4,8,16,32 --gap-references 0 --n-init 1
  kmeans-bench sweep points.csv --report report           a page with all of it
  kmeans-bench sweep points.csv --format json | jq .recommendation.n_clusters

The recommendation is the largest k that is replicated. The rows are split into random halves, ten
times, and k-means clusters each half. A k is replicated if
  agreement          each half's centres label the rows of the other half, and these labels agree
                     with that half's own clusters (adjusted Rand index of 0.8 or more), and
  separation         every two clusters are farther apart, relative to their widths, than the two
                     parts of one evenly spread cloud that is cut in two (value of 1 or more)
If no k is replicated, the rows have no clear number of clusters.

The other criteria vote too, but do not decide:
  silhouette         votes for the k of the largest mean silhouette
  calinski_harabasz  votes for the k of the largest score: variance between clusters over variance
                     within
  davies_bouldin     votes for the k of the smallest score: the width of clusters over the distance
                     between them
  gap                votes for the smallest k with gap(k) ≥ gap(k+1) − s(k+1), where s is the
                     standard error; it looks at every k from 1
A score that is best at the end of the range does not vote, nor does a k with as many clusters as
there are distinct rows.
  inertia            does not vote. Its k is the knee of the curve, beyond which more clusters gain
                     little (Kneedle, sensitivity 1); it moves with the range";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SweepArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Numbers of clusters: a range with both of its ends, `2..20` (or `2..=20`), or a list,
    /// `2,4,8`, or both, `2..5,10` [default: 2..20, as far as there are samples].
    #[arg(long, value_name = "RANGE|LIST", value_parser = parse_numbers)]
    pub(crate) k: Option<NumbersOfClusters>,

    /// Scaling of the features before clustering.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) scale: ScaleArg,

    /// Number of restarts of k-means++ for every k. The best one counts.
    #[arg(long, value_name = "N", default_value = "4", value_parser = parse_count)]
    pub(crate) n_init: NonZeroUsize,

    /// Which silhouette: exact takes time that grows with the square of the samples.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) silhouette: SilhouetteKind,

    /// Number of sets of random samples for the gap statistic. Each set is clustered for every k
    /// from 1 on. 0 leaves the gap statistic out. At most 1000.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = references())]
    pub(crate) gap_references: usize,

    /// Folder for the picture of the curves, sweep.svg.
    #[arg(long, value_name = "DIR", value_parser = parse_folder)]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) run: RunArgs,

    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

impl SweepArgs {
    /// The numbers that were asked for, or 2 to 20 as far as there are samples.
    pub(crate) fn numbers_of_clusters(&self, n_samples: usize) -> Vec<usize> {
        match &self.k {
            Some(numbers) => numbers.0.clone(),
            None => (2.min(n_samples)..=20.min(n_samples)).collect(),
        }
    }
}

/// Numbers of clusters, rising. (A `Vec` would make clap expect several values.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NumbersOfClusters(pub(crate) Vec<usize>);

/// Which silhouette a number of clusters is scored by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum SilhouetteKind {
    /// Exact up to 10000 samples, simplified beyond.
    #[default]
    Auto,
    /// From all distances between samples.
    Exact,
    /// From distances to the centres.
    Simplified,
}

/// More are a slip of the finger, and would run for days.
const MOST: usize = 10_000;

fn parse_numbers(text: &str) -> Result<NumbersOfClusters, String> {
    let mut numbers = Vec::new();
    for part in text.split(',') {
        let (first, last) = match part.split_once("..") {
            Some((first, last)) => (first, last.strip_prefix('=').unwrap_or(last)),
            None => (part, part),
        };
        let (first, last) = (number(first)?, number(last)?);
        if first > last {
            return Err(format!("the range {part} is empty"));
        }
        if last - first >= MOST {
            return Err(format!("the range {part} has more than {MOST} numbers"));
        }
        numbers.extend(first..=last);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(NumbersOfClusters(numbers))
}

fn number(text: &str) -> Result<usize, String> {
    match text.trim().parse() {
        Ok(number) if number >= 1 => Ok(number),
        _ => Err("expected numbers from 1 on, such as 2..20 or 2,4,8".to_owned()),
    }
}

/// More reference sets take time and change nothing.
fn references() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(0..=1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_have_both_of_their_ends() {
        let parsed = |text| parse_numbers(text).map(|numbers| numbers.0);
        assert_eq!(parsed("2..5"), Ok(vec![2, 3, 4, 5]));
        assert_eq!(parsed("2..=5"), Ok(vec![2, 3, 4, 5]));
        assert_eq!(parsed("8, 2,4,2"), Ok(vec![2, 4, 8]));
        assert_eq!(parsed("2..4,10,3..=5"), Ok(vec![2, 3, 4, 5, 10]));
        assert_eq!(parsed("3..3"), Ok(vec![3]));
        for bad in ["", "0", "0..3", "5..2", "2..", "..4", "a", "2,,3", "-1", "1..99999999999"] {
            assert!(parsed(bad).is_err(), "{bad}");
        }
    }
}
