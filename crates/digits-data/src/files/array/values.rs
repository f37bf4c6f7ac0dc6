use super::element::Element;
use super::header::{Extent, Header};
use crate::files::ReadError;
use crate::files::huge_pages;
use crate::files::source::Source;
use crate::memory::OutOfMemory;
use crate::{Scalar, memory};

/// Number of bytes read at once. It is also the most that an unchecked header can make us allocate.
const CHUNK_BYTES: usize = 1 << 18;

/// The values of an array in the order of the file.
pub(super) struct Values<F> {
    pub(super) values: Vec<F>,
    /// The bytes of the columns that were asked for.
    pub(super) picked: Vec<Vec<u8>>,
}

/// A column whose raw bytes are needed: every `step`th value from `first` on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pick {
    pub(super) first: usize,
    pub(super) step: usize,
    pub(super) count: usize,
}

/// Reads the values of the next rows of an array.
pub(super) fn read_values<F: Scalar>(
    source: &mut Source<'_>,
    header: &Header,
    extent: Extent,
    n_rows: usize,
    picks: &[Pick],
) -> Result<Values<F>, Box<ReadError>> {
    let element = header.element;
    let n_values = n_rows * extent.n_columns;
    let promise = header.promise(extent.n_bytes);
    let mut values = Vec::new();
    // The header was checked against the file's length, so memory is reserved at once.
    if source.remaining().is_some() {
        reserve(&mut values, n_values)?;
    }
    let mut picked = vec![Vec::new(); picks.len()];
    let mut buffer = Vec::new();
    let mut n_read = 0;
    while n_read < n_values {
        let count = (n_values - n_read).min(CHUNK_BYTES / element.size());
        if values.capacity() - values.len() < count {
            let growth = values.len().max(count).min(n_values - n_read);
            reserve(&mut values, growth)?;
        }
        let bytes: &[u8] = if element.is_native::<F>() {
            values.resize(n_read + count, F::ZERO);
            let bytes = bytemuck::cast_slice_mut(&mut values[n_read..]);
            source.fill(bytes, &promise)?;
            bytes
        } else {
            buffer.resize(count * element.size(), 0);
            source.fill(&mut buffer, &promise)?;
            element.decode(&buffer, &mut values);
            &buffer
        };
        for (pick, picked) in picks.iter().zip(&mut picked) {
            pick.take(bytes, element, n_read, picked)?;
        }
        n_read += count;
    }
    Ok(Values { values, picked })
}

/// Reserves memory for values, in large pages.
pub(super) fn reserve<F>(values: &mut Vec<F>, additional: usize) -> Result<(), OutOfMemory> {
    memory::ask(|| values.try_reserve_exact(additional))
        .map_err(|_| OutOfMemory::of::<F>(additional))?;
    huge_pages::ask_for(values);
    Ok(())
}

impl Pick {
    /// Copies the column's values from a piece of the file that begins at value `start`.
    fn take(
        self,
        bytes: &[u8],
        element: Element,
        start: usize,
        picked: &mut Vec<u8>,
    ) -> Result<(), OutOfMemory> {
        let size = element.size();
        let end = start + bytes.len() / size;
        let taken = picked.len() / size;
        for next in taken..self.count {
            let at = self.first + next * self.step;
            if at >= end {
                break;
            }
            memory::make_room(picked, size)?;
            picked.extend_from_slice(&bytes[(at - start) * size..][..size]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_memory_is_an_error() {
        let mut values: Vec<f64> = Vec::new();
        let error = reserve(&mut values, usize::MAX / 16).unwrap_err();
        assert_eq!(error.bytes, usize::MAX / 16 * 8);
        reserve(&mut values, 3).unwrap();
        assert!(values.capacity() >= 3);
    }
}
