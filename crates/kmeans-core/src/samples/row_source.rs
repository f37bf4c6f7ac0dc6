use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};

use digits_data::{Samples, SamplesView, Scalar, memory};

use crate::Error;

/// Samples that stay where they are, for example in a file larger than memory. Any rows can be read, as
/// often as they are needed.
///
/// [`KMeans::fit_source`](crate::KMeans::fit_source) fits them.
pub trait RowSource<F: Scalar>: Send {
    /// Number of samples, at least 1.
    fn n_samples(&self) -> usize;

    /// Number of features, at least 1.
    fn n_features(&self) -> usize;

    /// Number of rows to read at a time, about. No result depends on it. Fewer make threads wait for each
    /// other, more take memory: three such blocks at a time. By default they have 4 MB.
    fn rows_per_block(&self) -> usize {
        (4 << 20) / size_of::<F>().saturating_mul(self.n_features().max(1))
    }

    /// Reads `n_rows` rows from `first_row` on. A row must be the same each time.
    ///
    /// The fit asks only for rows that exist. The result may use the memory of `buffer`, whose contents do
    /// not matter.
    ///
    /// # Errors
    ///
    /// Any error ends the fit. [`Error::Data`] takes one of a file.
    fn read(
        &mut self,
        first_row: usize,
        n_rows: usize,
        buffer: Vec<F>,
    ) -> Result<Samples<F>, Error>;
}

/// Samples in memory, which are copied a few at a time.
impl<F: Scalar> RowSource<F> for SamplesView<'_, F> {
    fn n_samples(&self) -> usize {
        (*self).n_samples()
    }

    fn n_features(&self) -> usize {
        (*self).n_features()
    }

    fn read(
        &mut self,
        first_row: usize,
        n_rows: usize,
        mut buffer: Vec<F>,
    ) -> Result<Samples<F>, Error> {
        let n_features = (*self).n_features();
        let values = &self.as_slice()[first_row * n_features..][..n_rows * n_features];
        buffer.clear();
        memory::make_room(&mut buffer, values.len())?;
        buffer.extend_from_slice(values);
        Ok(Samples::new(buffer, n_rows, n_features)?)
    }
}

/// Blocks in memory at a time: one that is visited, one that waits, one that is read.
const N_BUFFERS: usize = 3;

/// Calls `visit(first row, rows)` for all rows of a source in order, `block_len` at a time. A thread of its
/// own reads ahead.
///
/// # Errors
///
/// The first error of the source or of `visit`.
pub fn read_blocks<F: Scalar, E: From<Error>>(
    source: &mut dyn RowSource<F>,
    block_len: usize,
    visit: impl FnMut(usize, &Samples<F>) -> Result<(), E>,
) -> Result<(), E> {
    read_blocks_into(&mut Vec::new(), source, block_len, visit)
}

/// [`read_blocks`] into these buffers, which the next pass can use again.
pub(super) fn read_blocks_into<F: Scalar, E: From<Error>>(
    spare: &mut Vec<Vec<F>>,
    source: &mut dyn RowSource<F>,
    block_len: usize,
    mut visit: impl FnMut(usize, &Samples<F>) -> Result<(), E>,
) -> Result<(), E> {
    let block_len = block_len.max(1);
    spare.resize_with(N_BUFFERS, Vec::new);
    let (filled, blocks) = sync_channel(1);
    let (used, buffers) = channel();
    for buffer in spare.drain(..) {
        // The receiver is here, so it cannot be gone.
        let _ = used.send(buffer);
    }
    let (visited, rest) = std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            read_ahead(source, block_len, &buffers, &filled);
            drop(filled);
            // Those that come back until the last block was visited.
            buffers.into_iter().collect()
        });
        let mut visited = Ok(());
        for (number, block) in blocks.into_iter().enumerate() {
            visited = block.map_err(E::from).and_then(|block| {
                visit(number * block_len, &block)?;
                let _ = used.send(block.into_vec());
                Ok(())
            });
            if visited.is_err() {
                break;
            }
        }
        drop(used);
        (visited, reader.join())
    });
    // A source that panics has no buffers to give back, and its panic goes on.
    match rest {
        Ok(buffers) => *spare = buffers,
        Err(panic) => std::panic::resume_unwind(panic),
    }
    visited
}

/// Reads block after block into used buffers, until nobody wants them or one cannot be read.
fn read_ahead<F: Scalar>(
    source: &mut dyn RowSource<F>,
    block_len: usize,
    buffers: &Receiver<Vec<F>>,
    filled: &SyncSender<Result<Samples<F>, Error>>,
) {
    let n_samples = source.n_samples();
    for first_row in (0..n_samples).step_by(block_len) {
        let Ok(buffer) = buffers.recv() else { return };
        let block = source.read(first_row, block_len.min(n_samples - first_row), buffer);
        let is_last = block.is_err();
        if filled.send(block).is_err() || is_last {
            return;
        }
    }
}
