use super::differences::Differences;
use super::runs::{InitRuns, Run};
use crate::text::numbers::{alike, counted, durations_alike, number, p_value, percent};

/// Significance level, shared among all that are compared with the best (Bonferroni).
const SIGNIFICANCE: f64 = 0.05;

/// Says which initialisation has the smallest mean inertia, by how much, and whether that is more
/// than noise over seeds. Its numbers stand in two tables: [`Comparison`] and the means.
pub(crate) fn answer(inits: &[InitRuns]) -> String {
    let Some(comparison) = Comparison::of(inits) else { return String::new() };
    let Comparison { best, inertia, others, limit } = comparison;
    let inertia = &inertia;
    let which = if others.is_empty() {
        format!("reaches a mean inertia of {inertia}.")
    } else {
        format!("reaches the smallest mean inertia, {inertia}.")
    };
    let text = format!("Over {}, {} {which}", counted(best.runs.len(), "seed"), best.init);
    text + &others.iter().map(|other| difference(other, limit)).collect::<String>()
}

/// The initialisations compared by their inertia with the best of them, seed by seed.
pub(crate) struct Comparison<'a> {
    pub(crate) best: &'a InitRuns,
    /// The mean inertia of the best, as the table of means shows it.
    inertia: String,
    /// All others, by rising mean inertia.
    pub(crate) others: Vec<Behind<'a>>,
    /// The p-value below which a difference is more than noise.
    pub(crate) limit: f64,
}

/// An initialisation whose mean inertia is not the smallest.
pub(crate) struct Behind<'a> {
    pub(crate) init: &'a InitRuns,
    pub(crate) differences: Differences,
    /// How much larger the mean inertia is than the smallest one, in percent. If the smallest one is 0, the
    /// mean inertia itself.
    pub(crate) by: String,
}

impl<'a> Comparison<'a> {
    /// `None` without an initialisation.
    pub(crate) fn of(inits: &'a [InitRuns]) -> Option<Self> {
        let ranked = ranked(inits, |init| Some(init.spread(Run::INERTIA)?.mean));
        let means: Vec<f64> = ranked.iter().map(|(_, mean)| *mean).collect();
        let (&(best, least), rest) = ranked.split_first()?;
        let behind = |&(init, mean): &(&'a InitRuns, f64)| {
            let differences = Differences::of(init, best, Run::INERTIA)?;
            let by = if least > 0.0 { percent(mean / least - 1.0) } else { number(mean) };
            Some(Behind { init, differences, by })
        };
        Some(Self {
            best,
            inertia: alike(&means).into_iter().next()?,
            others: rest.iter().filter_map(behind).collect(),
            limit: SIGNIFICANCE / rest.len().max(1) as f64,
        })
    }
}

/// Compares times, and agreement with the true labels.
pub(crate) fn time_and_agreement(inits: &[InitRuns]) -> String {
    (fastest(inits) + &agreement(inits)).trim_start().to_owned()
}

/// The initialisations that have the figure, by rising figure.
fn ranked(inits: &[InitRuns], figure: impl Fn(&InitRuns) -> Option<f64>) -> Vec<(&InitRuns, f64)> {
    let mut ranked: Vec<_> = inits.iter().filter_map(|init| Some((init, figure(init)?))).collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    ranked
}

/// Says how much larger the inertia of another initialisation is, and whether that may be noise.
fn difference(other: &Behind<'_>, limit: f64) -> String {
    let Behind { init, differences, by } = other;
    let Differences { n_lower, n_equal, n_higher, .. } = *differences;
    let of = format!(" The inertia of {}", init.init);
    if n_lower + n_higher == 0 {
        return format!("{of} is equal for every seed.");
    }
    let higher = format!("{of} is {by} higher");
    let n_seeds = n_lower + n_equal + n_higher;
    match differences.wilcoxon_p_value {
        Some(p) if p < limit => format!(
            "{higher}, which is more than noise ({}; worse in {n_higher} of {n_seeds} seeds).",
            p_value(p)
        ),
        Some(p) => format!("{higher}, which may be noise ({}).", p_value(p)),
        None if n_higher == n_seeds => format!("{higher} for every seed."),
        None => format!("{higher}: worse in {n_higher} of {n_seeds} seeds."),
    }
}

fn fastest(inits: &[InitRuns]) -> String {
    let ranked = ranked(inits, |init| Some(init.spread(Run::FIT_SECONDS)?.median));
    let medians: Vec<f64> = ranked.iter().map(|(_, median)| *median).collect();
    let times = durations_alike(&medians);
    let restarts = |init: &InitRuns| counted(init.n_init, "restart");
    match (&ranked[..], &times[..]) {
        ([(first, _), .., (last, _)], [least, .., most]) => format!(
            " A fit from {} with {} is the fastest (median {least}) and one from {} with {} the slowest \
             ({most}).",
            first.init,
            restarts(first),
            last.init,
            restarts(last)
        ),
        _ => String::new(),
    }
}

fn agreement(inits: &[InitRuns]) -> String {
    let minus_mean = |init: &InitRuns| Some(-init.spread(Run::ADJUSTED_RAND)?.mean);
    match ranked(inits, minus_mean)[..] {
        [(first, most), .., (last, least)] => format!(
            " Clusters from {} agree best with the true labels (mean adjusted Rand index {:.3}) and those from {} least ({:.3}). k-means never sees these labels.",
            first.init, -most, last.init, -least
        ),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::scores::Scores;
    use super::*;

    fn init(name: &str, is_random: bool, inertias: &[f64]) -> InitRuns {
        let run = |(seed, &inertia): (u64, &f64)| Run {
            seed,
            inertia,
            n_iter: 3,
            converged: true,
            fit_seconds: 0.001 * inertia,
            scores: Scores::default(),
        };
        let runs = (0..).zip(inertias).map(run).collect();
        InitRuns { init: name.into(), n_init: 1, is_random, runs }
    }

    #[test]
    fn what_is_always_worse_is_more_than_noise() {
        let better: Vec<f64> = (0..12).map(|seed| 100.0 + f64::from(seed)).collect();
        let worse: Vec<f64> = better.iter().map(|inertia| inertia + 5.0).collect();
        let said = answer(&[init("random", true, &worse), init("k-means++", true, &better)]);
        assert!(said.starts_with("Over 12 seeds, k-means++ reaches the smallest"), "{said}");
        assert!(
            said.contains("random is 4.7 % higher, which is more than noise (p = 5e-4"),
            "{said}"
        );
        assert!(said.contains("worse in 12 of 12 seeds"), "{said}");
    }

    #[test]
    fn what_is_sometimes_worse_can_be_noise() {
        let one = [100.0, 104.0, 101.0, 103.0, 102.0];
        let other = [104.0, 100.0, 103.5, 101.0, 102.0];
        let said = answer(&[init("a", true, &one), init("b", true, &other)]);
        assert!(said.contains("b is 0.10 % higher, which may be noise"), "{said}");
    }

    #[test]
    fn equal_single_and_no_initialisations_have_their_words() {
        let same = [7.0, 7.0];
        let said = answer(&[init("a", true, &same), init("pca", false, &same)]);
        assert!(said.contains("pca is equal for every seed."), "{said}");
        let said = answer(&[init("pca", false, &same), init("centers.csv", false, &[8.0, 8.0])]);
        assert!(said.contains("centers.csv is 14 % higher for every seed."), "{said}");
        assert_eq!(
            answer(&[init("a", true, &[7.0])]),
            "Over 1 seed, a reaches a mean inertia of 7."
        );
        assert_eq!(answer(&[]), "");
    }
}
