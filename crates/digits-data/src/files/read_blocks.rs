use std::path::Path;

use super::blocks::{Blocks, TableBlock};
use super::read_table::read;
use super::{Table, TableOptions};
use crate::{Error, Scalar};

/// Reads a table a block of rows at a time, for files larger than the memory.
///
/// `take` gets the samples that [`read_table`](super::read_table) would return, in their order and
/// once each. The result is the rest of that table. Its parts with one value per row stay in memory:
/// labels, weights, keys, and the numbers of rows that are kept.
///
/// `rows_per_block` gets the number of features and returns how many rows a block has. Blocks are
/// larger where a file has to be read as a whole: an array in Fortran order, a table whose missing
/// values are replaced by a mean or a median, a text table with labels whose rows may be dropped.
/// The groups of a Parquet file are not cut.
///
/// A fault in a later row is an error after `take` got the rows before it. After an error of `take`
/// the file is checked to its end, and no more blocks are taken.
///
/// # Errors
///
/// [`Error::Read`], as for [`read_table`](super::read_table), or the first error of `take`.
///
/// ```
/// use digits_data::{Error, files::{TableOptions, read_blocks}};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("points.csv");
/// std::fs::write(&path, "x,y\n1,2\n3,4\n5,6\n")?;
///
/// let mut sums = Vec::new();
/// let table = read_blocks::<f64, Error>(&path, &TableOptions::new(), |_| 2, |block| {
///     sums.push(block.samples.as_slice().iter().sum::<f64>());
///     Ok(())
/// })?;
/// assert_eq!((sums, table.n_rows), (vec![10.0, 11.0], 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_blocks<F: Scalar, E: From<Error>>(
    path: impl AsRef<Path>,
    options: &TableOptions,
    rows_per_block: impl Fn(usize) -> usize,
    mut take: impl FnMut(TableBlock<'_, F>) -> Result<(), E>,
) -> Result<Table<()>, E> {
    let path = path.as_ref();
    let mut taken = Ok(());
    let mut take = |block: TableBlock<'_, F>| {
        if taken.is_ok() {
            taken = take(block);
        }
    };
    let table = read(path, options, &mut Blocks::new(&rows_per_block, &mut take))
        .map_err(|error| Error::Read(error.in_file(path)))?;
    taken.map(|()| table)
}
