use super::measure::Sweep;
use super::recommendation::Recommendation;
use super::score::{Role, Score};
use super::scores::scores;
use crate::charts::{CurveGrid, CurvePanel, CurvePoint};

/// Draws one curve per criterion, its vote marked.
pub(super) fn draw(name: &str, sweep: &Sweep, recommendation: &Recommendation) -> String {
    let panels: Vec<CurvePanel> = scores(sweep)
        .iter()
        .filter_map(|score| Some(panel(sweep, score, score.vote?.0, recommendation)))
        .filter(|panel| !panel.points.is_empty())
        .collect();
    let title = match recommendation.n_clusters {
        Some(k) => format!("{name}: {k} clusters recommended"),
        None => format!("{name}: no clear number of clusters"),
    };
    CurveGrid { title: &title, axis: "number of clusters", panels: &panels }.to_svg()
}

fn panel(sweep: &Sweep, score: &Score, role: Role, recommended: &Recommendation) -> CurvePanel {
    let vote = recommended.votes.iter().find(|vote| vote.criterion == score.name);
    let word = if role == Role::Describes { "knee" } else { "vote" };
    let mark = vote.and_then(|vote| vote.n_clusters).map(|k| (k as f64, format!("{word}: {k}")));
    let title = match score.name {
        "davies_bouldin" => format!("{} (less is better)", score.title),
        "gap" => format!("{} ± s", score.title),
        "replication" => format!("{} (1 or more: apart)", score.title),
        _ => score.title.to_owned(),
    };
    CurvePanel { title, points: points(sweep, score), mark }
}

fn points(sweep: &Sweep, score: &Score) -> Vec<CurvePoint> {
    if let ("gap", Some(gap)) = (score.name, &sweep.gap) {
        // The gap has a value for every number of clusters from 1 on.
        let point = |x: usize, y, error| CurvePoint { x: x as f64, y, error };
        let curve = gap.curve.iter();
        return curve.map(|of| point(of.n_clusters, of.gap, of.standard_error)).collect();
    }
    let points = sweep.points.iter().filter_map(|point| {
        Some(CurvePoint { x: point.n_clusters as f64, y: (score.value)(point)?, error: 0.0 })
    });
    points.collect()
}
