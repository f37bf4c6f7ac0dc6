use digits_data::Scalar;
use linalg_pca::distance::{Centers, Panels};

use super::drift::Drift;
use super::gaps::Gaps;
use super::groups::Groups;
use crate::engine::margin::Margin;
use crate::engine::round::Round;
use crate::engine::settling::Exact;

/// Everything that the samples of a round are compared with.
pub(super) struct Comparison<'a, F: Scalar, P: Scalar> {
    pub(super) round: Round<'a, F>,
    pub(super) kernel: Kernel<'a, F, P>,
    pub(super) groups: &'a Groups,
    /// The centres of each group.
    pub(super) centers: Vec<Centers<P>>,
    pub(super) known: Known,
    pub(super) gaps: Option<Gaps>,
    pub(super) margin: Margin,
}

/// Everything that earlier rounds left.
pub(super) enum Known {
    /// Labels, or not even those.
    NoBounds,
    /// Bounds, and how far the centres moved since they were made.
    Bounds(Drift),
}

/// The samples as they are compared.
pub(super) struct Kernel<'a, F: Scalar, P: Scalar> {
    /// Times `scale`, in their own type or a narrower one.
    pub(super) panels: &'a Panels<P>,
    pub(super) scale: f64,
    /// The centres in the samples' own type, where a narrower one can leave a label uncertain.
    pub(super) exact: Option<Exact<'a, F>>,
}
