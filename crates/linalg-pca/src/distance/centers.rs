use digits_data::{SamplesView, Scalar};

use super::vectorized::vectorized;

/// Centres rearranged for the distance kernel: tile after tile, each tile feature by feature.
///
/// Tiles are as large as the registers allow and nearly equal. A last tile with few centres would
/// leave the arithmetic units idle.
#[derive(Debug, Clone)]
pub struct Centers<F: Scalar> {
    values: Vec<F>,
    squared_norms: Vec<F>,
    n_features: usize,
    tile: usize,
}

/// One tile: at most as many centres as the registers hold, as `values[feature * len + center]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tile<'a, F> {
    pub(super) values: &'a [F],
    pub(super) squared_norms: &'a [F],
    /// The number of the tile's first centre.
    pub(super) first: u32,
}

impl<F: Scalar> Centers<F> {
    /// Packs for a kernel whose tiles take at most `most` centres.
    pub(super) fn pack_for(centers: SamplesView<'_, F>, most: usize) -> Self {
        let (n_centers, n_features) = centers.shape();
        let tile = n_centers.div_ceil(n_centers.div_ceil(most));
        let mut values = vec![F::ZERO; n_centers * n_features];
        let tiles = values.chunks_mut(tile * n_features);
        for (packed, centers) in tiles.zip(centers.as_slice().chunks(tile * n_features)) {
            let len = centers.len() / n_features;
            for (m, center) in centers.chunks_exact(n_features).enumerate() {
                for (feature, &value) in center.iter().enumerate() {
                    packed[feature * len + m] = value;
                }
            }
        }
        let mut squared_norms = vec![F::ZERO; n_centers];
        let tiles = values.chunks(tile * n_features).zip(squared_norms.chunks_mut(tile));
        vectorized(
            #[inline(always)]
            || {
                for (values, norms) in tiles {
                    for values in values.chunks_exact(norms.len()) {
                        for (norm, &value) in norms.iter_mut().zip(values) {
                            *norm = value.mul_add(value, *norm);
                        }
                    }
                }
            },
        );
        Self { values, squared_norms, n_features, tile }
    }

    /// Number of centres.
    pub fn n_centers(&self) -> usize {
        self.squared_norms.len()
    }

    /// Number of features.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// ‖c‖² of every centre, one chain of fused multiply-adds each.
    pub fn squared_norms(&self) -> &[F] {
        &self.squared_norms
    }

    pub(super) fn tiles(&self) -> impl ExactSizeIterator<Item = Tile<'_, F>> {
        let values = self.values.chunks(self.tile * self.n_features);
        let norms = self.squared_norms.chunks(self.tile);
        // Labels are `u32`. The caller checks that there are no more centres.
        #[expect(clippy::cast_possible_truncation)]
        let firsts = (0..self.n_centers()).step_by(self.tile).map(|first| first as u32);
        values.zip(norms).zip(firsts).map(|((values, squared_norms), first)| Tile {
            values,
            squared_norms,
            first,
        })
    }
}
