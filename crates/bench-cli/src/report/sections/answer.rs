use super::numbers::{p_value, percent, seconds, shown};
use crate::text::counted::counted;
use crate::trials::{Differences, InitRuns, Run, Spread};

/// A difference counts as more than noise below this, shared among all that are compared with the
/// best (Bonferroni).
const SIGNIFICANCE: f64 = 0.05;

/// Which initialisation won, by how much, and whether that is more than noise over seeds.
pub(crate) fn answer(inits: &[InitRuns]) -> String {
    let mean_inertia = |init: &InitRuns| mean(init, |run| Some(run.inertia));
    let mut ranked: Vec<(&InitRuns, f64)> =
        inits.iter().filter_map(|init| Some((init, mean_inertia(init)?))).collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    let Some(((best, inertia), others)) = ranked.split_first() else { return String::new() };
    let seeds = counted(best.runs.len(), "seed");
    let mut text = match others {
        [] => format!(
            "Over {seeds}, {} ends at an inertia of {} on average.",
            best.init,
            shown(*inertia)
        ),
        _ => format!(
            "Over {seeds}, {} ends at the smallest inertia on average, {}.",
            best.init,
            shown(*inertia)
        ),
    };
    let limit = SIGNIFICANCE / others.len().max(1) as f64;
    for (other, mean) in others {
        text += &gap(best, *inertia, other, *mean, limit);
    }
    text
}

/// What else to weigh: time, and agreement with the true labels.
pub(crate) fn besides(inits: &[InitRuns]) -> String {
    (fastest(inits) + &agreement(inits)).trim_start().to_owned()
}

/// How far another initialisation is behind.
fn gap(best: &InitRuns, inertia: f64, other: &InitRuns, mean: f64, limit: f64) -> String {
    let differences = Differences::of(other, best, |run| Some(run.inertia));
    let Some(differences) = differences else { return String::new() };
    let Differences { n_lower, n_equal, n_higher, .. } = differences;
    if n_lower + n_higher == 0 {
        return format!(" {} comes to the same.", capitalised(&other.init));
    }
    let by = if inertia > 0.0 { percent(mean / inertia - 1.0) } else { shown(mean) };
    let behind = format!(" {} is {by} behind", capitalised(&other.init));
    match differences.wilcoxon_p_value {
        Some(p) if p < limit => {
            format!(
                "{behind}, more than noise ({}, worse with {n_higher} seeds of {}).",
                p_value(p),
                n_lower + n_equal + n_higher
            )
        }
        Some(p) => format!("{behind}, which can be noise ({}).", p_value(p)),
        None => format!("{behind}, whatever the seed."),
    }
}

fn fastest(inits: &[InitRuns]) -> String {
    let mut times: Vec<(&InitRuns, f64)> =
        inits.iter().filter_map(|init| Some((init, median_seconds(init)?))).collect();
    times.sort_by(|a, b| a.1.total_cmp(&b.1));
    match times[..] {
        [(first, least), .., (_, most)] => format!(
            " The quickest fit is that of {}: {}, the slowest takes {}.",
            first.init,
            seconds(least),
            seconds(most)
        ),
        _ => String::new(),
    }
}

fn agreement(inits: &[InitRuns]) -> String {
    let score = |run: &Run| run.scores.map(|scores| scores.adjusted_rand_score);
    let mut means: Vec<(&InitRuns, f64)> =
        inits.iter().filter_map(|init| Some((init, mean(init, score)?))).collect();
    means.sort_by(|a, b| b.1.total_cmp(&a.1));
    match means[..] {
        [(first, most), .., (last, least)] => format!(
            " Clusters agree best with the true labels from {} (adjusted Rand index {most:.3} on \
             average; {least:.3} from {}), which k-means does not see.",
            first.init, last.init
        ),
        _ => String::new(),
    }
}

fn mean(init: &InitRuns, figure: impl Fn(&Run) -> Option<f64>) -> Option<f64> {
    Some(Spread::of_runs(&init.runs, figure)?.mean)
}

fn median_seconds(init: &InitRuns) -> Option<f64> {
    let times = init.runs.iter().map(|run| run.fit_seconds);
    Some(crate::text::seconds::Seconds::of(times)?.median)
}

/// At the beginning of a sentence; names that are no words stay as they are.
fn capitalised(name: &str) -> &str {
    if name == "random" { "Random" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn init(name: &str, is_drawn: bool, inertias: &[f64]) -> InitRuns {
        let run = |(seed, &inertia): (u64, &f64)| Run {
            seed,
            inertia,
            n_iter: 3,
            converged: true,
            fit_seconds: 0.001 * inertia,
            scores: None,
            silhouette_score: None,
            calinski_harabasz_score: None,
            davies_bouldin_score: None,
        };
        let runs = (0..).zip(inertias).map(run).collect();
        InitRuns { init: name.into(), n_init: 1, is_drawn, runs }
    }

    #[test]
    fn what_is_always_worse_is_more_than_noise() {
        let better: Vec<f64> = (0..12).map(|seed| 100.0 + f64::from(seed)).collect();
        let worse: Vec<f64> = better.iter().map(|inertia| inertia + 5.0).collect();
        let said = answer(&[init("random", true, &worse), init("k-means++", true, &better)]);
        assert!(said.starts_with("Over 12 seeds, k-means++ ends at the smallest"), "{said}");
        assert!(said.contains("Random is 4.7 % behind, more than noise (p = 5e-4"), "{said}");
        assert!(said.contains("worse with 12 seeds of 12"), "{said}");
    }

    #[test]
    fn what_is_sometimes_worse_can_be_noise() {
        let one = [100.0, 104.0, 101.0, 103.0, 102.0];
        let other = [104.0, 100.0, 103.5, 101.0, 102.0];
        let said = answer(&[init("a", true, &one), init("b", true, &other)]);
        assert!(said.contains("b is 0.10 % behind, which can be noise"), "{said}");
    }

    #[test]
    fn equal_single_and_no_initialisations_have_their_words() {
        let same = [7.0, 7.0];
        let said = answer(&[init("a", true, &same), init("pca", false, &same)]);
        assert!(said.contains("pca comes to the same."), "{said}");
        let said = answer(&[init("pca", false, &same), init("centers.csv", false, &[8.0, 8.0])]);
        assert!(said.contains("centers.csv is 14 % behind, whatever the seed."), "{said}");
        assert_eq!(
            answer(&[init("a", true, &[7.0])]),
            "Over 1 seed, a ends at an inertia of 7.0000 on average."
        );
        assert_eq!(answer(&[]), "");
    }
}
