use digits_data::{Samples, Scalar, memory};
use linalg_pca::distance::{Centers, LANES};

use super::comparison::{Comparison, Known};
use super::drift::Drift;
use super::gaps::Gaps;
use super::groups::Groups;
use super::panel_bounds::PanelBounds;
use super::piece::{BoundedPiece, Scratch};
use crate::Error;
use crate::engine::assignment_input::AssignmentInput;
use crate::engine::margin::Margin;
use crate::engine::part::Part;
use crate::engine::pieces::{PIECE, pieces};
use crate::engine::screened::scaled;
use crate::engine::tally::{Tally, tallied};
use crate::engine::uncertain_samples::ExactCenters;
use crate::samples::Packed;

/// The bounds of all samples, which hold for the centres of the last iteration.
#[derive(Debug)]
pub(in crate::engine) struct SampleBounds<F: Scalar> {
    groups: Groups,
    /// One entry per panel.
    bounds: Vec<PanelBounds>,
    centers: Samples<F>,
}

impl<F: Scalar> SampleBounds<F> {
    /// Groups the centres. The bounds rule out nothing yet.
    pub(in crate::engine) fn unknown(
        input: AssignmentInput<'_, F>,
        n_groups: usize,
    ) -> Result<Self, Error> {
        let groups = Groups::of(input.centers, n_groups)?;
        let n_panels = input.problem.samples.n_samples().div_ceil(LANES);
        let mut bounds = memory::reserved(n_panels)?;
        for _ in 0..n_panels {
            bounds.push(PanelBounds::unknown(groups.len())?);
        }
        Ok(Self { groups, bounds, centers: input.centers.clone() })
    }

    pub(in crate::engine) fn n_groups(&self) -> usize {
        self.groups.len()
    }

    /// Labels all samples with the dense kernel and makes their bounds.
    pub(in crate::engine) fn start(
        &mut self,
        input: AssignmentInput<'_, F>,
        labels: &mut [u32],
    ) -> Result<Part, Error> {
        self.compare(input, Known::NoBounds, labels)
    }

    /// Labels the samples again after the centres have moved.
    pub(in crate::engine) fn assign(
        &mut self,
        input: AssignmentInput<'_, F>,
        labels: &mut [u32],
    ) -> Result<Part, Error> {
        let scale = input.problem.screen()?.map_or(1.0, |screen| screen.scale);
        let drift = Drift::between(&self.centers, input.centers, scale, &self.groups);
        self.centers = input.centers.clone();
        self.compare(input, Known::Bounds(drift), labels)
    }

    /// Chooses the type in which samples are compared: `f32`, also for `f64` samples if they have a
    /// screen.
    fn compare(
        &mut self,
        input: AssignmentInput<'_, F>,
        known: Known,
        labels: &mut [u32],
    ) -> Result<Part, Error> {
        if let Some(screen) = input.problem.screen()? {
            let exact_centers = Some(ExactCenters::new(input.centers));
            let packed = screen.packed(input.problem.samples, input.problem.offset);
            self.compare_in(packed, exact_centers, input, known, labels)
        } else {
            self.compare_in(input.problem.packed()?, None, input, known, labels)
        }
    }

    fn compare_in<P: Scalar>(
        &mut self,
        samples: Packed<'_, F, P>,
        exact_centers: Option<ExactCenters<'_, F>>,
        input: AssignmentInput<'_, F>,
        known: Known,
        labels: &mut [u32],
    ) -> Result<Part, Error> {
        let scaled = scaled::<F, P>(input.centers, samples.scale)?;
        let centers = pack(&scaled, &self.groups)?;
        let margin = Margin::new::<F, P>(input.centers, samples.scale);
        // Gaps start from the own centre of each sample, so there must be labels already.
        let (n_samples, n_centers) = (labels.len(), input.n_clusters());
        let has_gaps = matches!(known, Known::Bounds(_)) && Gaps::pay(n_samples, n_centers);
        let gaps = has_gaps.then(|| Gaps::between(&scaled, &centers, &self.groups, margin));
        let groups = &self.groups;
        let gaps = gaps.transpose()?;
        let comparison =
            Comparison { input, samples, exact_centers, groups, centers, known, gaps, margin };
        let label =
            |scratch: &mut Scratch<F, P>, piece: &mut BoundedPiece<'_>, tally: &mut Tally<'_>| {
                piece.label(&comparison, scratch, tally)
            };
        let bounds = self.bounds.chunks_mut(PIECE / LANES);
        let pieces = pieces(labels).into_iter().zip(bounds);
        let pieces = pieces.map(|(piece, bounds)| BoundedPiece { piece, bounds }).collect();
        let sums = (n_centers, input.problem.grid()?);
        let mut part = tallied(pieces, input.is_large(), sums, label)?;
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
