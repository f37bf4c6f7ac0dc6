use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES, NearestTwo, Panels};
use rayon::prelude::*;

use super::assignment::PIECE;
use super::bounds::{BlockBounds, Drift, Margin};
use super::moves::{Move, relabel};
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::problem::Problem;

/// Assignment that skips the samples whose bounds show that nothing can have changed.
///
/// G. Hamerly, "Making k-means even faster", SDM 2010: one upper and one lower bound a sample,
/// loosened by the distance the centres moved. What is left goes to the dense kernel, a block at
/// once where much of it is left, gathered into fresh panels where it is little. Labels are those
/// of the dense kernel, to the last tie.
#[derive(Debug)]
pub(super) struct Hamerly<F: Scalar> {
    blocks: Vec<BlockBounds>,
    /// The centres that the bounds were last brought up to date for.
    centers: Samples<F>,
}

/// What one round compares with: centres, how far they moved, how much rounding there may be.
struct Round<'a, F: Scalar> {
    problem: &'a Problem<'a, F>,
    centers: Centers<F>,
    margin: Margin,
}

/// Room to work on a piece.
struct Scratch<F: Scalar> {
    /// Samples that are left, by their number.
    rows: Vec<usize>,
    panels: Panels<F>,
    nearest: Vec<NearestTwo<F>>,
}

/// A piece of the samples: its labels, bounds and moves.
struct Piece<'a> {
    start: usize,
    labels: &'a mut [u32],
    blocks: &'a mut [BlockBounds],
    moves: Vec<Move>,
}

impl<F: Scalar> Hamerly<F> {
    /// Labels all samples with the dense kernel and makes their bounds.
    pub(super) fn start(
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &mut [u32],
    ) -> Result<(Self, Vec<Vec<Move>>), Error> {
        let n_blocks = labels.len().div_ceil(LANES);
        let mut hamerly =
            Self { blocks: vec![BlockBounds::default(); n_blocks], centers: centers.clone() };
        let (moves, _) =
            hamerly.for_each_piece(problem, centers, labels, |round, scratch, piece| {
                for block in 0..piece.blocks.len() {
                    round.label_block(scratch, piece, block)?;
                }
                Ok(piece.labels.len())
            })?;
        Ok((hamerly, moves))
    }

    /// Labels the samples again after the centres have moved; also returns for how many it took
    /// distances to all centres.
    pub(super) fn assign(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &mut [u32],
    ) -> Result<(Vec<Vec<Move>>, usize), Error> {
        let drift = Drift::between(&self.centers, centers);
        let most_gathered = most_gathered::<F>(centers.n_samples());
        self.centers = centers.clone();
        self.for_each_piece(problem, centers, labels, |round, scratch, piece| {
            scratch.rows.clear();
            let mut n_visited = 0;
            for block in 0..piece.blocks.len() {
                let first = piece.start + block * LANES;
                let end = piece.labels.len().min((block + 1) * LANES);
                let labels = &piece.labels[block * LANES..end];
                let left = piece.blocks[block].after_move(labels, &drift, round.margin);
                if left.count_ones() > most_gathered {
                    round.label_block(scratch, piece, block)?;
                    n_visited += end - block * LANES;
                } else {
                    scratch.rows.extend(lanes(left).map(|lane| first + lane));
                }
            }
            round.label_gathered(scratch, piece)?;
            // Sums are bits too, and those of plain Lloyd are taken in order of the samples.
            piece.moves.sort_unstable_by_key(|moved| moved.sample);
            Ok(n_visited + scratch.rows.len())
        })
    }

    /// Calls `visit` for each piece; the moves of all, and the sum of what it returns.
    fn for_each_piece(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &mut [u32],
        visit: impl Fn(&Round<'_, F>, &mut Scratch<F>, &mut Piece<'_>) -> Result<usize, Error> + Sync,
    ) -> Result<(Vec<Vec<Move>>, usize), Error> {
        let round =
            Round { problem, centers: Centers::pack(centers.view()), margin: Margin::new(centers) };
        let scratch = || Scratch { rows: Vec::new(), panels: Panels::empty(), nearest: Vec::new() };
        let visit =
            |scratch: &mut Scratch<F>,
             (index, (labels, blocks)): (usize, (&mut [u32], &mut [BlockBounds]))| {
                let moves = Vec::new();
                let mut piece = Piece { start: index * PIECE, labels, blocks, moves };
                let n_visited = visit(&round, scratch, &mut piece)?;
                Ok((piece.moves, n_visited))
            };
        let pieces: Result<Vec<(Vec<Move>, usize)>, Error> =
            if problem.work(centers.n_samples()) < PARALLEL_WORK {
                let mut scratch = scratch();
                let blocks = self.blocks.chunks_mut(PIECE / LANES);
                let pieces = labels.chunks_mut(PIECE).zip(blocks).enumerate();
                pieces.map(|piece| visit(&mut scratch, piece)).collect()
            } else {
                let blocks = self.blocks.par_chunks_mut(PIECE / LANES);
                let pieces = labels.par_chunks_mut(PIECE).zip(blocks).enumerate();
                pieces.map_init(scratch, visit).collect()
            };
        let (moves, n_visited): (Vec<_>, Vec<_>) = pieces?.into_iter().unzip();
        Ok((moves, n_visited.into_iter().sum()))
    }
}

/// How many samples of a block may be left for it to be cheaper to gather them than to visit the
/// whole block: gathering a sample costs as much as comparing it with 32 centres in `f32`, with 16
/// in `f64`.
fn most_gathered<F: Scalar>(n_clusters: usize) -> u32 {
    let gather = if size_of::<F>() == 4 { 32 } else { 16 };
    u32::try_from(LANES * n_clusters / (n_clusters + gather)).unwrap_or(u32::MAX)
}

/// The lanes whose bits are set, ascending.
fn lanes(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = bits.trailing_zeros();
        bits &= bits.checked_sub(1)?;
        Some(lane as usize)
    })
}

impl<F: Scalar> Round<'_, F> {
    /// Labels one block where it lies.
    fn label_block(
        &self,
        scratch: &mut Scratch<F>,
        piece: &mut Piece<'_>,
        block: usize,
    ) -> Result<(), Error> {
        let first = block * LANES;
        scratch.nearest.resize(1, NearestTwo::default());
        self.problem.panels.nearest_two(
            &self.centers,
            piece.start + first,
            &mut scratch.nearest,
        )?;
        let end = piece.labels.len().min(first + LANES);
        let labels = &mut piece.labels[first..end];
        let nearest = &scratch.nearest[0];
        relabel(piece.start + first, labels, &nearest.labels[..labels.len()], &mut piece.moves);
        piece.blocks[block] = BlockBounds::new(nearest, labels.len(), self.margin);
        Ok(())
    }

    /// Labels the samples of `scratch.rows`, in panels of their own.
    fn label_gathered(&self, scratch: &mut Scratch<F>, piece: &mut Piece<'_>) -> Result<(), Error> {
        let Scratch { rows, panels, nearest } = scratch;
        if rows.is_empty() {
            return Ok(());
        }
        panels.repack(self.problem.samples, self.problem.offset, rows)?;
        nearest.resize(rows.len().div_ceil(LANES), NearestTwo::default());
        panels.nearest_two(&self.centers, 0, nearest)?;
        for (rows, nearest) in rows.chunks(LANES).zip(&*nearest) {
            for (lane, &row) in rows.iter().enumerate() {
                let index = row - piece.start;
                piece.blocks[index / LANES].renew(index % LANES, nearest, lane, self.margin);
                let label = &mut piece.labels[index..=index];
                relabel(row, label, &nearest.labels[lane..=lane], &mut piece.moves);
            }
        }
        Ok(())
    }
}
