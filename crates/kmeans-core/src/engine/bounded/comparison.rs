use digits_data::Scalar;
use linalg_pca::distance::{Centers, Panels};

use super::drift::Drift;
use super::gaps::Gaps;
use super::groups::Groups;
use crate::engine::assignment_input::AssignmentInput;
use crate::engine::margin::Margin;
use crate::engine::uncertain_samples::ExactCenters;

/// Everything that is the same for all samples of one assignment.
pub(super) struct Comparison<'a, F: Scalar, P: Scalar> {
    pub(super) input: AssignmentInput<'a, F>,
    pub(super) packed: PackedSamples<'a, F, P>,
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

/// The packed samples that the kernel compares, in the type `P`.
pub(super) struct PackedSamples<'a, F: Scalar, P: Scalar> {
    /// The samples times `scale`, in their own type or in `f32`.
    pub(super) panels: &'a Panels<P>,
    pub(super) scale: f64,
    /// The centres in the samples' own type, if `P` is narrower and can leave labels uncertain.
    pub(super) exact_centers: Option<ExactCenters<'a, F>>,
}
