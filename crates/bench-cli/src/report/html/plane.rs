use anyhow::{Result, ensure};

use super::inline_svg::inline_svg;
use super::moves::{Image, Moves, state};
use crate::charts::{PlaneLayout, ReportPlane};
use crate::report::document::{Plane, PlaneRun};

/// The last iteration of the first run, and the data to show the others.
pub(super) struct PlaneView<'a> {
    pub(super) id: String,
    pub(super) title: &'a str,
    pub(super) subtitle: &'a str,
    pub(super) caption: &'a str,
    pub(super) svg: String,
    /// The runs' names.
    pub(super) runs: Vec<&'a str>,
    pub(super) last_round: usize,
    /// True if there is another iteration to step to.
    pub(super) has_rounds: bool,
    /// Description of what is shown, in a sentence.
    pub(super) state: String,
    pub(super) first_row: usize,
    pub(super) has_true_labels: bool,
    pub(super) image: Option<Image>,
    pub(super) moves: String,
}

impl<'a> PlaneView<'a> {
    /// A view of a plane with a sample and a round.
    ///
    /// # Errors
    ///
    /// If the parts of the plane do not fit together.
    pub(super) fn new(plane: &'a Plane, number: usize) -> Result<Self> {
        check(plane)?;
        let runs: Vec<&PlaneRun> = plane.runs.iter().filter(|run| !run.rounds.is_empty()).collect();
        let first = runs[0];
        let last_round = first.rounds.len() - 1;
        let layout = PlaneLayout::new(&plane.points, &all_centers(&runs));
        let moves = Moves::new(plane, &runs, &layout);
        let id = format!("plane-{number}");
        Ok(Self {
            title: &plane.title,
            subtitle: &plane.subtitle,
            caption: &plane.caption,
            svg: inline_svg(&plane_svg(plane), &id),
            runs: runs.iter().map(|run| run.name.as_str()).collect(),
            last_round,
            has_rounds: runs.iter().any(|run| run.rounds.len() > 1),
            state: state(first, last_round),
            first_row: plane.samples[0].row,
            has_true_labels: moves.has_true_labels(),
            image: moves.image,
            moves: moves.to_json()?,
            id,
        })
    }
}

/// The last round of the first run, as the text of an SVG file.
pub(crate) fn plane_svg(plane: &Plane) -> String {
    let runs: Vec<&PlaneRun> = plane.runs.iter().collect();
    let shown = plane.runs.iter().find_map(|run| run.rounds.last());
    let figure = ReportPlane {
        title: &plane.title,
        subtitle: &plane.subtitle,
        axes: &plane.axes,
        points: &plane.points,
        labels: shown.map_or(&[], |round| &round.labels),
        cluster_centers: shown.map_or(&[], |round| &round.cluster_centers),
        all_centers: &all_centers(&runs),
        look: plane.look,
    };
    figure.to_svg()
}

/// The centres of all iterations, which must all fit in the picture.
fn all_centers(runs: &[&PlaneRun]) -> Vec<[f64; 2]> {
    let rounds = runs.iter().flat_map(|run| &run.rounds);
    rounds.flat_map(|round| round.cluster_centers.iter().copied()).collect()
}

/// Checks that every list has one entry per sample, or one per centre in each iteration.
fn check(plane: &Plane) -> Result<()> {
    let n_points = plane.points.len();
    ensure!(
        plane.samples.len() == n_points && plane.pixels.len().is_multiple_of(n_points),
        "the plane has {n_points} points, {} samples and {} pixels: please report this",
        plane.samples.len(),
        plane.pixels.len()
    );
    let rounds = || plane.runs.iter().flat_map(|run| &run.rounds);
    let n_centers = rounds().next().map_or(0, |round| round.cluster_centers.len());
    for round in rounds() {
        let (n_labels, n_own) = (round.labels.len(), round.cluster_centers.len());
        ensure!(
            n_labels == n_points && n_own == n_centers,
            "a round of the plane has {n_labels} labels for {n_points} points, and {n_own} centres \
             where others have {n_centers}: please report this"
        );
    }
    Ok(())
}
