use super::differences::Differences;
use super::runs::{InitRuns, Run};
use super::statistics::median;
use crate::text::numbers::{counted, duration, number, p_value, percent};

/// Significance level, shared among all that are compared with the best (Bonferroni).
const SIGNIFICANCE: f64 = 0.05;

/// Says which initialisation has the smallest mean inertia, by how much, and whether that is more
/// than noise over seeds.
pub(crate) fn answer(inits: &[InitRuns]) -> String {
    let mut ranked = ranked(inits, |init| Some(init.spread(Run::INERTIA)?.mean));
    if ranked.is_empty() {
        return String::new();
    }
    let (best, inertia) = ranked.remove(0);
    let which = if ranked.is_empty() {
        format!("reaches a mean inertia of {}.", number(inertia))
    } else {
        format!("reaches the smallest mean inertia, {}.", number(inertia))
    };
    let mut text = format!("Over {}, {} {which}", counted(best.runs.len(), "seed"), best.init);
    let limit = SIGNIFICANCE / ranked.len().max(1) as f64;
    for (other, mean) in ranked {
        text += &gap(best, inertia, other, mean, limit);
    }
    text
}

/// Says what else to weigh: time, and agreement with the true labels.
pub(crate) fn besides(inits: &[InitRuns]) -> String {
    (fastest(inits) + &agreement(inits)).trim_start().to_owned()
}

/// The initialisations that have the figure, by rising figure.
fn ranked(inits: &[InitRuns], figure: impl Fn(&InitRuns) -> Option<f64>) -> Vec<(&InitRuns, f64)> {
    let mut ranked: Vec<_> = inits.iter().filter_map(|init| Some((init, figure(init)?))).collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    ranked
}

/// Says how far another initialisation is behind.
fn gap(best: &InitRuns, inertia: f64, other: &InitRuns, mean: f64, limit: f64) -> String {
    let differences = Differences::of(other, best, Run::INERTIA);
    let Some(differences) = differences else { return String::new() };
    let Differences { n_lower, n_equal, n_higher, .. } = differences;
    if n_lower + n_higher == 0 {
        return format!(" {} reaches the same inertia for every seed.", capitalised(&other.init));
    }
    let by = if inertia > 0.0 { percent(mean / inertia - 1.0) } else { number(mean) };
    let behind = format!(" {} is {by} higher", capitalised(&other.init));
    match differences.wilcoxon_p_value {
        Some(p) if p < limit => format!(
            "{behind}, which is more than noise ({}; worse in {n_higher} of {} seeds).",
            p_value(p),
            n_lower + n_equal + n_higher
        ),
        Some(p) => format!("{behind}, which may be noise ({}).", p_value(p)),
        None => format!("{behind} for every seed."),
    }
}

fn fastest(inits: &[InitRuns]) -> String {
    let median_seconds = |init: &InitRuns| {
        let mut times = init.figures(Run::FIT_SECONDS)?;
        times.sort_unstable_by(f64::total_cmp);
        median(&times)
    };
    match ranked(inits, median_seconds)[..] {
        [(first, least), .., (last, most)] => format!(
            " A fit from {} is the fastest (median {}) and one from {} the slowest ({}).",
            first.init,
            duration(least),
            last.init,
            duration(most)
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

/// The name at the beginning of a sentence; names that are no words stay as they are.
fn capitalised(name: &str) -> &str {
    if name == "random" { "Random" } else { name }
}

#[cfg(test)]
mod tests {
    use super::super::scores::Scores;
    use super::*;

    fn init(name: &str, is_drawn: bool, inertias: &[f64]) -> InitRuns {
        let run = |(seed, &inertia): (u64, &f64)| Run {
            seed,
            inertia,
            n_iter: 3,
            converged: true,
            fit_seconds: 0.001 * inertia,
            scores: Scores::default(),
        };
        let runs = (0..).zip(inertias).map(run).collect();
        InitRuns { init: name.into(), n_init: 1, is_drawn, runs }
    }

    #[test]
    fn what_is_always_worse_is_more_than_noise() {
        let better: Vec<f64> = (0..12).map(|seed| 100.0 + f64::from(seed)).collect();
        let worse: Vec<f64> = better.iter().map(|inertia| inertia + 5.0).collect();
        let said = answer(&[init("random", true, &worse), init("k-means++", true, &better)]);
        assert!(said.starts_with("Over 12 seeds, k-means++ reaches the smallest"), "{said}");
        assert!(
            said.contains("Random is 4.7 % higher, which is more than noise (p = 5e-4"),
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
        assert!(said.contains("pca reaches the same inertia for every seed."), "{said}");
        let said = answer(&[init("pca", false, &same), init("centers.csv", false, &[8.0, 8.0])]);
        assert!(said.contains("centers.csv is 14 % higher for every seed."), "{said}");
        assert_eq!(
            answer(&[init("a", true, &[7.0])]),
            "Over 1 seed, a reaches a mean inertia of 7.0000."
        );
        assert_eq!(answer(&[]), "");
    }
}
