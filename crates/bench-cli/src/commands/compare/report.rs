use serde::Serialize;

use crate::cli::{CompareArgs, Silhouette};
use crate::files::input::TableSummary;
use crate::files::scale_warnings::ScaleWarning;
use crate::text::numbers::{counted, duration, p_value};
use crate::text::table::Align::{Left, Right};
use crate::text::table::Columns;
use crate::trials::{Differences, Figure, InitRuns, Run, Spread};

/// The results of `compare`, as JSON shows them.
#[derive(Debug, Serialize)]
pub(super) struct Report<'a> {
    #[serde(flatten)]
    pub(super) table: TableSummary,
    pub(super) n_clusters: usize,
    pub(super) scale: String,
    pub(super) rng: String,
    /// Number of samples in the silhouette; `None` if there is no silhouette.
    n_silhouette_samples: Option<usize>,
    pub(super) scale_warnings: Vec<ScaleWarning>,
    results: Vec<InitReport<'a>>,
}

#[derive(Debug, Serialize)]
struct InitReport<'a> {
    #[serde(flatten)]
    of: &'a InitRuns,
    inertia: Option<Spread>,
    n_iter: Option<Spread>,
    fit_seconds: Option<Spread>,
    adjusted_rand_score: Option<Spread>,
    silhouette_score: Option<Spread>,
    /// `None` for the first initialisation, which is the baseline.
    paired: Option<Paired<'a>>,
}

/// An initialisation minus the first, seed by seed.
#[derive(Debug, Serialize)]
struct Paired<'a> {
    against: &'a str,
    inertia: Option<Differences>,
    n_iter: Option<Differences>,
    adjusted_rand_score: Option<Differences>,
    #[serde(skip)]
    why_no_test: String,
}

const COLUMNS: Columns<'_> = Columns {
    align: &[Left(16), Right(8), Right(24), Right(14), Right(16), Right(16), Right(10)],
    gap: 1,
};

impl<'a> Report<'a> {
    pub(super) fn new(
        table: TableSummary,
        arguments: &CompareArgs,
        n_clusters: usize,
        silhouette: Option<Silhouette>,
        inits: &'a [InitRuns],
        scale_warnings: Vec<ScaleWarning>,
    ) -> Self {
        let n_silhouette_samples = silhouette.map(|silhouette| match silhouette {
            Silhouette::Full => table.n_samples,
            Silhouette::Subset(n_subset) => n_subset,
        });
        let report = |(at, of): (usize, &'a InitRuns)| InitReport {
            of,
            inertia: of.spread(Run::INERTIA),
            n_iter: of.spread(Run::N_ITER),
            fit_seconds: of.spread(Run::FIT_SECONDS),
            adjusted_rand_score: of.spread(Run::ADJUSTED_RAND),
            silhouette_score: of.spread(Run::SILHOUETTE),
            paired: (at > 0).then(|| Paired::of(of, &inits[0])),
        };
        Self {
            table,
            n_clusters,
            scale: arguments.scale.name(),
            rng: arguments.run.rng.name(),
            n_silhouette_samples,
            scale_warnings,
            results: inits.iter().enumerate().map(report).collect(),
        }
    }

    /// The table for people.
    pub(super) fn to_table(&self) -> String {
        let Self { table, n_clusters, scale, rng, .. } = self;
        let clusters = counted(*n_clusters, "cluster");
        let (line, columns) = (table.line(), table.columns.lines());
        let mut text = format!("{line}; {clusters}, scale {scale}{columns}\n");
        let runs = self.results.first().map_or(&[][..], |first| &first.of.runs);
        if let (Some(first), Some(last)) = (runs.first(), runs.last()) {
            let (first, last) = (first.seed, last.seed);
            let seeds =
                format!("{rng}, seeds {first} to {last}: mean ± standard deviation, median time\n");
            text += &seeds;
        }
        for warning in &self.scale_warnings {
            text.extend(["Warning: ", &warning.to_string(), "\n"]);
        }
        text += "\n";
        text += &COLUMNS.line([
            "init",
            "restarts",
            "inertia",
            "iterations",
            "ARI",
            "silhouette",
            "time",
        ]);
        for result in &self.results {
            text += &COLUMNS.line([
                result.of.init.clone(),
                result.of.n_init.to_string(),
                shown(result.inertia, 6),
                shown(result.n_iter, 1),
                shown(result.adjusted_rand_score, 3),
                shown(result.silhouette_score, 3),
                result.fit_seconds.map_or("-".into(), |spread| duration(spread.median)),
            ]);
        }
        for result in &self.results {
            text +=
                &result.paired.as_ref().map_or_else(String::new, |it| it.to_text(&result.of.init));
        }
        if self.n_silhouette_samples.is_none() {
            text += "\nThe silhouette takes long for so many samples. --silhouette full or N computes it.\n";
        }
        text
    }
}

impl<'a> Paired<'a> {
    fn of(these: &InitRuns, first: &'a InitRuns) -> Self {
        let differences = |figure: Figure| Differences::of(these, first, figure);
        Self {
            against: &first.init,
            inertia: differences(Run::INERTIA),
            n_iter: differences(Run::N_ITER),
            adjusted_rand_score: differences(Run::ADJUSTED_RAND),
            why_no_test: match (these.is_random, first.is_random) {
                (true, true) => "no test: all are equal".to_owned(),
                (false, _) => {
                    format!("no test: {} gives the same result for every seed", these.init)
                }
                (_, false) => {
                    format!("no test: {} gives the same result for every seed", first.init)
                }
            },
        }
    }

    fn to_text(&self, init: &str) -> String {
        let mut text = format!(
            "\n{init} minus {}: the mean difference between runs with the same seed\n",
            self.against
        );
        let figures = [
            ("inertia", self.inertia),
            ("iterations", self.n_iter),
            ("ARI", self.adjusted_rand_score),
        ];
        for (name, differences) in figures {
            let Some(differences) = differences else { continue };
            let Differences { spread, n_lower, n_equal, n_higher, .. } = differences;
            let p = match differences.wilcoxon_p_value {
                Some(p) => format!("Wilcoxon signed-rank test, paired by seed: {}", p_value(p)),
                None => self.why_no_test.clone(),
            };
            let mean = signed(spread.mean);
            let n_seeds = counted(n_lower + n_equal + n_higher, "seed");
            let counts = format!(
                "lower in {n_lower}, equal in {n_equal}, higher in {n_higher} of {n_seeds}"
            );
            let line = format!("  {name:<10} {mean}; {counts}; {p}\n");
            text += &line;
        }
        text
    }
}

fn shown(spread: Option<Spread>, digits: usize) -> String {
    match spread {
        None => "-".into(),
        Some(Spread { mean, standard_deviation: None | Some(0.0), .. }) => {
            rounded(mean, digits, digits)
        }
        Some(Spread { mean, standard_deviation: Some(deviation), .. }) => {
            format!("{} ± {}", rounded(mean, digits, digits), rounded(deviation, digits, 1))
        }
    }
}

fn signed(mean: f64) -> String {
    let sign = if mean < 0.0 { "-" } else { "+" };
    sign.to_owned() + &rounded(mean.abs(), 6, 3)
}

/// A number with `digits` decimals; if these would all be 0, with an exponent and `significant` decimals.
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
            let (median, min, max) = (mean, mean, mean);
            Some(Spread { mean, median, standard_deviation: Some(deviation), min, max })
        };
        assert_eq!(shown(spread(69545.25, 1.5), 6), "69545.250000 ± 1.500000");
        assert_eq!(shown(spread(69545.25, 1.234e-11), 6), "69545.250000 ± 1.2e-11");
        assert_eq!(shown(spread(0.5, 0.0), 3), "0.500", "it is the same for every seed");
        assert_eq!(shown(spread(1.5e-9, 0.0), 6), "1.500000e-9");
        assert_eq!(
            (signed(-2.5e-9), signed(0.0), signed(3.0)),
            ("-2.500e-9".into(), "+0".into(), "+3.000000".into())
        );
    }
}
