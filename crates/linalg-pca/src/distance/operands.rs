//! The operands of a backend's matrix operations.

/// The size of one product: `n_rows × n_terms` times `n_terms × n_columns`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) n_rows: usize,
    pub(crate) n_columns: usize,
    pub(crate) n_terms: usize,
}

/// Number of sweeps in one pass. Their columns, of two registers each, take 14 registers.
pub(crate) const SWEEPS: usize = 6;

/// The rotation of each sweep in one step: cosine, sine, and negated sine, so that a register can
/// load the latter.
pub(crate) type Turns<F> = [[F; 3]; SWEEPS];

/// The vectors applied to the last rows of some columns `a`. First `u·y + x·v` is subtracted, with
/// one `y` and one `v` per column. Then the rest is multiplied with `next`.
#[derive(Clone, Copy)]
pub(crate) struct FusedPass<'a, F> {
    /// Length of a column.
    pub(crate) stride: usize,
    pub(crate) u: &'a [F],
    pub(crate) y: &'a [F],
    pub(crate) x: &'a [F],
    pub(crate) v: &'a [F],
    pub(crate) next: &'a [F],
}

/// The products that a pass leaves, one `along` and one `row` per column.
pub(crate) struct Results<'a, F> {
    /// The dot product of each column and `next`.
    pub(crate) along: &'a mut [F],
    /// The first entry of each column, reflected by `next`.
    pub(crate) row: &'a mut [F],
    /// The columns times `row`, added to the present values.
    pub(crate) image: &'a mut [F],
}
