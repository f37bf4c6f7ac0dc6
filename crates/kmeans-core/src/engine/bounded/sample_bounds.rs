//! Assignment that skips what cannot have changed, by bounds on distances.
//!
//! Centres are held in a few groups. Each sample has an upper bound of the distance to its own
//! centre and, for each group, a lower bound of that to any other centre in it; both are loosened
//! by how far centres move. A group whose lower bound stays clear of the upper bound holds no
//! nearer centre. So does one whose centres are all farther from the sample's own centre than twice
//! the sample is. What is left goes to the dense kernel, a block at once where much of it is left,
//! gathered into fresh panels where it is little. Labels are those of the dense kernel, to the
//! last tie.
//!
//! With one group this is Hamerly's algorithm (G. Hamerly, "Making k-means even faster", SDM 2010),
//! with several that of Y. Ding et al., "Yinyang k-means", ICML 2015; but only as many groups as
//! keep memory at 32 bytes a sample.

mod bounds;
mod gaps;
mod groups;
mod piece;

use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES, Panels};

use self::bounds::{BlockBounds, Drift};
use self::gaps::Gaps;
use self::groups::Groups;
use self::piece::{Piece, Scratch};
use super::clusters::Clusters;
use super::margin::Margin;
use super::pieces::{Outcome, PIECE, visit_all};
use super::screen::{Exact, scaled};
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
struct Round<'a, F: Scalar, P: Scalar> {
    problem: &'a Problem<'a, F>,
    kernel: Kernel<'a, F, P>,
    groups: &'a Groups,
    /// The centres of each group.
    centers: Vec<Centers<P>>,
    known: Known,
    gaps: Option<Gaps>,
    margin: Margin,
}

/// What earlier rounds have left.
enum Known {
    Nothing,
    Labels,
    /// Labels and bounds, and how far the centres moved since they were made.
    Bounds(Drift),
}

/// What does the comparing.
struct Kernel<'a, F: Scalar, P: Scalar> {
    /// The samples times `scale`, in their own type or a narrower one.
    panels: &'a Panels<P>,
    scale: f64,
    /// All centres in the samples' own type, where a narrower one can leave a label uncertain.
    exact: Option<Exact<'a, F>>,
}

impl<F: Scalar> Bounded<F> {
    /// Labels all samples with the dense kernel and makes their bounds.
    pub(super) fn start(
        n_groups: usize,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        first: bool,
        labels: &mut [u32],
        clusters: &mut Clusters,
    ) -> Result<(Self, Outcome), Error> {
        let groups = Groups::of(centers, n_groups)?;
        let unknown = BlockBounds::unknown(groups.len());
        let blocks = vec![unknown; labels.len().div_ceil(LANES)];
        let mut bounded = Self { groups, blocks, centers: centers.clone() };
        let known = if first { Known::Nothing } else { Known::Labels };
        let outcome = bounded.round(problem, centers, known, labels, clusters)?;
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
        clusters: &mut Clusters,
    ) -> Result<Outcome, Error> {
        let scale = problem.screen()?.map_or(1.0, |screen| screen.scale);
        let drift = Drift::between(&self.centers, centers, scale, &self.groups);
        self.centers = centers.clone();
        self.round(problem, centers, Known::Bounds(drift), labels, clusters)
    }

    fn round(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        known: Known,
        labels: &mut [u32],
        clusters: &mut Clusters,
    ) -> Result<Outcome, Error> {
        if let Some(screen) = problem.screen()? {
            let (panels, scale) = (&screen.panels, screen.scale);
            let kernel = Kernel { panels, scale, exact: Some(Exact::new(centers)) };
            self.round_by(kernel, problem, centers, known, labels, clusters)
        } else {
            let kernel = Kernel { panels: problem.panels()?, scale: 1.0, exact: None };
            self.round_by(kernel, problem, centers, known, labels, clusters)
        }
    }

    fn round_by<P: Scalar>(
        &mut self,
        kernel: Kernel<'_, F, P>,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        known: Known,
        labels: &mut [u32],
        clusters: &mut Clusters,
    ) -> Result<Outcome, Error> {
        let groups = &self.groups;
        let scaled = scaled::<F, P>(centers, kernel.scale)?;
        let packed = groups.members().map(|members| {
            let of_group = scaled.view().select(members)?;
            Ok(Centers::pack(of_group.view()))
        });
        let packed = packed.collect::<Result<Vec<_>, Error>>()?;
        let margin = Margin::new::<F, P>(centers, kernel.scale);
        let gaps = self.gaps(problem, &scaled, &packed, &known, margin)?;
        let n_between = if gaps.is_some() { centers.n_samples().pow(2) } else { 0 };
        let round = Round { problem, kernel, groups, centers: packed, known, gaps, margin };
        let visit =
            |scratch: &mut Scratch<F, P>, piece: &mut Piece<'_>| piece.visit(&round, scratch);
        let starts = (0..).step_by(PIECE);
        let blocks = self.blocks.chunks_mut(PIECE / LANES);
        let pieces = starts.zip(labels.chunks_mut(PIECE)).zip(blocks);
        let pieces =
            pieces.map(|((start, labels), blocks)| Piece { start, labels, blocks }).collect();
        let in_parallel = problem.work(centers.n_samples()) >= PARALLEL_WORK;
        let (n_moved, n_distances) = visit_all(pieces, in_parallel, clusters, visit)?;
        Ok((n_moved, n_distances + n_between as u64))
    }

    /// Of the centres, where a sample's own is known and they cost little.
    fn gaps<P: Scalar>(
        &self,
        problem: &Problem<'_, F>,
        centers: &Samples<P>,
        packed: &[Centers<P>],
        known: &Known,
        margin: Margin,
    ) -> Result<Option<Gaps>, Error> {
        let pay = Gaps::pay(problem.samples.n_samples(), centers.n_samples());
        if !pay || !matches!(known, Known::Bounds(_)) {
            return Ok(None);
        }
        Gaps::between(centers, packed, &self.groups, margin).map(Some)
    }
}
