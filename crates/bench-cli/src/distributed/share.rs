use std::ops::Range;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::files::ArrayRows;
use digits_data::{Samples, SamplesView, Scalar, memory};
use kmeans_core::Error;
use kmeans_core::blocks::{RowSource, read_blocks};

use super::listing::{Layout, Listing, open_table, part_paths};

/// Bytes of rows that are read at a time.
const BLOCK_BYTES: usize = 16 << 20;

/// The rows of this process, which are read again in each pass, and their weights.
#[derive(Debug)]
pub(super) struct Share {
    rows: PartRows,
    /// The number of its first row among all.
    pub(super) first_row: usize,
    pub(super) weights: Option<Vec<f64>>,
    block_len: usize,
}

/// A visit of one block: its rows among those of this process, their values and weights.
type Visit<'v, F> =
    dyn FnMut(Range<usize>, SamplesView<'_, F>, Option<&[f64]>) -> Result<(), Error> + 'v;

impl Share {
    /// Opens the rows that the layout gives to process `me`, and reads their weights.
    pub(super) fn open(
        data: &Path,
        weights: Option<&Path>,
        layout: &Layout,
        me: usize,
    ) -> Result<Self> {
        let (first_row, end) = (layout.starts[me], layout.starts[me + 1]);
        let wanted = if layout.all_see_all { first_row..end } else { 0..end - first_row };
        let rows = PartRows::open(data, wanted.clone(), open_table)?;
        let weights = weights.map(|path| read_weights(path, wanted)).transpose()?;
        let row_bytes = size_of::<f64>() * layout.n_features;
        let block_len = (BLOCK_BYTES / row_bytes).max(1);
        Ok(Self { rows, first_row, weights, block_len })
    }

    pub(super) fn n_samples(&self) -> usize {
        self.rows.n_rows
    }

    /// The rows of each block.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Range<usize>> {
        let (n, len) = (self.n_samples(), self.block_len);
        (0..n).step_by(len).map(move |start| start..n.min(start + len))
    }

    /// Returns the weights of some of the own rows, if there are any weights.
    pub(super) fn weights_of(&self, rows: Range<usize>) -> Option<&[f64]> {
        self.weights.as_deref().map(|weights| &weights[rows])
    }

    /// Reads all rows, block by block in their order.
    pub(super) fn each<F: Scalar>(&mut self, visit: &mut Visit<'_, F>) -> Result<(), Error> {
        let weights = self.weights.as_deref();
        read_blocks(&mut self.rows, self.block_len, |start, block: &Samples<F>| {
            let rows = start..start + block.n_samples();
            visit(rows.clone(), block.view(), weights.map(|weights| &weights[rows]))
        })
    }

    /// Reads those of these rows that this process has, in their order, with their places in the list.
    /// `rows` count among all rows.
    pub(super) fn select<F: Scalar>(&mut self, rows: &[usize]) -> Result<Vec<(usize, Samples<F>)>> {
        let own = self.first_row..self.first_row + self.n_samples();
        let mine = rows.iter().enumerate().filter(|(_, row)| own.contains(row));
        mine.map(|(place, row)| Ok((place, self.rows.read(row - own.start, 1, Vec::new())?)))
            .collect()
    }
}

/// Consecutive rows of several files.
#[derive(Debug)]
struct PartRows {
    /// The files, each with the number of its first row among the rows of all.
    parts: Vec<(usize, ArrayRows)>,
    first_row: usize,
    n_rows: usize,
}

impl PartRows {
    fn open(
        path: &Path,
        rows: Range<usize>,
        open: impl Fn(&Path) -> Result<ArrayRows>,
    ) -> Result<Self> {
        let (mut parts, mut start) = (Vec::new(), 0);
        for path in part_paths(path)? {
            let part = open(&path)?;
            let end = start + part.n_samples();
            if start < rows.end && rows.start < end {
                parts.push((start, part));
            }
            start = end;
        }
        ensure!(rows.end <= start, "{} has changed: it has {start} rows", path.display());
        Ok(Self { parts, first_row: rows.start, n_rows: rows.len() })
    }
}

impl<F: Scalar> RowSource<F> for PartRows {
    fn n_samples(&self) -> usize {
        self.n_rows
    }

    fn n_features(&self) -> usize {
        self.parts.first().map_or(1, |(_, part)| part.n_features())
    }

    fn read(
        &mut self,
        first_row: usize,
        n_rows: usize,
        mut buffer: Vec<F>,
    ) -> Result<Samples<F>, Error> {
        let rows = self.first_row + first_row..self.first_row + first_row + n_rows;
        let mut whole: Vec<F> = Vec::new();
        for (start, part) in &mut self.parts {
            let own = rows.start.max(*start)..rows.end.min(*start + part.n_samples());
            if own.is_empty() {
                continue;
            }
            let read = part.read(own.start - *start, own.len(), std::mem::take(&mut buffer))?;
            if own == rows {
                return Ok(read);
            }
            memory::make_room(&mut whole, read.as_slice().len())
                .map_err(digits_data::Error::from)?;
            whole.extend_from_slice(read.as_slice());
            buffer = read.into_vec();
        }
        let n_features = RowSource::<F>::n_features(self);
        Ok(Samples::new(whole, n_rows, n_features)?)
    }
}

fn open_weights(path: &Path) -> Result<ArrayRows> {
    ArrayRows::open_column(path)
        .with_context(|| format!("cannot use {} as weights", path.display()))
}

fn read_weights(path: &Path, rows: Range<usize>) -> Result<Vec<f64>> {
    let n_rows = rows.len();
    if n_rows == 0 {
        return Ok(Vec::new());
    }
    let mut weights = PartRows::open(path, rows, open_weights)?;
    let read = weights.read(0, n_rows, Vec::new());
    let read: Samples<f64> = read.with_context(|| format!("cannot use {}", path.display()))?;
    Ok(read.into_vec())
}

/// Checks that there is one weight per row, part by part.
pub(super) fn check_weights(path: &Path, data: &Listing) -> Result<Listing> {
    let weights = Listing::of(path, open_weights)?;
    let of_parts = |listing: &Listing| -> Vec<usize> {
        listing.parts.iter().map(|part| part.n_rows).collect()
    };
    ensure!(
        of_parts(&weights) == of_parts(data),
        "{} has {} weights in {} files, and the data {} rows in {}",
        path.display(),
        weights.n_rows(),
        weights.parts.len(),
        data.n_rows(),
        data.parts.len()
    );
    Ok(weights)
}
