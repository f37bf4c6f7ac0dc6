use digits_data::{Samples, Scalar, memory};
use linalg_pca::distance::{Centers, LANES};

use super::block_bounds::BlockBounds;
use super::comparison::{Comparison, Kernel, Known};
use super::drift::Drift;
use super::gaps::Gaps;
use super::groups::Groups;
use super::piece::{BoundedPiece, Scratch};
use crate::Error;
use crate::engine::margin::Margin;
use crate::engine::part::Part;
use crate::engine::pieces::{PIECE, pieces};
use crate::engine::round::Round;
use crate::engine::screened::scaled;
use crate::engine::settling::Exact;
use crate::engine::tally::{Tally, tallied};

/// The bounds of all samples, good for the centres of the last round.
#[derive(Debug)]
pub(in crate::engine) struct SampleBounds<F: Scalar> {
    groups: Groups,
    blocks: Vec<BlockBounds>,
    centers: Samples<F>,
}

impl<F: Scalar> SampleBounds<F> {
    /// Groups the centres; no bound is known yet.
    pub(in crate::engine) fn unknown(round: Round<'_, F>, n_groups: usize) -> Result<Self, Error> {
        let groups = Groups::of(round.centers, n_groups)?;
        let n_blocks = round.problem.samples.n_samples().div_ceil(LANES);
        let mut blocks = memory::reserved(n_blocks)?;
        for _ in 0..n_blocks {
            blocks.push(BlockBounds::unknown(groups.len())?);
        }
        Ok(Self { groups, blocks, centers: round.centers.clone() })
    }

    pub(in crate::engine) fn n_groups(&self) -> usize {
        self.groups.len()
    }

    /// Labels all samples with the dense kernel and makes their bounds.
    pub(in crate::engine) fn start(
        &mut self,
        round: Round<'_, F>,
        labels: &mut [u32],
    ) -> Result<Part, Error> {
        self.compare(round, Known::NoBounds, labels)
    }

    /// Labels the samples again after the centres have moved.
    pub(in crate::engine) fn assign(
        &mut self,
        round: Round<'_, F>,
        labels: &mut [u32],
    ) -> Result<Part, Error> {
        let scale = round.problem.screen()?.map_or(1.0, |screen| screen.scale);
        let drift = Drift::between(&self.centers, round.centers, scale, &self.groups);
        self.centers = round.centers.clone();
        self.compare(round, Known::Bounds(drift), labels)
    }

    /// Chooses the type in which samples are compared: `f32` where they are wider.
    fn compare(
        &mut self,
        round: Round<'_, F>,
        known: Known,
        labels: &mut [u32],
    ) -> Result<Part, Error> {
        if let Some(screen) = round.problem.screen()? {
            let exact = Some(Exact::new(round.centers));
            let kernel = Kernel { panels: &screen.panels, scale: screen.scale, exact };
            self.compare_by(kernel, round, known, labels)
        } else {
            let kernel = Kernel { panels: round.problem.panels()?, scale: 1.0, exact: None };
            self.compare_by(kernel, round, known, labels)
        }
    }

    fn compare_by<P: Scalar>(
        &mut self,
        kernel: Kernel<'_, F, P>,
        round: Round<'_, F>,
        known: Known,
        labels: &mut [u32],
    ) -> Result<Part, Error> {
        let scaled = scaled::<F, P>(round.centers, kernel.scale)?;
        let packed = pack(&scaled, &self.groups)?;
        let margin = Margin::new::<F, P>(round.centers, kernel.scale);
        // Gaps need a sample's own centre, and must cost little.
        let (n_samples, n_centers) = (labels.len(), round.n_clusters());
        let has_gaps = matches!(known, Known::Bounds(_)) && Gaps::pay(n_samples, n_centers);
        let gaps = has_gaps.then(|| Gaps::between(&scaled, &packed, &self.groups, margin));
        let groups = &self.groups;
        let gaps = gaps.transpose()?;
        let comparison = Comparison { round, kernel, groups, centers: packed, known, gaps, margin };
        let visit =
            |scratch: &mut Scratch<F, P>, piece: &mut BoundedPiece<'_>, part: &mut Tally<'_>| {
                piece.visit(&comparison, scratch, part)
            };
        let blocks = self.blocks.chunks_mut(PIECE / LANES);
        let pieces = pieces(labels).into_iter().zip(blocks);
        let pieces = pieces.map(|(piece, blocks)| BoundedPiece { piece, blocks }).collect();
        let sums = (n_centers, round.problem.grid()?);
        let mut part = tallied(pieces, round.is_large(), sums, visit)?;
        if has_gaps {
            part.counts.n_distances += (n_centers * n_centers) as u64;
        }
        Ok(part)
    }
}

/// Packs the centres of each group.
fn pack<P: Scalar>(centers: &Samples<P>, groups: &Groups) -> Result<Vec<Centers<P>>, Error> {
    let of_group = |members| Ok(Centers::pack(centers.view().select(members)?.view()));
    groups.members().map(of_group).collect()
}
