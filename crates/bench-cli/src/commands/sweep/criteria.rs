//! The rule of each criterion: the number of clusters that it votes for, and the reason.

use cluster_metrics::ReplicationPoint;

use super::measure::{Gap, Point, Sweep};
use super::score::{Choice, Score};
use crate::text::numbers::counted;

/// Votes for the largest number that is replicated.
pub(super) fn replication(sweep: &Sweep, _: &Score) -> Choice {
    let Some(model) = &sweep.replication else {
        let reason = "nothing to test: it takes a number from 2 on, below that of distinct rows";
        return (None, reason.to_owned());
    };
    let recommended = model.n_clusters();
    if let Some(point) = model.curve().iter().find(|it| Some(it.n_clusters) == recommended) {
        let reason = format!(
            "the largest number that both random halves of the rows confirm (agreement {:.2}) with \
             clusters that stand apart (separation {:.2})",
            point.agreement, point.separation
        );
        return (recommended, reason);
    }
    let nearness = |point: &ReplicationPoint| (point.agreement / 0.8).min(point.separation);
    // The agreement decides among equals, and then the smaller number.
    let nearest = model.curve().iter().rev().max_by(|a, b| {
        let by_agreement = a.agreement.total_cmp(&b.agreement);
        nearness(a).total_cmp(&nearness(b)).then(by_agreement)
    });
    let nearest = nearest.map_or_else(String::new, |point| {
        format!(
            "; {} comes closest (agreement {:.2}, separation {:.2})",
            point.n_clusters, point.agreement, point.separation
        )
    });
    let failed = "no number has an agreement of 0.8 and a separation of 1";
    (None, failed.to_owned() + &nearest)
}

/// Finds the knee of the inertia. It is no vote, because it moves with the range.
pub(super) fn knee(sweep: &Sweep, _: &Score) -> Choice {
    let reason = match sweep.knee {
        Some(k) => format!("no vote; the knee of the curve in this range is at {k}"),
        None => "no vote; the curve has no knee in this range".to_owned(),
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
        let is_defined = sweep.points.iter().any(|point| (score.value)(point).is_some());
        let reason = if is_defined {
            "says nothing, because every row lies on a centre"
        } else {
            "undefined in this range"
        };
        return (None, reason.to_owned());
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
        Some(_) => {
            "the first gap that the next one does not exceed by more than its standard error"
        }
        None if undefined_from.is_some() => "no number passes its rule",
        None => "the gap still grows at the end of the range",
    };
    let undefined =
        |&k| format!("; it is undefined from {} on: their inertia is 0", counted(k, "cluster"));
    (*n_clusters, reason.to_owned() + &undefined_from.as_ref().map(undefined).unwrap_or_default())
}
