use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES, NearestTwo, Panels};
use rayon::prelude::*;

use super::assignment::PIECE;
use super::bounds::{Bounds, Drift, Margin};
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::problem::Problem;

/// Assignment that skips the samples whose bounds show that nothing can have changed.
///
/// G. Hamerly, "Making k-means even faster", SDM 2010: one upper and one lower bound a sample,
/// loosened by the distance the centres moved. What is left goes to the dense kernel, gathered
/// into fresh panels where it is little. Labels are those of the dense kernel, to the last tie.
#[derive(Debug)]
pub(super) struct Hamerly<F: Scalar> {
    bounds: Vec<Bounds>,
    /// The centres that the bounds were last brought up to date for.
    centers: Samples<F>,
}

/// Room to gather the samples of a piece that are left.
struct Scratch<F: Scalar> {
    rows: Vec<usize>,
    panels: Panels<F>,
    nearest: Vec<NearestTwo<F>>,
}

impl<F: Scalar> Hamerly<F> {
    /// Labels all samples with the dense kernel and makes their bounds.
    pub(super) fn start(
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &mut [u32],
    ) -> Result<Self, Error> {
        let mut bounds = vec![Bounds::default(); labels.len()];
        let packed = Centers::pack(centers.view());
        let margin = Margin::new(centers);
        for_each_piece(problem, centers, labels, &mut bounds, |scratch, start, labels, bounds| {
            label_all(problem, &packed, margin, scratch, start, labels, bounds)
        })?;
        Ok(Self { bounds, centers: centers.clone() })
    }

    /// Labels the samples again after the centres have moved; returns for how many it took
    /// distances to all centres.
    pub(super) fn assign(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &mut [u32],
    ) -> Result<usize, Error> {
        let drift = Drift::between(&self.centers, centers);
        let packed = Centers::pack(centers.view());
        let margin = Margin::new(centers);
        let most_gathered = most_gathered::<F>(centers.n_samples());
        let visited = for_each_piece(
            problem,
            centers,
            labels,
            &mut self.bounds,
            |scratch, start, labels, bounds| {
                scratch.rows.clear();
                for (index, (bounds, &label)) in bounds.iter_mut().zip(&*labels).enumerate() {
                    let label = label as usize;
                    *bounds = bounds.after_move(drift.own[label], drift.others[label]);
                    if !bounds.settle(margin) {
                        scratch.rows.push(start + index);
                    }
                }
                if scratch.rows.len() as f64 > most_gathered * labels.len() as f64 {
                    label_all(problem, &packed, margin, scratch, start, labels, bounds)
                } else {
                    label_gathered(problem, &packed, margin, scratch, start, labels, bounds)
                }
            },
        )?;
        self.centers = centers.clone();
        Ok(visited)
    }
}

/// The share of a piece above which it is cheaper to visit all of it: gathering a sample costs as
/// much as comparing it with this many centres.
fn most_gathered<F: Scalar>(n_clusters: usize) -> f64 {
    let gather = if size_of::<F>() == 4 { 32.0 } else { 16.0 };
    n_clusters as f64 / (n_clusters as f64 + gather)
}

/// Calls `visit(scratch, first sample, labels, bounds)` for each piece; the sum of what it returns.
fn for_each_piece<F: Scalar>(
    problem: &Problem<'_, F>,
    centers: &Samples<F>,
    labels: &mut [u32],
    bounds: &mut [Bounds],
    visit: impl Fn(&mut Scratch<F>, usize, &mut [u32], &mut [Bounds]) -> Result<usize, Error> + Sync,
) -> Result<usize, Error> {
    let scratch = || Scratch { rows: Vec::new(), panels: Panels::empty(), nearest: Vec::new() };
    if problem.work(centers.n_samples()) < PARALLEL_WORK {
        let mut scratch = scratch();
        let pieces = labels.chunks_mut(PIECE).zip(bounds.chunks_mut(PIECE)).enumerate();
        return pieces
            .map(|(piece, (labels, bounds))| visit(&mut scratch, piece * PIECE, labels, bounds))
            .sum();
    }
    labels
        .par_chunks_mut(PIECE)
        .zip(bounds.par_chunks_mut(PIECE))
        .enumerate()
        .map_init(scratch, |scratch, (piece, (labels, bounds))| {
            visit(scratch, piece * PIECE, labels, bounds)
        })
        .sum()
}

fn label_all<F: Scalar>(
    problem: &Problem<'_, F>,
    centers: &Centers<F>,
    margin: Margin,
    scratch: &mut Scratch<F>,
    start: usize,
    labels: &mut [u32],
    bounds: &mut [Bounds],
) -> Result<usize, Error> {
    scratch.nearest.resize(labels.len().div_ceil(LANES), NearestTwo::default());
    problem.panels.nearest_two(centers, start, &mut scratch.nearest)?;
    let blocks = labels.chunks_mut(LANES).zip(bounds.chunks_mut(LANES));
    for ((labels, bounds), nearest) in blocks.zip(&scratch.nearest) {
        for (lane, (label, bounds)) in labels.iter_mut().zip(bounds).enumerate() {
            (*label, *bounds) = lane_of(nearest, lane, margin);
        }
    }
    Ok(labels.len())
}

fn label_gathered<F: Scalar>(
    problem: &Problem<'_, F>,
    centers: &Centers<F>,
    margin: Margin,
    scratch: &mut Scratch<F>,
    start: usize,
    labels: &mut [u32],
    bounds: &mut [Bounds],
) -> Result<usize, Error> {
    let Scratch { rows, panels, nearest } = scratch;
    panels.repack(problem.samples, problem.offset, rows)?;
    nearest.resize(rows.len().div_ceil(LANES), NearestTwo::default());
    panels.nearest_two(centers, 0, nearest)?;
    for (rows, nearest) in rows.chunks(LANES).zip(&*nearest) {
        for (lane, row) in rows.iter().enumerate() {
            (labels[row - start], bounds[row - start]) = lane_of(nearest, lane, margin);
        }
    }
    Ok(rows.len())
}

fn lane_of<F: Scalar>(nearest: &NearestTwo<F>, lane: usize, margin: Margin) -> (u32, Bounds) {
    let (first, second) = (nearest.nearest[lane], nearest.second[lane]);
    let bounds = Bounds::new(first, second, nearest.squared_norms[lane], margin);
    (nearest.labels[lane], bounds)
}
