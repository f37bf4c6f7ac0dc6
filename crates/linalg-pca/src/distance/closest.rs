//! The operation that k-means++ is made of: what would be left if a sample became a centre.

use digits_data::Scalar;

use super::centers::Centers;
use super::kernel::dots;
use super::panels::{LANES, PanelRow};
use super::vector::Vector;

/// How far each sample of a block is from the nearest of the centres so far.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub struct Closest<F> {
    /// ‖x − c‖², as `‖c‖² − 2x·c + ‖x‖²` is rounded but not below 0; infinite before the first
    /// centre, and always 0 in lanes past the last sample.
    pub squared_distances: [F; LANES],
    /// ‖x‖², one chain of fused multiply-adds.
    pub squared_norms: [F; LANES],
}

impl<F: Scalar> Closest<F> {
    /// Σ w·‖x − c‖² over the block, the lanes' weights in order or 1 each.
    ///
    /// Eight sums of every eighth lane, then those by halves: an order that vector registers of
    /// any width can follow.
    #[inline(always)]
    pub fn potential(&self, weights: Option<&[f64]>) -> f64 {
        potential(&self.squared_distances, weights)
    }

    #[inline(always)]
    fn lowered(&self, products: &[F; LANES], squared_norm: F) -> [F; LANES] {
        let mut lowered = self.squared_distances;
        for (lane, closest) in lowered.iter_mut().enumerate() {
            let score = squared_norm - (products[lane] + products[lane]);
            let distance = score + self.squared_norms[lane];
            let distance = if distance > F::ZERO { distance } else { F::ZERO };
            *closest = if distance < *closest { distance } else { *closest };
        }
        lowered
    }
}

/// Lowers every block by the first of the centres, and writes the potential that each of them
/// would leave beside it: a row of `n_centers` a block.
#[inline(always)]
pub(super) fn lower<F: Scalar, V: Vector<F>>(
    rows: &[PanelRow<F>],
    centers: &Centers<F>,
    weights: Option<&[f64]>,
    closest: &mut [Closest<F>],
    potentials: &mut [f64],
) {
    let n_centers = centers.n_centers();
    let mut products = vec![PanelRow([F::ZERO; LANES]); n_centers];
    let blocks = rows.chunks_exact(centers.n_features());
    let outputs = closest.iter_mut().zip(potentials.chunks_exact_mut(n_centers));
    for (number, (block, (closest, potentials))) in blocks.zip(outputs).enumerate() {
        dots::<F, V>(block, centers, &mut products);
        let weights = weights.map(|weights| {
            let rest = &weights[number * LANES..];
            &rest[..rest.len().min(LANES)]
        });
        let norms = centers.squared_norms();
        closest.squared_distances = closest.lowered(&products[0].0, norms[0]);
        for ((products, &norm), to) in products.iter().zip(norms).zip(potentials) {
            *to = potential(&closest.lowered(&products.0, norm), weights);
        }
    }
}

#[inline(always)]
fn potential<F: Scalar>(distances: &[F; LANES], weights: Option<&[f64]>) -> f64 {
    let mut terms = distances.map(F::to_f64);
    if let Some(weights) = weights {
        for (term, weight) in terms.iter_mut().zip(weights) {
            *term *= weight;
        }
    }
    let mut sums = [0.0; 8];
    for terms in terms.as_chunks::<8>().0 {
        for (sum, term) in sums.iter_mut().zip(terms) {
            *sum += term;
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
