use std::fmt::Write as _;

use serde::Serialize;

use super::contest::{Contest, Results};
use crate::files::input::TableSummary;
use crate::report::sections::numbers::{p_value, seconds};
use crate::text::counted::counted;
use crate::trials::{Differences, InitRuns, Run, Spread};

/// What `compare FILE` has to say.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    #[serde(flatten)]
    pub(super) table: TableSummary,
    pub(super) n_clusters: usize,
    pub(super) scale: &'static str,
    pub(super) rng: &'static str,
    /// Samples that the silhouette is of; of none where there are many and it was not asked for.
    pub(super) n_silhouette_samples: Option<usize>,
    pub(super) results: Vec<InitReport>,
}

#[derive(Debug, Serialize)]
pub(super) struct InitReport {
    #[serde(flatten)]
    pub(super) of: InitRuns,
    pub(super) inertia: Option<Spread>,
    pub(super) n_iter: Option<Spread>,
    pub(super) fit_seconds: Option<Spread>,
    pub(super) adjusted_rand_score: Option<Spread>,
    pub(super) silhouette_score: Option<Spread>,
    /// Not of the first, which the others are compared with.
    paired: Option<Paired>,
}

/// Less the first initialisation, seed by seed.
#[derive(Debug, Serialize)]
struct Paired {
    against: String,
    inertia: Option<Differences>,
    n_iter: Option<Differences>,
    adjusted_rand_score: Option<Differences>,
}

#[expect(clippy::unnecessary_wraps, reason = "one of the figures that may be missing")]
fn inertia(run: &Run) -> Option<f64> {
    Some(run.inertia)
}

#[expect(clippy::unnecessary_wraps, reason = "one of the figures that may be missing")]
fn n_iter(run: &Run) -> Option<f64> {
    Some(run.n_iter as f64)
}

fn adjusted_rand_score(run: &Run) -> Option<f64> {
    run.scores.map(|scores| scores.adjusted_rand_score)
}

impl Report {
    pub(super) fn new(
        table: TableSummary,
        contest: &Contest,
        results: Results,
        rng: &'static str,
    ) -> Self {
        let paired: Vec<Option<Paired>> = match results.inits.split_first() {
            None => Vec::new(),
            Some((first, others)) => {
                let others = others.iter().map(|these| Some(Paired::of(these, first)));
                std::iter::once(None).chain(others).collect()
            }
        };
        let report = |(of, paired): (InitRuns, Option<Paired>)| InitReport {
            inertia: Spread::of_runs(&of.runs, inertia),
            n_iter: Spread::of_runs(&of.runs, n_iter),
            fit_seconds: Spread::of_runs(&of.runs, |run| Some(run.fit_seconds)),
            adjusted_rand_score: Spread::of_runs(&of.runs, adjusted_rand_score),
            silhouette_score: Spread::of_runs(&of.runs, |run| run.silhouette_score),
            of,
            paired,
        };
        Self {
            table,
            n_clusters: contest.n_clusters,
            scale: contest.clustering.scale.name(),
            rng,
            n_silhouette_samples: results.n_silhouette_samples,
            results: results.inits.into_iter().zip(paired).map(report).collect(),
        }
    }

    /// For people.
    pub(super) fn to_table(&self) -> String {
        let Self { table, n_clusters, scale, rng, .. } = self;
        let clusters = counted(*n_clusters, "cluster");
        let mut text = format!("{table}; {clusters}, scale {scale}\n");
        // Writing to a string cannot fail, here and below.
        let runs = self.results.first().map_or(&[][..], |first| &first.of.runs);
        if let (Some(first), Some(last)) = (runs.first(), runs.last()) {
            let (first, last) = (first.seed, last.seed);
            let _ = writeln!(text, "{rng}, seeds {first} to {last}: mean ± standard deviation");
        }
        let _ = writeln!(
            text,
            "\n{:<16} {:>6} {:>24} {:>14} {:>16} {:>16} {:>10}",
            "init", "n_init", "inertia", "rounds", "ARI", "silhouette", "time"
        );
        for result in &self.results {
            let _ = writeln!(
                text,
                "{:<16} {:>6} {:>24} {:>14} {:>16} {:>16} {:>10}",
                result.of.init,
                result.of.n_init,
                shown(result.inertia, 6),
                shown(result.n_iter, 1),
                shown(result.adjusted_rand_score, 3),
                shown(result.silhouette_score, 3),
                result.fit_seconds.map_or("-".into(), |spread| seconds(spread.mean)),
            );
        }
        for result in &self.results {
            if let Some(paired) = &result.paired {
                paired.write(&mut text, &result.of.init);
            }
        }
        if self.n_silhouette_samples.is_none() {
            text.push_str(
                "\nNo silhouette of so many samples unless asked for: --silhouette full|N\n",
            );
        }
        text
    }
}

impl Paired {
    fn of(these: &InitRuns, first: &InitRuns) -> Self {
        Self {
            against: first.init.clone(),
            inertia: Differences::of(these, first, inertia),
            n_iter: Differences::of(these, first, n_iter),
            adjusted_rand_score: Differences::of(these, first, adjusted_rand_score),
        }
    }

    fn write(&self, text: &mut String, init: &str) {
        let _ = writeln!(text, "\n{init} less {}, seed by seed:", self.against);
        let figures =
            [("inertia", self.inertia), ("rounds", self.n_iter), ("ARI", self.adjusted_rand_score)];
        for (name, differences) in figures {
            let Some(differences) = differences else { continue };
            let Differences { spread, n_lower, n_equal, n_higher, .. } = differences;
            let p = match differences.wilcoxon_p_value {
                Some(p) => format!("Wilcoxon {}", p_value(p)),
                None => "no test".into(),
            };
            let _ = writeln!(
                text,
                "  {name:<8} {}; lower {n_lower}, equal {n_equal}, higher {n_higher}; {p}",
                signed(spread.mean)
            );
        }
    }
}

fn shown(spread: Option<Spread>, digits: usize) -> String {
    match spread {
        None => "-".into(),
        Some(Spread { mean, standard_deviation: None, .. }) => rounded(mean, digits, digits),
        Some(Spread { mean, standard_deviation: Some(deviation), .. }) => {
            format!("{} ± {}", rounded(mean, digits, digits), rounded(deviation, digits, 1))
        }
    }
}

fn signed(mean: f64) -> String {
    let sign = if mean < 0.0 { "-" } else { "+" };
    sign.to_owned() + &rounded(mean.abs(), 6, 3)
}

/// With so many digits after the point; where these would be but zeros, with an exponent and so many
/// digits after the first.
fn rounded(value: f64, digits: usize, significant: usize) -> String {
    let fixed = format!("{value:.digits$}");
    let is_lost = value != 0.0 && !fixed.contains(|digit| matches!(digit, '1'..='9'));
    match value {
        0.0 => "0".into(),
        _ if is_lost => format!("{value:.significant$e}"),
        _ => fixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_keep_digits() {
        let spread = |mean, deviation| {
            let (min, max) = (mean, mean);
            Some(Spread { mean, standard_deviation: Some(deviation), min, max })
        };
        assert_eq!(shown(spread(69545.25, 1.5), 6), "69545.250000 ± 1.500000");
        assert_eq!(shown(spread(69545.25, 1.234e-11), 6), "69545.250000 ± 1.2e-11");
        assert_eq!(shown(spread(0.5, 0.0), 3), "0.500 ± 0");
        assert_eq!(shown(spread(1.5e-9, 0.0), 6), "1.500000e-9 ± 0");
        assert_eq!(
            (signed(-2.5e-9), signed(0.0), signed(3.0)),
            ("-2.500e-9".into(), "+0".into(), "+3.000000".into())
        );
    }
}
