//! The kernel, written once for every vector type. All of it is inlined into the entry points of
//! `backend`, which choose the instruction set.

use digits_data::Scalar;

use super::centers::{Centers, Tile};
use super::lanes::{LANES, NearestTwo, PanelRow};
use super::vector::Vector;
use super::vectorized::prefetch_line;

/// Scores and labels of the nearest centres so far, for two registers of samples.
type Nearest<V> = [(V, V); 2];

/// Calls a function with a tile's number of centres as its generic constant.
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

/// Labels every sample of the panels with its nearest centre.
#[inline(always)]
pub(super) fn nearest<F: Scalar, V: Vector<F>>(
    panels: &[F],
    centers: &Centers<F>,
    labels: &mut [u32],
) {
    let width = 2 * V::WIDTH;
    for (strip, labels) in strips::<F, V>(panels, centers).zip(labels.chunks_mut(width)) {
        let mut nearest = [(V::splat(F::INFINITY), V::splat_label(0)); 2];
        for (tile, ahead) in centers.tiles().zip(strip.ahead) {
            nearest = with_len!(tile, nearest_in_tile(strip.values, tile, ahead, nearest));
        }
        let mut nearest_labels = [0; LANES];
        nearest[0].1.store_labels(&mut nearest_labels, 0);
        nearest[1].1.store_labels(&mut nearest_labels, V::WIDTH);
        labels.copy_from_slice(&nearest_labels[..labels.len()]);
    }
}

/// Finds the two nearest centres of every sample of the panels.
#[inline(always)]
pub(super) fn nearest_two<F: Scalar, V: Vector<F>>(
    panels: &[F],
    centers: &Centers<F>,
    found: &mut [NearestTwo<F>],
) {
    for strip in strips::<F, V>(panels, centers) {
        let infinity = V::splat(F::INFINITY);
        let mut nearest = [(infinity, V::splat_label(0)); 2];
        let mut second = [infinity; 2];
        for (tile, ahead) in centers.tiles().zip(strip.ahead) {
            (nearest, second) =
                with_len!(tile, nearest_two_in_tile(strip.values, tile, ahead, nearest, second));
        }
        let norms = squared_norms::<F, V>(strip.values);
        let found = &mut found[strip.panel];
        for half in 0..2 {
            let at = strip.lane + half * V::WIDTH;
            nearest[half].0.store(&mut found.nearest, at);
            nearest[half].1.store_labels(&mut found.labels, at);
            second[half].store(&mut found.second, at);
            norms[half].store(&mut found.squared_norms, at);
        }
    }
}

/// Labels every sample with its nearest centre. Marks, one bit per lane, each sample whose second
/// nearest centre is within the panel's margin.
#[inline(always)]
pub(super) fn screen<F: Scalar, V: Vector<F>>(
    panels: &[F],
    centers: &Centers<F>,
    margins: &[F],
    labels: &mut [u32],
    uncertain: &mut [u32],
) {
    let width = 2 * V::WIDTH;
    uncertain.fill(0);
    for (strip, labels) in strips::<F, V>(panels, centers).zip(labels.chunks_mut(width)) {
        let infinity = V::splat(F::INFINITY);
        let mut nearest = [(infinity, V::splat_label(0)); 2];
        let mut second = [infinity; 2];
        for (tile, ahead) in centers.tiles().zip(strip.ahead) {
            (nearest, second) =
                with_len!(tile, nearest_two_in_tile(strip.values, tile, ahead, nearest, second));
        }
        let margin = V::splat(margins[strip.panel]);
        let mut nearest_labels = [0; LANES];
        for half in 0..2 {
            nearest[half].1.store_labels(&mut nearest_labels, half * V::WIDTH);
            let bound = nearest[half].0.mul_add(V::splat(F::ONE), margin);
            let lanes = second[half].not_greater(bound);
            uncertain[strip.panel] |= lanes << (strip.lane + half * V::WIDTH);
        }
        labels.copy_from_slice(&nearest_labels[..labels.len()]);
    }
}

/// Writes the dot products of every panel, one row per centre.
#[inline(always)]
pub(super) fn dots<F: Scalar, V: Vector<F>>(
    panels: &[F],
    centers: &Centers<F>,
    products: &mut [PanelRow<F>],
) {
    for strip in strips::<F, V>(panels, centers) {
        let mut products = &mut products[strip.panel * centers.n_centers()..];
        for (tile, ahead) in centers.tiles().zip(strip.ahead) {
            let (of_tile, rest) = products.split_at_mut(tile.squared_norms.len());
            with_len!(tile, store_dots(strip.values, strip.lane, tile, ahead, of_tile));
            products = rest;
        }
    }
}

/// Writes the distances of every panel, one row per centre.
#[inline(always)]
pub(super) fn distances<F: Scalar, V: Vector<F>>(
    panels: &[F],
    centers: &Centers<F>,
    distances: &mut [PanelRow<F>],
) {
    for strip in strips::<F, V>(panels, centers) {
        let mut distances = &mut distances[strip.panel * centers.n_centers()..];
        for (tile, ahead) in centers.tiles().zip(strip.ahead) {
            let (of_tile, rest) = distances.split_at_mut(tile.squared_norms.len());
            with_len!(tile, store_distances(strip.values, strip.lane, tile, ahead, of_tile));
            distances = rest;
        }
    }
}

/// The samples of two registers.
struct Strip<'a, F, A> {
    values: &'a [F],
    /// The values that each tile of centres prefetches.
    ahead: A,
    panel: usize,
    /// The lane of the first sample.
    lane: usize,
}

/// Visits all strips of the panels, in order. While the tiles of centres use one strip, they prefetch the
/// next one.
///
/// The processor would not fetch it by itself, because the tiles read from the cache most of the
/// time. A single tile reads each strip once, as a stream, and prefetches [`ROWS_AHEAD`] rows of it.
#[inline(always)]
fn strips<'a, F: Scalar, V: Vector<F>>(
    panels: &'a [F],
    centers: &Centers<F>,
) -> impl Iterator<Item = Strip<'a, F, impl Iterator<Item = Ahead<'a, F>>>> {
    let width = 2 * V::WIDTH;
    let len = width * centers.n_features();
    let n_tiles = centers.tiles().len();
    // Each tile prefetches its share of the next strip: so many values per row of features.
    let n_ahead = if n_tiles == 1 { ROWS_AHEAD * width } else { len };
    let per_row = width.div_ceil(n_tiles);
    panels.chunks_exact(len).enumerate().map(move |(number, values)| {
        let next = number * len + n_ahead;
        let ahead = (0..n_tiles).map(move |tile| {
            let start = next + tile * per_row * (len / width);
            Ahead { values: panels.get(start..).unwrap_or(&[]), per_row }
        });
        Strip { values, ahead, panel: number * width / LANES, lane: number * width % LANES }
    })
}

/// Rows that a single tile prefetches: 8 kB at the width of AVX-512.
const ROWS_AHEAD: usize = 64;

/// The prefetches of a tile. Every row prefetches a few values, so the next strip has arrived when all
/// tiles are done.
///
/// The first row must not prefetch everything: with some dozens of cache lines on their way, the
/// processor stalls until they arrive.
#[derive(Clone, Copy)]
struct Ahead<'a, F> {
    values: &'a [F],
    per_row: usize,
}

impl<F: Scalar> Ahead<'_, F> {
    #[inline(always)]
    fn fetch(self, row: usize) {
        if let Some(values) = self.values.get(row * self.per_row..) {
            prefetch_line(values);
        }
    }
}

#[inline(always)]
fn nearest_in_tile<F: Scalar, V: Vector<F>, const M: usize>(
    strip: &[F],
    tile: Tile<'_, F>,
    ahead: Ahead<'_, F>,
    mut nearest: Nearest<V>,
) -> Nearest<V> {
    let sums = dot_products::<F, V, M>(strip, tile.values, ahead);
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
    ahead: Ahead<'_, F>,
    mut nearest: Nearest<V>,
    mut second: [V; 2],
) -> (Nearest<V>, [V; 2]) {
    let sums = dot_products::<F, V, M>(strip, tile.values, ahead);
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
    ahead: Ahead<'_, F>,
    products: &mut [PanelRow<F>],
) {
    let sums = dot_products::<F, V, M>(strip, tile.values, ahead);
    for (product, sums) in products.iter_mut().zip(sums) {
        sums[0].store(product, at);
        sums[1].store(product, at + V::WIDTH);
    }
}

#[inline(always)]
fn store_distances<F: Scalar, V: Vector<F>, const M: usize>(
    strip: &[F],
    at: usize,
    tile: Tile<'_, F>,
    ahead: Ahead<'_, F>,
    distances: &mut [PanelRow<F>],
) {
    let mut sums = [[V::splat(F::ZERO); 2]; M];
    let rows = strip.chunks_exact(2 * V::WIDTH).zip(tile.values.as_chunks::<M>().0);
    for (number, (row, values)) in rows.enumerate() {
        ahead.fetch(number);
        let x = [V::load(row, 0), V::load(row, V::WIDTH)];
        for m in 0..M {
            let value = V::splat(values[m]);
            let differences = [x[0].sub(value), x[1].sub(value)];
            sums[m][0] = differences[0].mul_add(differences[0], sums[m][0]);
            sums[m][1] = differences[1].mul_add(differences[1], sums[m][1]);
        }
    }
    for (distance, sums) in distances.iter_mut().zip(sums) {
        sums[0].sqrt().store(distance, at);
        sums[1].sqrt().store(distance, at + V::WIDTH);
    }
}

/// The inner loop: `M` centres times two registers of samples, with all sums in registers.
#[inline(always)]
fn dot_products<F: Scalar, V: Vector<F>, const M: usize>(
    strip: &[F],
    centers: &[F],
    ahead: Ahead<'_, F>,
) -> [[V; 2]; M] {
    let mut sums = [[V::splat(F::ZERO); 2]; M];
    let rows = strip.chunks_exact(2 * V::WIDTH).zip(centers.as_chunks::<M>().0);
    for (number, (row, values)) in rows.enumerate() {
        ahead.fetch(number);
        let x = [V::load(row, 0), V::load(row, V::WIDTH)];
        for m in 0..M {
            let value = V::splat(values[m]);
            sums[m][0] = x[0].mul_add(value, sums[m][0]);
            sums[m][1] = x[1].mul_add(value, sums[m][1]);
        }
    }
    sums
}
