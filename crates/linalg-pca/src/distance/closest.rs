//! The operation behind k-means++: the potential that remains if a sample becomes a centre.

use digits_data::Scalar;

use super::centers::Centers;
use super::kernel::dots;
use super::lanes::LANES;
use super::vector::Vector;

/// Squared distances from the samples in one panel to the nearest centre so far.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub struct Closest<F> {
    /// ‖x − c‖², calculated as ‖c‖² − 2x·c + ‖x‖² but not below 0; 0 in lanes past the last sample.
    pub squared_distances: [F; LANES],
    /// ‖x‖², one chain of fused multiply-adds.
    pub squared_norms: [F; LANES],
}

impl<F: Scalar> Closest<F> {
    /// Σ w·‖x − c‖² over the panel, the lanes' weights in order or 1 each.
    #[inline(always)]
    pub fn potential(&self, weights: Option<&[f64]>) -> f64 {
        total(eighths(&self.squared_distances, weights.map(in_lanes).as_ref()))
    }

    /// Returns the distances after adding one more centre.
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

/// Adds the first centre to every panel. Then writes the potential that each of the other centres
/// would leave: one row of `n_centers - 1` per panel.
#[inline(always)]
pub(super) fn lower<F: Scalar, V: Vector<F>>(
    panels: &[F],
    centers: &Centers<F>,
    weights: Option<&[f64]>,
    closest: &mut [Closest<F>],
    potentials: &mut [f64],
) {
    let n_tried = centers.n_centers() - 1;
    let norms = centers.squared_norms();
    let mut products = vec![[F::ZERO; LANES]; centers.n_centers()];
    let mut sums = vec![[0.0; 8]; n_tried];
    let panels = panels.chunks_exact(LANES * centers.n_features());
    for (number, (panel, closest)) in panels.zip(closest).enumerate() {
        dots::<F, V>(panel, centers, &mut products);
        closest.squared_distances = closest.lowered(&products[0], norms[0]);
        let weights = weights.map(|weights| in_lanes(&weights[number * LANES..]));
        for ((products, &norm), sums) in products[1..].iter().zip(&norms[1..]).zip(&mut sums) {
            *sums = eighths(&closest.lowered(products, norm), weights.as_ref());
        }
        // A loop of its own: both loops together would not fill the registers.
        let potentials = &mut potentials[number * n_tried..][..n_tried];
        for (potential, &sums) in potentials.iter_mut().zip(&sums) {
            *potential = total(sums);
        }
    }
}

/// The weights of a panel, 0 past the last.
#[inline(always)]
fn in_lanes(weights: &[f64]) -> [f64; LANES] {
    let mut lanes = [0.0; LANES];
    for (lane, &weight) in lanes.iter_mut().zip(weights) {
        *lane = weight;
    }
    lanes
}

/// Sums of every eighth lane, an order that vector registers of any width can follow.
#[inline(always)]
fn eighths<F: Scalar>(distances: &[F; LANES], weights: Option<&[f64; LANES]>) -> [f64; 8] {
    let mut sums = [0.0; 8];
    for start in (0..LANES).step_by(8) {
        for (lane, sum) in (start..).zip(&mut sums) {
            *sum += match weights {
                None => distances[lane].to_f64(),
                Some(weights) => weights[lane] * distances[lane].to_f64(),
            };
        }
    }
    sums
}

#[inline(always)]
fn total(sums: [f64; 8]) -> f64 {
    let quarter = |i: usize| sums[i] + sums[i + 4];
    (quarter(0) + quarter(2)) + (quarter(1) + quarter(3))
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;

    use super::super::backend::Backend;
    use super::super::panels::Panels;
    use super::*;

    /// Compares every backend with plain loops, by bits.
    fn check<F: Scalar>(n_samples: usize, n_centers: usize, weights: Option<&[f64]>) {
        let noise = |i: usize| ((i * 7919) as f64).sin();
        let x = Samples::new((0..n_samples * 3).map(noise).collect(), n_samples, 3).unwrap();
        let x = x.cast::<F>().unwrap();
        let centers: Vec<usize> = (0..n_centers).map(|j| j * 5 % n_samples).collect();
        let centers = x.view().select(&centers).unwrap();
        for backend in Backend::<F>::available() {
            let panels = Panels::pack_for(x.view(), &[0.0; 3], 1.0, backend.strip).unwrap();
            let mut closest = start(&x);
            let mut potentials = vec![f64::NAN; closest.len() * (n_centers - 1)];
            let packed = Centers::pack_for(centers.view(), backend.tile_centers);
            (backend.lower)(panels.all_blocks(), &packed, weights, &mut closest, &mut potentials);
            for (number, closest) in closest.iter().enumerate() {
                let mut lowered = start(&x)[number];
                lower_naively(&mut lowered, number, &x, centers.row(0));
                assert_eq!(closest.squared_distances, lowered.squared_distances);
                for (center, potential) in (1..).zip(&potentials[number * (n_centers - 1)..]) {
                    if center == n_centers {
                        break;
                    }
                    let mut tried = lowered;
                    lower_naively(&mut tried, number, &x, centers.row(center));
                    let weights = weights.map(|weights| &weights[number * LANES..]);
                    let expected = tried.potential(weights);
                    assert_eq!(potential.to_bits(), expected.to_bits(), "{}", backend.name);
                }
            }
        }
    }

    fn start<F: Scalar>(x: &Samples<F>) -> Vec<Closest<F>> {
        let panels = x.as_slice().chunks(LANES * x.n_features());
        let of_block = |panel: &[F]| {
            let mut closest =
                Closest { squared_distances: [F::ZERO; LANES], squared_norms: [F::ZERO; LANES] };
            for (lane, x) in panel.chunks(x.n_features()).enumerate() {
                closest.squared_distances[lane] = F::from_f64(1.5);
                closest.squared_norms[lane] = dot(x, x);
            }
            closest
        };
        panels.map(of_block).collect()
    }

    fn lower_naively<F: Scalar>(
        closest: &mut Closest<F>,
        panel: usize,
        x: &Samples<F>,
        center: &[F],
    ) {
        let rows = x.rows().skip(panel * LANES).take(LANES);
        for (distance, x) in closest.squared_distances.iter_mut().zip(rows) {
            let product = dot(x, center);
            let new = dot(center, center) - (product + product) + dot(x, x);
            let new = if new > F::ZERO { new } else { F::ZERO };
            *distance = if new < *distance { new } else { *distance };
        }
    }

    fn dot<F: Scalar>(x: &[F], y: &[F]) -> F {
        x.iter().zip(y).fold(F::ZERO, |sum, (&x, &y)| x.mul_add(y, sum))
    }

    #[test]
    fn every_backend_lowers_to_the_same_bits() {
        for (n_samples, n_centers) in [(1, 1), (5, 2), (32, 5), (97, 14)] {
            let weights: Vec<f64> = (0..n_samples).map(|i| f64::from(i % 7) * 0.3).collect();
            let n_samples = weights.len();
            check::<f32>(n_samples, n_centers, None);
            check::<f64>(n_samples, n_centers, Some(&weights));
        }
    }

    /// Adds 0.1 + 0.2 + … in the promised order, and in another one.
    #[test]
    fn the_order_of_the_sum_is_pinned() {
        let squared_distances = std::array::from_fn(|lane| 0.1 + lane as f64 / 3.0);
        let closest = Closest { squared_distances, squared_norms: [0.0; LANES] };
        let eighth = |i: usize| {
            ((squared_distances[i] + squared_distances[i + 8]) + squared_distances[i + 16])
                + squared_distances[i + 24]
        };
        let quarter = |i: usize| eighth(i) + eighth(i + 4);
        let expected: f64 = (quarter(0) + quarter(2)) + (quarter(1) + quarter(3));
        assert_eq!(closest.potential(None).to_bits(), expected.to_bits());
        let halves = closest.potential(Some(&[0.5; LANES]));
        assert_eq!(halves.to_bits(), (expected / 2.0).to_bits());
        let three: f64 = squared_distances[..3].iter().sum();
        assert!((closest.potential(Some(&[1.0; 3])) - three).abs() < 1e-15);
    }
}
