use super::super::growth;
use super::super::ours::OURS;
use super::super::peers::TOLD;
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

/// Every series, a panel each; `None` if nothing grows. Of a peer that runs twice, with its BLAS left
/// to itself and told what the processor is, the faster is drawn: the other would lie on it.
pub(super) fn growth(results: &Results) -> Option<String> {
    let panel = |series: growth::Series| Panel {
        axis: series.axis.name(),
        curves: series
            .curves
            .iter()
            .filter(|curve| curve.times().next().is_some())
            .filter(|curve| !has_faster_twin(curve, &series.curves))
            .map(|curve| Curve {
                slope: curve.slope(),
                is_ours: curve.contender == OURS,
                points: curve.times().collect(),
                name: curve.contender.clone(),
            })
            .collect(),
        title: series.name,
    };
    let panels: Vec<Panel> = growth::series(results).into_iter().map(panel).collect();
    (!panels.is_empty()).then(|| GrowthChart { panels: &panels }.to_svg())
}

/// By the times at all sizes together.
fn has_faster_twin(curve: &growth::Curve, all: &[growth::Curve]) -> bool {
    let seconds = |curve: &growth::Curve| curve.times().map(|(_, seconds)| seconds).sum::<f64>();
    let plain = |name: &str| name.strip_suffix(TOLD).unwrap_or(name).to_owned();
    all.iter().any(|twin| {
        twin.contender != curve.contender
            && plain(&twin.contender) == plain(&curve.contender)
            && twin.times().count() == curve.times().count()
            && seconds(twin) < seconds(curve)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_twins_the_faster_is_drawn() {
        let curve = |contender: &str, seconds: f64| growth::Curve {
            contender: contender.to_owned(),
            points: vec![(1.0, Some(seconds)), (2.0, None)],
        };
        let told = format!("b{TOLD}");
        let all = [curve("a", 1.0), curve("b", 3.0), curve(&told, 2.0)];
        let drawn = all.each_ref().map(|curve| !has_faster_twin(curve, &all));
        assert_eq!(drawn, [true, false, true]);
        assert!(!has_faster_twin(&all[1], &all[..2]), "it has none");
    }
}
