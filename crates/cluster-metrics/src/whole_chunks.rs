use digits_data::{SamplesView, Scalar, memory};

use crate::Error;
use crate::error::check_length;

/// A function that gets whole chunks of samples and the number of the first sample.
pub(crate) type TakeChunks<'t, F> = dyn FnMut(usize, SamplesView<'_, F>) -> Result<(), Error> + 't;

/// A function that gets samples.
type Take<'t, F> = &'t mut dyn FnMut(SamplesView<'_, F>) -> Result<(), Error>;

/// A function that shows all samples in order, a block at a time, as often as it is called.
pub(crate) type Each<'e, F, E> = dyn FnMut(Take<'_, F>) -> Result<(), E> + 'e;

/// Shows samples in memory as one block.
pub(crate) fn one_block<F: Scalar>(
    samples: SamplesView<'_, F>,
) -> impl FnMut(Take<'_, F>) -> Result<(), Error> {
    move |take| take(samples)
}

/// Goes through all samples once. `take` gets them in order, in whole chunks.
///
/// Sums run within chunks of a fixed size, so the cut into blocks changes no bit. Only the last
/// chunk may be shorter.
pub(crate) fn visit<F: Scalar, E: From<Error>>(
    each: &mut Each<'_, F, E>,
    n_samples: usize,
    chunk_rows: usize,
    take: &mut TakeChunks<'_, F>,
) -> Result<(), E> {
    let (waiting, n_features) = (Vec::new(), None);
    let mut chunks =
        WholeChunks { n_samples, chunk_rows, take, n_features, n_seen: 0, n_taken: 0, waiting };
    each(&mut |x| chunks.add(x))?;
    Ok(check_length("samples", chunks.n_seen, n_samples)?)
}

/// Samples on their way from blocks to whole chunks. Rows wait until they fill a chunk.
struct WholeChunks<'a, F: Scalar> {
    n_samples: usize,
    chunk_rows: usize,
    take: &'a mut TakeChunks<'a, F>,
    n_features: Option<usize>,
    n_seen: usize,
    n_taken: usize,
    waiting: Vec<F>,
}

impl<F: Scalar> WholeChunks<'_, F> {
    fn add(&mut self, x: SamplesView<'_, F>) -> Result<(), Error> {
        let (n_rows, n_features) = x.shape();
        check_length("features", n_features, *self.n_features.get_or_insert(n_features))?;
        self.n_seen += n_rows;
        if self.n_seen > self.n_samples {
            return check_length("samples", self.n_seen, self.n_samples);
        }
        let n_waiting = self.waiting.len() / n_features;
        let n_more = if n_waiting == 0 { 0 } else { n_rows.min(self.chunk_rows - n_waiting) };
        self.keep(x, 0, n_more)?;
        let is_full = n_waiting + n_more == self.chunk_rows;
        if n_waiting > 0 && (is_full || self.n_seen == self.n_samples) {
            self.hand_on_waiting(n_waiting + n_more, n_features)?;
        }
        let n_left = n_rows - n_more;
        // The last chunk need not be full.
        let is_end = self.n_seen == self.n_samples;
        let n_whole = if is_end { n_left } else { n_left / self.chunk_rows * self.chunk_rows };
        if let Some(whole) = x.slice(n_more..n_more + n_whole) {
            self.hand_on(whole)?;
        }
        self.keep(x, n_more + n_whole, n_rows)
    }

    /// Lets some rows of a block wait.
    fn keep(&mut self, x: SamplesView<'_, F>, start: usize, end: usize) -> Result<(), Error> {
        if let Some(rows) = x.slice(start..end) {
            memory::make_room(&mut self.waiting, rows.as_slice().len())?;
            self.waiting.extend_from_slice(rows.as_slice());
        }
        Ok(())
    }

    fn hand_on_waiting(&mut self, n_rows: usize, n_features: usize) -> Result<(), Error> {
        let mut waiting = std::mem::take(&mut self.waiting);
        self.hand_on(SamplesView::new(&waiting, n_rows, n_features)?)?;
        // The next rows need the same memory.
        waiting.clear();
        self.waiting = waiting;
        Ok(())
    }

    fn hand_on(&mut self, x: SamplesView<'_, F>) -> Result<(), Error> {
        let first = self.n_taken;
        self.n_taken += x.n_samples();
        (self.take)(first, x)
    }
}
