use super::measure::{Point, Sweep};
use super::recommendation::Recommendation;
use crate::charts::{CurveGrid, CurvePanel, CurvePoint};

/// Draws one curve per criterion, its vote marked.
pub(super) fn draw(name: &str, sweep: &Sweep, recommendation: &Recommendation) -> String {
    let silhouette = if sweep.is_exact { "Silhouette" } else { "Simplified silhouette" };
    let mut panels = vec![
        panel(sweep, "Inertia", |point| Some(point.inertia)),
        panel(sweep, silhouette, |point| sweep.silhouette(point)),
        panel(sweep, "Caliński–Harabasz", |point| point.calinski_harabasz_score),
        panel(sweep, "Davies–Bouldin (less is better)", |point| point.davies_bouldin_score),
    ];
    if sweep.gap.as_ref().is_some_and(|gap| !gap.curve.is_empty()) {
        panels.push(gap_panel(sweep));
    }
    for (panel, vote) in panels.iter_mut().zip(&recommendation.votes) {
        let word = if vote.criterion == "inertia" { "knee" } else { "vote" };
        panel.mark = vote.n_clusters.map(|k| (k as f64, format!("{word}: {k}")));
    }
    let title = match recommendation.n_clusters {
        Some(k) => format!("{name}: {k} clusters recommended"),
        None => format!("{name}: no number of clusters recommended"),
    };
    CurveGrid { title: &title, axis: "number of clusters", panels: &panels }.to_svg()
}

fn panel(sweep: &Sweep, title: &str, value: impl Fn(&Point) -> Option<f64>) -> CurvePanel {
    let point = |point: &Point| {
        Some(CurvePoint { x: point.n_clusters as f64, y: value(point)?, error: 0.0 })
    };
    let points = sweep.points.iter().filter_map(point).collect();
    CurvePanel { title: title.to_owned(), points, mark: None }
}

/// The gap has a value for every number of clusters from 1 on.
fn gap_panel(sweep: &Sweep) -> CurvePanel {
    let curve = sweep.gap.iter().flat_map(|gap| &gap.curve);
    let points = curve.map(|point| CurvePoint {
        x: point.n_clusters as f64,
        y: point.gap,
        error: point.standard_error,
    });
    CurvePanel { title: "Gap ± s".to_owned(), points: points.collect(), mark: None }
}
