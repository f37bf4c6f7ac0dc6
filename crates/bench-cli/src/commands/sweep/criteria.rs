//! What each criterion votes for.

use super::measure::{Gap, Point, Sweep};
use super::score::{Choice, Score};

/// Votes for the largest number that is replicated.
pub(super) fn replication(sweep: &Sweep, _: &Score) -> Choice {
    let Some(model) = &sweep.replication else {
        return (None, "no number of clusters to look at".to_owned());
    };
    let described = |k: usize| {
        let point = model.curve().iter().find(|point| point.n_clusters == k);
        point.map_or_else(String::new, |point| {
            format!("agreement {:.2}, separation {:.2}", point.agreement, point.separation)
        })
    };
    if let Some(k) = model.n_clusters() {
        let scores = described(k);
        return (
            Some(k),
            format!("the most clusters that halves agree on and that stand apart: {scores}"),
        );
    }
    let nearness =
        |point: &cluster_metrics::ReplicationPoint| (point.agreement / 0.8).min(point.separation);
    let nearest = model.curve().iter().max_by(|a, b| nearness(a).total_cmp(&nearness(b)));
    let nearest = nearest.map_or_else(String::new, |point| {
        let k = point.n_clusters;
        format!("; {k} comes closest ({})", described(k))
    });
    (None, format!("no number is found in both halves with clusters that stand apart{nearest}"))
}

/// Votes for the knee of the inertia.
pub(super) fn knee(sweep: &Sweep, _: &Score) -> Choice {
    let reason = match sweep.knee {
        Some(k) => format!("the knee: more than {k} gain little, as seen in this range"),
        None => "the curve has no knee in this range".to_owned(),
    };
    (sweep.knee, reason)
}

pub(super) fn largest(sweep: &Sweep, score: &Score) -> Choice {
    best(sweep, score, "largest", |value, best| value > best)
}

pub(super) fn smallest(sweep: &Sweep, score: &Score) -> Choice {
    best(sweep, score, "smallest", |value, best| value < best)
}

/// Votes for the best score; the smallest number wins among equals. A score that is best at the
/// end of the range follows the range, and has no vote.
fn best(sweep: &Sweep, score: &Score, what: &str, is_better: fn(f64, f64) -> bool) -> Choice {
    let scored = |point: &&Point| Some((point.n_clusters, (score.value)(point)?));
    let spread = sweep.points.iter().filter(|point| sweep.leaves_inertia(point));
    let scored: Vec<(usize, f64)> = spread.filter_map(|point| scored(&point)).collect();
    let best =
        scored.iter().reduce(|best, next| if is_better(next.1, best.1) { next } else { best });
    let Some(&(k, value)) = best else {
        return (None, "undefined in this range".to_owned());
    };
    let shown = (score.shown)(value);
    if scored.len() > 1 && scored.last().is_some_and(|last| last.0 == k) {
        return (None, format!("still best at the end of the range, {k} ({shown})"));
    }
    (Some(k), format!("{what} value, {shown}"))
}

/// Votes by the rule of the gap statistic.
pub(super) fn gap(sweep: &Sweep, _: &Score) -> Choice {
    let Some(gap) = &sweep.gap else {
        return (None, "not measured".to_owned());
    };
    let Gap { n_clusters, undefined_from, .. } = gap;
    let reason = match n_clusters {
        Some(_) => "the first gap not below the next one by more than its error".to_owned(),
        None if undefined_from.is_some() => "no gap is followed by a lower one".to_owned(),
        None => "the gap still grows at the end of the range".to_owned(),
    };
    let undefined = |k| format!("; undefined from {k} on, which leaves no inertia");
    (*n_clusters, reason + &undefined_from.map(undefined).unwrap_or_default())
}
