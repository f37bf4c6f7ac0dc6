/// A cell of a [`Contingency`](crate::Contingency) that is not 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Cell {
    /// The row: the class's number in order of first appearance.
    pub class: usize,
    /// The column: the cluster's number in order of first appearance.
    pub cluster: usize,
    /// Samples of that class in that cluster, at least 1.
    pub count: u64,
}
