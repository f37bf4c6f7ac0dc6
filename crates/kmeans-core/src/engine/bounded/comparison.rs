use digits_data::Scalar;
use linalg_pca::distance::Centers;

use super::drift::Drift;
use super::gaps::Gaps;
use super::groups::Groups;
use crate::engine::assignment_input::AssignmentInput;
use crate::engine::margin::Margin;
use crate::engine::uncertain_samples::ExactCenters;
use crate::samples::Packed;

/// Everything that is the same for all samples of one assignment.
pub(super) struct Comparison<'a, F: Scalar, P: Scalar> {
    pub(super) input: AssignmentInput<'a, F>,
    /// The samples times a scale, in their own type or in `f32`.
    pub(super) samples: Packed<'a, F, P>,
    /// The centres in the samples' own type, if `P` is narrower and can leave labels uncertain.
    pub(super) exact_centers: Option<ExactCenters<'a, F>>,
    pub(super) groups: &'a Groups,
    /// The centres of each group.
    pub(super) centers: Vec<Centers<P>>,
    pub(super) known: Known,
    pub(super) gaps: Option<Gaps>,
    pub(super) margin: Margin,
}

/// Knowledge from earlier iterations.
pub(super) enum Known {
    /// No bounds yet, so every sample is compared with every group.
    NoBounds,
    /// Bounds, and how far the centres have moved since these were made.
    Bounds(Drift),
}
