//! The kernel, written once for every vector type. All of it is inlined into the entry points of
//! `backend`, which is what gives it the instruction set it runs on.

use digits_data::Scalar;

use super::centers::{Centers, Tile};
use super::panels::{LANES, NearestTwo, PanelRow};
use super::vector::Vector;

/// Scores and labels of the nearest centres so far, for two registers of samples.
type Nearest<V> = [(V, V); 2];

/// Calls a function that is generic over the number of centres in a tile with that number.
macro_rules! with_len {
    ($tile:ident, $function:ident($($argument:expr),*)) => {
        match $tile.squared_norms.len() {
            1 => $function::<F, V, 1>($($argument),*),
            2 => $function::<F, V, 2>($($argument),*),
            3 => $function::<F, V, 3>($($argument),*),
            4 => $function::<F, V, 4>($($argument),*),
            5 => $function::<F, V, 5>($($argument),*),
            6 => $function::<F, V, 6>($($argument),*),
            7 => $function::<F, V, 7>($($argument),*),
            8 => $function::<F, V, 8>($($argument),*),
            9 => $function::<F, V, 9>($($argument),*),
            10 => $function::<F, V, 10>($($argument),*),
            11 => $function::<F, V, 11>($($argument),*),
            _ => $function::<F, V, 12>($($argument),*),
        }
    };
}
/// Labels every sample of the blocks in `rows` with its nearest centre.
#[inline(always)]
pub(super) fn nearest<F: Scalar, V: Vector<F>>(
    rows: &[PanelRow<F>],
    centers: &Centers<F>,
    labels: &mut [u32],
) {
    for (block, labels) in rows.chunks_exact(centers.n_features()).zip(labels.chunks_mut(LANES)) {
        let mut nearest_labels = [0; LANES];
        for at in (0..LANES).step_by(2 * V::WIDTH) {
            let mut nearest = [(V::splat(F::INFINITY), V::splat_label(0)); 2];
            for tile in centers.tiles() {
                nearest = with_len!(tile, nearest_in_tile(block, at, tile, nearest));
            }
            nearest[0].1.store_labels(&mut nearest_labels, at);
            nearest[1].1.store_labels(&mut nearest_labels, at + V::WIDTH);
        }
        labels.copy_from_slice(&nearest_labels[..labels.len()]);
    }
}

/// Finds the two nearest centres of every sample of the blocks in `rows`.
#[inline(always)]
pub(super) fn nearest_two<F: Scalar, V: Vector<F>>(
    rows: &[PanelRow<F>],
    centers: &Centers<F>,
    found: &mut [NearestTwo<F>],
) {
    for (block, found) in rows.chunks_exact(centers.n_features()).zip(found) {
        for at in (0..LANES).step_by(2 * V::WIDTH) {
            let infinity = V::splat(F::INFINITY);
            let mut nearest = [(infinity, V::splat_label(0)); 2];
            let mut second = [infinity; 2];
            for tile in centers.tiles() {
                (nearest, second) =
                    with_len!(tile, nearest_two_in_tile(block, at, tile, nearest, second));
            }
            let norms = squared_norms::<F, V>(block, at);
            for half in 0..2 {
                let at = at + half * V::WIDTH;
                nearest[half].0.store(&mut found.nearest, at);
                nearest[half].1.store_labels(&mut found.labels, at);
                second[half].store(&mut found.second, at);
                norms[half].store(&mut found.squared_norms, at);
            }
        }
    }
}

/// Writes the dot products of every block in `rows`, a row a centre.
#[inline(always)]
pub(super) fn dots<F: Scalar, V: Vector<F>>(
    rows: &[PanelRow<F>],
    centers: &Centers<F>,
    products: &mut [PanelRow<F>],
) {
    let products = products.chunks_exact_mut(centers.n_centers());
    for (block, products) in rows.chunks_exact(centers.n_features()).zip(products) {
        for at in (0..LANES).step_by(2 * V::WIDTH) {
            let mut products = &mut *products;
            for tile in centers.tiles() {
                let (of_tile, rest) = products.split_at_mut(tile.squared_norms.len());
                with_len!(tile, store_dots(block, at, tile, of_tile));
                products = rest;
            }
        }
    }
}

#[inline(always)]
fn nearest_in_tile<F: Scalar, V: Vector<F>, const M: usize>(
    block: &[PanelRow<F>],
    at: usize,
    tile: Tile<'_, F>,
    mut nearest: Nearest<V>,
) -> Nearest<V> {
    let sums = dot_products::<F, V, M>(block, at, tile.values);
    let minus_two = V::splat(-(F::ONE + F::ONE));
    for ((m, sums), &norm) in (0..).zip(sums).zip(tile.squared_norms) {
        let label = V::splat_label(tile.first + m);
        for (nearest, sum) in nearest.iter_mut().zip(sums) {
            let score = sum.mul_add(minus_two, V::splat(norm));
            *nearest = V::nearer(*nearest, (score, label));
        }
    }
    nearest
}

#[inline(always)]
fn nearest_two_in_tile<F: Scalar, V: Vector<F>, const M: usize>(
    block: &[PanelRow<F>],
    at: usize,
    tile: Tile<'_, F>,
    mut nearest: Nearest<V>,
    mut second: [V; 2],
) -> (Nearest<V>, [V; 2]) {
    let sums = dot_products::<F, V, M>(block, at, tile.values);
    let minus_two = V::splat(-(F::ONE + F::ONE));
    for ((m, sums), &norm) in (0..).zip(sums).zip(tile.squared_norms) {
        let label = V::splat_label(tile.first + m);
        for ((nearest, second), sum) in nearest.iter_mut().zip(&mut second).zip(sums) {
            let score = sum.mul_add(minus_two, V::splat(norm));
            *second = second.min(score.max(nearest.0));
            *nearest = V::nearer(*nearest, (score, label));
        }
    }
    (nearest, second)
}

#[inline(always)]
fn squared_norms<F: Scalar, V: Vector<F>>(block: &[PanelRow<F>], at: usize) -> [V; 2] {
    let mut sums = [V::splat(F::ZERO); 2];
    for row in block {
        for (half, sum) in sums.iter_mut().enumerate() {
            let x = V::load(&row.0, at + half * V::WIDTH);
            *sum = x.mul_add(x, *sum);
        }
    }
    sums
}

#[inline(always)]
fn store_dots<F: Scalar, V: Vector<F>, const M: usize>(
    block: &[PanelRow<F>],
    at: usize,
    tile: Tile<'_, F>,
    products: &mut [PanelRow<F>],
) {
    let sums = dot_products::<F, V, M>(block, at, tile.values);
    for (product, sums) in products.iter_mut().zip(sums) {
        sums[0].store(&mut product.0, at);
        sums[1].store(&mut product.0, at + V::WIDTH);
    }
}

/// The heart: `M` centres times two registers of samples, all sums in registers.
#[inline(always)]
fn dot_products<F: Scalar, V: Vector<F>, const M: usize>(
    block: &[PanelRow<F>],
    at: usize,
    centers: &[F],
) -> [[V; 2]; M] {
    let mut sums = [[V::splat(F::ZERO); 2]; M];
    for (row, values) in block.iter().zip(centers.as_chunks::<M>().0) {
        let x = [V::load(&row.0, at), V::load(&row.0, at + V::WIDTH)];
        for m in 0..M {
            let value = V::splat(values[m]);
            sums[m][0] = x[0].mul_add(value, sums[m][0]);
            sums[m][1] = x[1].mul_add(value, sums[m][1]);
        }
    }
    sums
}
