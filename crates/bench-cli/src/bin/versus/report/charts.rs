use bench_cli::{Curve, CurveChart, Panel, RatioChart, Row};

use super::results::{Contest, Race, Results};
use super::{growth, quality};
use crate::contest::Racer;
use crate::ours::{FAST, OURS};
use crate::peers::TOLD;

/// Draws every contest's peers beside us; `None` if no peer counts anywhere.
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

/// Draws one panel per series; `None` without a series.
///
/// Some peers run twice, with their BLAS left to itself and told what the processor is. Only one of the
/// two is drawn, because their curves lie on each other. A contender looks the same in every panel.
pub(super) fn growth(results: &Results) -> Option<String> {
    let all = growth::series(results);
    let looks = looks(&all);
    let panel = |series: growth::Series| Panel {
        axes: [series.axis.name(), "ms"],
        curves: series
            .curves
            .iter()
            .filter(|curve| curve.times().next().is_some())
            .filter(|curve| !has_better_twin(curve, &series.curves))
            .map(|curve| Curve {
                slope: curve.slope(),
                look: looks.iter().position(|name| name == plain(&curve.contender)).unwrap_or(0),
                is_ours: curve.contender == OURS,
                points: curve.times().map(|(size, seconds)| (size, 1e3 * seconds)).collect(),
                name: curve.contender.clone(),
            })
            .collect(),
        title: series.name,
    };
    let panels: Vec<Panel> = all.into_iter().map(panel).collect();
    (!panels.is_empty()).then(|| CurveChart { title: "How time grows", panels: &panels }.to_svg())
}

/// Draws inertia against time, one panel per case; `None` without a race.
pub(super) fn quality(races: &[Race]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for racer in races.iter().flat_map(|race| &race.racers) {
        if !names.contains(&plain(&racer.contender)) {
            names.push(plain(&racer.contender));
        }
    }
    let panel = |race: &Race| {
        let best = quality::best(race);
        let point = |(seconds, inertia): (f64, f64)| {
            (1e3 * seconds, (100.0 * (inertia / best - 1.0)).max(LEAST_PERCENT))
        };
        let curve = |racer: &Racer| Curve {
            name: racer.contender.clone(),
            look: names.iter().position(|name| *name == plain(&racer.contender)).unwrap_or(0),
            is_ours: racer.contender == FAST,
            points: racer.curve().into_iter().map(point).collect(),
            slope: None,
        };
        let racers = race.racers.iter().filter(|racer| !racer.contender.ends_with(TOLD));
        let curves = racers.map(curve).filter(|curve| !curve.points.is_empty()).collect();
        Panel { title: race.name.clone(), axes: ["ms", "% above the best inertia"], curves }
    };
    let panels: Vec<Panel> = races.iter().map(panel).collect();
    let title = "Inertia as time goes on";
    (!panels.is_empty()).then(|| CurveChart { title, panels: &panels }.to_svg())
}

/// The axis is logarithmic, so it has no 0: the best inertia itself is drawn here.
const LEAST_PERCENT: f64 = 1e-3;

/// The names of all contenders in the order of appearance, one name for both twins.
fn looks(all: &[growth::Series]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for curve in all.iter().flat_map(|series| &series.curves) {
        let name = plain(&curve.contender);
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The name without the note on what the BLAS was told.
fn plain(name: &str) -> &str {
    name.strip_suffix(TOLD).unwrap_or(name)
}

/// True if a twin has times of more sizes, or of as many sizes and is faster.
fn has_better_twin(curve: &growth::Curve, all: &[growth::Curve]) -> bool {
    let seconds = |curve: &growth::Curve| curve.times().map(|(_, seconds)| seconds).sum::<f64>();
    all.iter().any(|twin| {
        let (of_twin, of_curve) = (twin.times().count(), curve.times().count());
        twin.contender != curve.contender
            && plain(&twin.contender) == plain(&curve.contender)
            && (of_twin > of_curve || (of_twin == of_curve && seconds(twin) < seconds(curve)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::Axis;

    fn curve(contender: &str, seconds: f64) -> growth::Curve {
        let points = vec![(1.0, Some(seconds)), (2.0, None)];
        growth::Curve { contender: contender.to_owned(), points }
    }

    #[test]
    fn of_twins_the_better_is_drawn() {
        let told = format!("b{TOLD}");
        let mut all = [curve("a", 1.0), curve("b", 3.0), curve(&told, 2.0)];
        let drawn = |all: &[growth::Curve]| -> Vec<bool> {
            all.iter().map(|curve| !has_better_twin(curve, all)).collect()
        };
        assert_eq!(drawn(&all), [true, false, true]);
        assert!(!has_better_twin(&all[1], &all[..2]), "it has none");
        all[1].points[1].1 = Some(5.0);
        assert_eq!(drawn(&all), [true, true, false], "more sizes say more");
    }

    #[test]
    fn everyone_looks_the_same_in_every_panel() {
        let series = |curves| growth::Series { name: String::new(), axis: Axis::Samples, curves };
        let told = format!("b{TOLD}");
        let all = [
            series(vec![curve("a", 1.0), curve(&told, 1.0)]),
            series(vec![curve("b", 1.0), curve("c", 1.0), curve("a", 1.0)]),
        ];
        assert_eq!(looks(&all), ["a", "b", "c"]);
    }
}
