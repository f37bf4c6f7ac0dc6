//! Assignment that skips what cannot have changed, by bounds on distances.
//!
//! Centres are held in a few groups. Each sample has an upper bound of the distance to its own
//! centre and, for each group, a lower bound of that to any other centre in it; both are loosened
//! by how far centres move. A group whose lower bound stays clear of the upper bound holds no
//! nearer centre. What is left goes to the dense kernel, a block at once where much of it is left,
//! gathered into fresh panels where it is little. Labels are those of the dense kernel, to the
//! last tie.
//!
//! With one group this is Hamerly's algorithm (G. Hamerly, "Making k-means even faster", SDM 2010),
//! with several that of Y. Ding et al., "Yinyang k-means", ICML 2015; but only as many groups as
//! keep memory at 32 bytes a sample.

mod bounds;
mod groups;
mod piece;

use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES};
use rayon::prelude::*;

use self::bounds::{BlockBounds, Drift, Margin};
use self::groups::Groups;
use self::piece::{Piece, Scratch};
use super::assignment::PIECE;
use super::moves::Move;
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::problem::Problem;

/// Bounds of all samples, good for the centres they were last brought up to date for.
#[derive(Debug)]
pub(super) struct Bounded<F: Scalar> {
    groups: Groups,
    blocks: Vec<BlockBounds>,
    centers: Samples<F>,
}

/// What a round compares with.
struct Round<'a, F: Scalar> {
    problem: &'a Problem<'a, F>,
    groups: &'a Groups,
    /// The centres of each group.
    centers: Vec<Centers<F>>,
    /// How far they moved since the bounds were made; `None` if there are no bounds yet.
    drift: Option<Drift>,
    margin: Margin,
}

/// What a round came to: the moves of each piece in order, and the distances it took.
pub(super) type Outcome = (Vec<Vec<Move>>, u64);

impl<F: Scalar> Bounded<F> {
    /// Labels all samples with the dense kernel and makes their bounds.
    pub(super) fn start(
        n_groups: usize,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &mut [u32],
    ) -> Result<(Self, Outcome), Error> {
        let groups = Groups::of(centers, n_groups)?;
        let unknown = BlockBounds::unknown(groups.len());
        let blocks = vec![unknown; labels.len().div_ceil(LANES)];
        let mut bounded = Self { groups, blocks, centers: centers.clone() };
        let outcome = bounded.round(problem, centers, None, labels)?;
        Ok((bounded, outcome))
    }

    pub(super) fn n_groups(&self) -> usize {
        self.groups.len()
    }

    /// Labels the samples again after the centres have moved.
    pub(super) fn assign(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &mut [u32],
    ) -> Result<Outcome, Error> {
        let drift = Drift::between(&self.centers, centers, &self.groups);
        self.centers = centers.clone();
        self.round(problem, centers, Some(drift), labels)
    }

    fn round(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        drift: Option<Drift>,
        labels: &mut [u32],
    ) -> Result<Outcome, Error> {
        let groups = &self.groups;
        let packed = groups.members().map(|members| {
            let of_group = centers.view().select(members)?;
            Ok(Centers::pack(of_group.view()))
        });
        let centers_of_groups = packed.collect::<Result<_, Error>>()?;
        let margin = Margin::new(centers);
        let round = Round { problem, groups, centers: centers_of_groups, drift, margin };
        let visit =
            |scratch: &mut Scratch<F>,
             (index, (labels, blocks)): (usize, (&mut [u32], &mut [BlockBounds]))| {
                Piece { start: index * PIECE, labels, blocks }.visit(&round, scratch)
            };
        let blocks_of_piece = PIECE / LANES;
        let pieces: Vec<(Vec<Move>, u64)> = if problem.work(centers.n_samples()) < PARALLEL_WORK {
            let mut scratch = Scratch::default();
            let blocks = self.blocks.chunks_mut(blocks_of_piece);
            let pieces = labels.chunks_mut(PIECE).zip(blocks).enumerate();
            pieces.map(|piece| visit(&mut scratch, piece)).collect::<Result<_, Error>>()?
        } else {
            let blocks = self.blocks.par_chunks_mut(blocks_of_piece);
            let pieces = labels.par_chunks_mut(PIECE).zip(blocks).enumerate();
            pieces.map_init(Scratch::default, visit).collect::<Result<_, Error>>()?
        };
        let (moves, n_distances): (Vec<_>, Vec<u64>) = pieces.into_iter().unzip();
        Ok((moves, n_distances.into_iter().sum()))
    }
}
