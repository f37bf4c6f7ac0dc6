use digits_data::Scalar;
use digits_data::memory::{self, OutOfMemory};

/// Zeroed memory aligned to a cache line, so that a register's load never needs two lines.
///
/// The system zeroes a page when it is first written to, so the threads that fill the memory share
/// that work. From [`LARGE`] bytes on we ask for large pages: with pages of 4 KiB, zeroing 200 MB
/// takes longer than packing the samples.
#[derive(Debug)]
pub(crate) struct Aligned<F> {
    memory: Memory<F>,
    start: usize,
    len: usize,
}

#[derive(Debug)]
enum Memory<F> {
    Heap(Vec<F>),
    #[cfg(target_os = "linux")]
    LargePages(memmap2::MmapMut),
}

/// Bytes of a cache line, the same on all common processors.
pub(super) const CACHE_LINE: usize = 64;

/// Bytes from which large pages pay. An allocator keeps smaller pieces for the next fit, and memory
/// that was touched before is faster still.
#[cfg(target_os = "linux")]
const LARGE: usize = 32 << 20;

impl<F: Scalar> Aligned<F> {
    /// Returns scratch memory, of a size that does not follow the data.
    pub(crate) fn zeroed(len: usize) -> Self {
        let slack = Self::slack();
        Self::on_heap(vec![F::ZERO; len + slack], len)
    }

    /// Returns memory that follows the data.
    pub(crate) fn try_zeroed(len: usize) -> Result<Self, OutOfMemory> {
        #[cfg(target_os = "linux")]
        if let Some(map) = large_pages(len.saturating_mul(size_of::<F>())) {
            return Ok(Self { memory: Memory::LargePages(map), start: 0, len });
        }
        Ok(Self::on_heap(memory::zeroed(len.saturating_add(Self::slack()))?, len))
    }

    fn on_heap(values: Vec<F>, len: usize) -> Self {
        // An interpreter may not know the offset. Then any offset will do.
        let start = values.as_ptr().align_offset(CACHE_LINE).min(Self::slack());
        Self { memory: Memory::Heap(values), start, len }
    }

    /// Returns the values by which a start can miss a cache line.
    fn slack() -> usize {
        CACHE_LINE / size_of::<F>()
    }

    /// Changes the length to `len`, with unspecified values.
    #[cfg(any(feature = "pca", test))]
    pub(crate) fn resize(&mut self, len: usize) {
        if self.start + len <= self.all().len() {
            self.len = len;
        } else {
            *self = Self::zeroed(len);
        }
    }

    /// Changes the length of memory that follows the data, with unspecified values.
    pub(crate) fn try_resize(&mut self, len: usize) -> Result<(), OutOfMemory> {
        if self.start + len > self.all().len() {
            *self = Self::try_zeroed(len)?;
        }
        self.len = len;
        Ok(())
    }

    pub(crate) fn as_slice(&self) -> &[F] {
        &self.all()[self.start..][..self.len]
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [F] {
        let all = match &mut self.memory {
            Memory::Heap(values) => values.as_mut_slice(),
            #[cfg(target_os = "linux")]
            Memory::LargePages(map) => bytemuck::cast_slice_mut(map),
        };
        &mut all[self.start..][..self.len]
    }

    fn all(&self) -> &[F] {
        match &self.memory {
            Memory::Heap(values) => values,
            #[cfg(target_os = "linux")]
            Memory::LargePages(map) => bytemuck::cast_slice(map),
        }
    }
}

impl<F: Scalar> Clone for Aligned<F> {
    fn clone(&self) -> Self {
        let mut clone = Self::zeroed(self.len);
        clone.as_mut_slice().copy_from_slice(self.as_slice());
        clone
    }
}

/// Maps zeroed memory, in large pages if the system has any. Returns `None` if the size is below
/// [`LARGE`].
#[cfg(target_os = "linux")]
fn large_pages(n_bytes: usize) -> Option<memmap2::MmapMut> {
    if n_bytes < LARGE {
        return None;
    }
    let map = memmap2::MmapMut::map_anon(n_bytes).ok()?;
    // A kernel without large pages refuses the advice, and small pages serve too.
    let _ = map.advise(memmap2::Advice::HugePage);
    Some(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<F: Scalar>(len: usize) {
        let mut values = Aligned::<F>::try_zeroed(len).unwrap();
        assert_eq!(values.as_slice().len(), len);
        assert!(values.as_slice().iter().all(|&value| value == F::ZERO));
        assert_eq!(values.as_slice().as_ptr().align_offset(CACHE_LINE), 0);
        if let Some(last) = values.as_mut_slice().last_mut() {
            *last = F::ONE;
        }
        let copy = values.clone();
        assert!(copy.as_slice() == values.as_slice());
        values.resize(len / 2);
        values.try_resize(len).unwrap();
        assert!(copy.as_slice() == values.as_slice(), "a smaller size forgets nothing");
        values.try_resize(len + 1).unwrap();
        assert_eq!(values.as_slice().len(), len + 1);
        values.resize(2 * len + CACHE_LINE);
        assert_eq!(values.as_slice().len(), 2 * len + CACHE_LINE);
    }

    #[test]
    fn small_and_large_memory_is_zeroed_aligned_and_writable() {
        for len in [0, 1, 17, 4096, 5 << 20] {
            check::<f32>(len);
            check::<f64>(len);
        }
        assert!(5 << 20 < LARGE / size_of::<f32>() && LARGE / size_of::<f64>() < 5 << 20);
    }
}
