//! Products of features with features, summed over samples: the sums behind a covariance.
//!
//! A tile of sums stays in registers while the loop reads all samples. Here each lane holds a feature,
//! and each sum continues with the next samples.

use std::ops::Range;

use digits_data::Scalar;

use super::backend::{AddProducts, Backend};
use super::vector::Vector;

/// Registers of features in a strip, a band of features. A tile has as many features as a register has
/// lanes, so the sums take 24 of 32 registers, or 12 of 16.
pub(super) const REGISTERS: usize = 3;

/// Sums of products of features, and the layout of samples that they need, on this instruction set.
///
/// Every sum adds its terms sample by sample with fused multiply-adds, so its bits are the same on
/// every instruction set.
#[derive(Clone, Copy)]
pub(crate) struct Scatter<F: Scalar> {
    n_features: usize,
    /// Features in a register.
    tile: usize,
    add_products: AddProducts<F>,
}

impl<F: Scalar> Scatter<F> {
    pub(crate) fn new(n_features: usize) -> Self {
        Self::on(&Backend::active(), n_features)
    }

    pub(super) fn on(backend: &Backend<F>, n_features: usize) -> Self {
        // A backend's own strips have two registers.
        Self { n_features, tile: backend.strip / 2, add_products: backend.add_products }
    }

    /// Number of features in a strip. Samples are laid out strip after strip, and sample after
    /// sample within each. Values past the last feature do not matter.
    pub(crate) fn strip(&self) -> usize {
        REGISTERS * self.tile
    }

    pub(crate) fn n_strips(&self) -> usize {
        self.n_features.div_ceil(self.strip())
    }

    /// The number of sums. They are ordered by strip, and by tile within each strip. A strip is
    /// multiplied with the tiles up to its own end, so each pair of features is summed once.
    pub(crate) fn n_sums(&self) -> usize {
        self.n_sums_of(0..self.n_strips())
    }

    /// The number of sums in these strips.
    pub(crate) fn n_sums_of(&self, strips: Range<usize>) -> usize {
        let n_tiles = |n_strips: usize| REGISTERS * n_strips * (n_strips + 1) / 2;
        (n_tiles(strips.end) - n_tiles(strips.start)) * self.tile * self.strip()
    }

    /// Adds the products of two features, sample by sample, to each sum in a range of strips.
    ///
    /// Samples are laid out up to the end of the range, and the sums are those of the range.
    pub(crate) fn add_products(&self, samples: &[F], strips: Range<usize>, sums: &mut [F]) {
        (self.add_products)(samples, strips, self.n_features, sums);
    }

    /// Calls `visit(i, j, sum)` for all features `i ≤ j`.
    pub(crate) fn for_each_pair(&self, sums: &[F], mut visit: impl FnMut(usize, usize, F)) {
        let width = self.strip();
        let mut rows = sums.chunks_exact(width);
        for first in (0..self.n_strips()).map(|strip| strip * width) {
            for (i, row) in (0..first + width).zip(&mut rows) {
                for (j, &sum) in (first..self.n_features).zip(row).skip(i.saturating_sub(first)) {
                    visit(i, j, sum);
                }
            }
        }
    }
}

/// Multiplies every tile with every strip that does not end before it. `TILE` is the width of a
/// register.
#[inline(always)]
pub(super) fn add_products<F: Scalar, V: Vector<F>, const TILE: usize>(
    samples: &[F],
    strips: Range<usize>,
    n_features: usize,
    sums: &mut [F],
) {
    let width = REGISTERS * TILE;
    let len = samples.len() / strips.end;
    let mut sums = sums.chunks_exact_mut(TILE * width);
    for number in strips {
        let strip = &samples[number * len..][..len];
        let before = number * REGISTERS;
        let end = REGISTERS.min((n_features - number * width).div_ceil(TILE));
        for (tile, sums) in (0..before + REGISTERS).zip(&mut sums) {
            let factors = &samples[tile / REGISTERS * len..][..len];
            let at = tile % REGISTERS * TILE;
            // On the diagonal, registers before the tile's own were multiplied with it before.
            let first = tile.saturating_sub(before);
            match end.saturating_sub(first) {
                3 => tile_with_strip::<F, V, TILE, 3>(factors, at, strip, first * TILE, sums),
                2 => tile_with_strip::<F, V, TILE, 2>(factors, at, strip, first * TILE, sums),
                1 => tile_with_strip::<F, V, TILE, 1>(factors, at, strip, first * TILE, sums),
                _ => {}
            }
        }
    }
}

/// Multiplies a tile's features, from `at` on in the rows of `factors`, with `R` registers of a strip.
#[inline(always)]
pub(super) fn tile_with_strip<F: Scalar, V: Vector<F>, const TILE: usize, const R: usize>(
    factors: &[F],
    at: usize,
    strip: &[F],
    first: usize,
    total: &mut [F],
) {
    let width = REGISTERS * TILE;
    let mut sums = [[V::splat(F::ZERO); R]; TILE];
    for (sums, total) in sums.iter_mut().zip(total.chunks_exact(width)) {
        for (r, sum) in sums.iter_mut().enumerate() {
            *sum = V::load(total, first + r * TILE);
        }
    }
    for (factors, row) in factors.chunks_exact(width).zip(strip.chunks_exact(width)) {
        let factors = &factors[at..at + TILE];
        let mut x = [V::splat(F::ZERO); R];
        for (r, x) in x.iter_mut().enumerate() {
            *x = V::load(row, first + r * TILE);
        }
        for m in 0..TILE {
            let factor = V::splat(factors[m]);
            for r in 0..R {
                sums[m][r] = x[r].mul_add(factor, sums[m][r]);
            }
        }
    }
    for (sums, total) in sums.into_iter().zip(total.chunks_exact_mut(width)) {
        for (r, sum) in sums.into_iter().enumerate() {
            sum.store(total, first + r * TILE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<F: Scalar>(n_samples: usize, n_features: usize) {
        let value = |sample: usize, feature: usize| {
            F::from_f64(((sample * 7919 + feature * 104_729) as f64).sin())
        };
        for backend in Backend::<F>::available() {
            let scatter = Scatter::on(&backend, n_features);
            let (width, n_strips) = (scatter.strip(), scatter.n_strips());
            let mut samples = vec![F::INFINITY; n_strips * n_samples * width];
            for (sample, feature) in
                (0..n_samples).flat_map(|sample| (0..n_features).map(move |j| (sample, j)))
            {
                let at = feature / width * n_samples + sample;
                samples[at * width + feature % width] = value(sample, feature);
            }
            let mut sums = vec![F::ONE; scatter.n_sums()];
            let (few, many) = (0..n_strips / 2, n_strips / 2..n_strips);
            let (sums_of_few, sums_of_many) = sums.split_at_mut(scatter.n_sums_of(few.clone()));
            if !few.is_empty() {
                let samples = &samples[..few.end * n_samples * width];
                scatter.add_products(samples, few, sums_of_few);
            }
            scatter.add_products(&samples, many, sums_of_many);
            let mut n_pairs = 0;
            scatter.for_each_pair(&sums, |i, j, sum| {
                let chain = (0..n_samples)
                    .fold(F::ONE, |sum, sample| value(sample, i).mul_add(value(sample, j), sum));
                let (found, expected) = (sum.to_f64().to_bits(), chain.to_f64().to_bits());
                assert_eq!(found, expected, "{} {i} {j} of {n_features}", backend.name);
                n_pairs += 1;
            });
            assert_eq!(n_pairs, n_features * (n_features + 1) / 2);
        }
    }

    #[test]
    fn every_number_of_features_on_every_backend_is_a_chain_of_plain_loops() {
        for n_features in (1..=80).chain([144, 145, 200]) {
            for n_samples in [1, 2, 5] {
                check::<f64>(n_samples, n_features);
                check::<f32>(n_samples, n_features);
            }
        }
    }
}
