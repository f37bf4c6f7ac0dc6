use crate::engine::Restart;

/// A fit to some of the samples, from whose centres the fit to the next larger sample starts.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct NestedSample {
    /// Number of samples.
    pub n_samples: usize,
    /// A summary of each restart. Inertia is that of these samples alone.
    pub restarts: Vec<Restart>,
}
