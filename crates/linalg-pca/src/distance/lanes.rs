use digits_data::Scalar;

/// Samples that stand side by side in a panel.
pub const LANES: usize = 32;

/// One value of each of [`LANES`] consecutive samples.
pub type PanelRow<F> = [F; LANES];

/// The two nearest centres of each sample in a panel.
///
/// A score is `‖c‖² − 2x·c`: the squared distance minus ‖x‖², rounded as the kernel rounds it.
#[derive(Debug, Clone, Copy)]
pub struct NearestTwo<F> {
    /// The number of the nearest centre, the lowest of those equally near.
    pub labels: [u32; LANES],
    /// The nearest centre's score.
    pub nearest: [F; LANES],
    /// The smallest score of all other centres; infinite if there is no other.
    pub second: [F; LANES],
    /// ‖x‖² of the sample, one chain of fused multiply-adds.
    pub squared_norms: [F; LANES],
}

impl<F: Scalar> Default for NearestTwo<F> {
    fn default() -> Self {
        Self {
            labels: [0; LANES],
            nearest: [F::INFINITY; LANES],
            second: [F::INFINITY; LANES],
            squared_norms: [F::ZERO; LANES],
        }
    }
}
