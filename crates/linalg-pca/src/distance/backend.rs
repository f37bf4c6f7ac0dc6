#[cfg(feature = "pca")]
use std::ops::Range;

use digits_data::Scalar;

use super::centers::Centers;
use super::closest::Closest;
use super::lanes::{LANES, NearestTwo, PanelRow};
#[cfg(feature = "pca")]
use super::operands::{FusedPass, Results, Shape, Turns};

/// The kernel as compiled for one instruction set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backend<F: Scalar> {
    pub(super) name: &'static str,
    /// Number of centres that fit in the registers beside two vectors of samples: 12 with 32
    /// registers, 6 with 16.
    pub(super) tile_centers: usize,
    /// Number of samples in two registers. Panels are laid out in strips of this width.
    pub(super) strip: usize,
    pub(super) nearest: Operation<F, u32>,
    pub(super) nearest_two: Operation<F, NearestTwo<F>>,
    pub(super) dots: Operation<F, PanelRow<F>>,
    pub(super) distances: Operation<F, PanelRow<F>>,
    pub(super) screen: Screen<F>,
    /// The kernel's arithmetic without memory access; see [`peak`].
    pub(super) fma_chains: fn(usize, &mut [F; LANES]) -> usize,
    pub(super) lower: Lower<F>,
    #[cfg(feature = "pca")]
    pub(super) add_products: AddProducts<F>,
    #[cfg(feature = "pca")]
    pub(super) multiply: Multiply<F>,
    #[cfg(feature = "pca")]
    pub(super) rotate: Rotate<F>,
    #[cfg(feature = "pca")]
    pub(super) fused_pass: RunFusedPass<F>,
}

/// Takes the values of whole panels, the centres, and one output.
type Operation<F, T> = fn(&[F], &Centers<F>, &mut [T]);

/// Takes also a margin for each panel, and two outputs.
type Screen<F> = fn(&[F], &Centers<F>, &[F], &mut [u32], &mut [u32]);

/// Takes also the samples' weights, and two outputs.
type Lower<F> = fn(&[F], &Centers<F>, Option<&[f64]>, &mut [Closest<F>], &mut [f64]);

/// Takes samples in strips, a range of strips, the number of features, and the range's sums. Each
/// strip of the range is multiplied with itself and all strips before.
#[cfg(feature = "pca")]
pub(super) type AddProducts<F> = fn(&[F], Range<usize>, usize, &mut [F]);

/// Takes packed columns, packed rows, the size of the product, and the sums.
#[cfg(feature = "pca")]
pub(super) type Multiply<F> = fn(&[F], &[F], Shape, &mut [F]);

/// Takes one strip of rows, column after column, and the turns of each step.
#[cfg(feature = "pca")]
pub(super) type Rotate<F> = fn(&mut [F], &[Turns<F>]);

/// Takes the vectors, the columns, and the results.
#[cfg(feature = "pca")]
pub(super) type RunFusedPass<F> = fn(&FusedPass<F>, &mut [F], Results<F>);
