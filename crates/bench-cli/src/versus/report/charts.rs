use super::super::growth;
use super::super::ours::OURS;
use super::super::results::{Contest, Results};
use crate::figures::{Curve, GrowthChart, Panel, RatioChart, Row};

/// Every contest's peers beside us; `None` if nobody counts anywhere.
pub(super) fn ratios(results: &Results) -> Option<String> {
    let row = |contest: &Contest| {
        let best = contest.best_peer()?;
        let others = contest.peers().filter(|line| line.contender != best.contender);
        Some(Row {
            label: contest.name.clone(),
            best: contest.times_ours(best)?,
            who: best.contender.clone(),
            others: others.filter_map(|line| contest.times_ours(line)).collect(),
        })
    };
    let rows: Vec<Row> = results.contests.iter().filter_map(row).collect();
    (!rows.is_empty()).then(|| RatioChart { rows: &rows }.to_svg())
}

/// Every series, a panel each; `None` if nothing grows.
pub(super) fn growth(results: &Results) -> Option<String> {
    let panel = |series: growth::Series| Panel {
        axis: series.axis.name(),
        curves: series
            .curves
            .into_iter()
            .filter(|curve| curve.times().next().is_some())
            .map(|curve| Curve {
                slope: curve.slope(),
                is_ours: curve.contender == OURS,
                points: curve.times().collect(),
                name: curve.contender,
            })
            .collect(),
        title: series.name,
    };
    let panels: Vec<Panel> = growth::series(results).into_iter().map(panel).collect();
    (!panels.is_empty()).then(|| GrowthChart { panels: &panels }.to_svg())
}
