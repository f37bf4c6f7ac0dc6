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
/// Labels every sample of the blocks with its nearest centre.
#[inline(always)]
pub(super) fn nearest<F: Scalar, V: Vector<F>>(
    blocks: &[F],
    centers: &Centers<F>,
    labels: &mut [u32],
) {
    let blocks = blocks.chunks_exact(LANES * centers.n_features());
    for (block, labels) in blocks.zip(labels.chunks_mut(LANES)) {
        let mut nearest_labels = [0; LANES];
        for (at, strip) in strips::<F, V>(block) {
            let mut nearest = [(V::splat(F::INFINITY), V::splat_label(0)); 2];
            for tile in centers.tiles() {
                nearest = with_len!(tile, nearest_in_tile(strip, tile, nearest));
            }
            nearest[0].1.store_labels(&mut nearest_labels, at);
            nearest[1].1.store_labels(&mut nearest_labels, at + V::WIDTH);
        }
        labels.copy_from_slice(&nearest_labels[..labels.len()]);
    }
}

/// Finds the two nearest centres of every sample of the blocks.
#[inline(always)]
pub(super) fn nearest_two<F: Scalar, V: Vector<F>>(
    blocks: &[F],
    centers: &Centers<F>,
    found: &mut [NearestTwo<F>],
) {
    for (block, found) in blocks.chunks_exact(LANES * centers.n_features()).zip(found) {
        for (at, strip) in strips::<F, V>(block) {
            let infinity = V::splat(F::INFINITY);
            let mut nearest = [(infinity, V::splat_label(0)); 2];
            let mut second = [infinity; 2];
            for tile in centers.tiles() {
                (nearest, second) =
                    with_len!(tile, nearest_two_in_tile(strip, tile, nearest, second));
            }
            let norms = squared_norms::<F, V>(strip);
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

/// Writes the dot products of every block, a row a centre.
#[inline(always)]
pub(super) fn dots<F: Scalar, V: Vector<F>>(
    blocks: &[F],
    centers: &Centers<F>,
    products: &mut [PanelRow<F>],
) {
    let products = products.chunks_exact_mut(centers.n_centers());
    for (block, products) in blocks.chunks_exact(LANES * centers.n_features()).zip(products) {
        for (at, strip) in strips::<F, V>(block) {
            let mut products = &mut *products;
            for tile in centers.tiles() {
                let (of_tile, rest) = products.split_at_mut(tile.squared_norms.len());
                with_len!(tile, store_dots(strip, at, tile, of_tile));
                products = rest;
            }
        }
    }
}

/// The strips of a block, each with the number of its first lane.
#[inline(always)]
fn strips<F: Scalar, V: Vector<F>>(block: &[F]) -> impl Iterator<Item = (usize, &[F])> {
    let width = 2 * V::WIDTH;
    (0..LANES).step_by(width).zip(block.chunks_exact(block.len() / LANES * width))
}

#[inline(always)]
fn nearest_in_tile<F: Scalar, V: Vector<F>, const M: usize>(
    strip: &[F],
    tile: Tile<'_, F>,
    mut nearest: Nearest<V>,
) -> Nearest<V> {
    let sums = dot_products::<F, V, M>(strip, tile.values);
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
    strip: &[F],
    tile: Tile<'_, F>,
    mut nearest: Nearest<V>,
    mut second: [V; 2],
) -> (Nearest<V>, [V; 2]) {
    let sums = dot_products::<F, V, M>(strip, tile.values);
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
fn squared_norms<F: Scalar, V: Vector<F>>(strip: &[F]) -> [V; 2] {
    let mut sums = [V::splat(F::ZERO); 2];
    for row in strip.chunks_exact(2 * V::WIDTH) {
        for (half, sum) in sums.iter_mut().enumerate() {
            let x = V::load(row, half * V::WIDTH);
            *sum = x.mul_add(x, *sum);
        }
    }
    sums
}

#[inline(always)]
fn store_dots<F: Scalar, V: Vector<F>, const M: usize>(
    strip: &[F],
    at: usize,
    tile: Tile<'_, F>,
    products: &mut [PanelRow<F>],
) {
    let sums = dot_products::<F, V, M>(strip, tile.values);
    for (product, sums) in products.iter_mut().zip(sums) {
        sums[0].store(product, at);
        sums[1].store(product, at + V::WIDTH);
    }
}

/// The heart: `M` centres times two registers of samples, all sums in registers.
#[inline(always)]
fn dot_products<F: Scalar, V: Vector<F>, const M: usize>(
    strip: &[F],
    centers: &[F],
) -> [[V; 2]; M] {
    let mut sums = [[V::splat(F::ZERO); 2]; M];
    for (row, values) in strip.chunks_exact(2 * V::WIDTH).zip(centers.as_chunks::<M>().0) {
        let x = [V::load(row, 0), V::load(row, V::WIDTH)];
        for m in 0..M {
            let value = V::splat(values[m]);
            sums[m][0] = x[0].mul_add(value, sums[m][0]);
            sums[m][1] = x[1].mul_add(value, sums[m][1]);
        }
    }
    sums
}
