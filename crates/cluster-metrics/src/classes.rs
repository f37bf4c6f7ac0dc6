use std::hash::Hash;

use digits_data::memory;
use rayon::prelude::*;

use crate::Error;
use crate::error::check_length;
use crate::numbering::{Numbering, merge_numbers};

/// Number of samples whose labels one task turns into numbers. It does not change the result: a label
/// first appears in the first chunk that contains it.
const CHUNK: usize = 1 << 14;

/// The labels of samples as numbers, in order of first appearance.
#[derive(Debug)]
pub(crate) struct Classes {
    /// The class of each sample, in the 4 bytes that a [`Numbering`] gives.
    pub(crate) of_sample: Vec<u32>,
    /// The number of samples of each class, at least 1.
    pub(crate) sizes: Vec<u64>,
}

impl Classes {
    /// # Errors
    ///
    /// [`Error::Empty`].
    pub(crate) fn new(labels: &[impl Eq + Hash + Sync]) -> Result<Self, Error> {
        if labels.is_empty() {
            return Err(Error::Empty);
        }
        let first = Chunk::new(&labels[..CHUNK.min(labels.len())]);
        if labels.len() <= CHUNK {
            return Self::of_chunks(labels.len(), &[first?]);
        }
        // If few labels repeat, numbering chunks separately would do the work twice.
        if first.as_ref().is_ok_and(|first| first.numbering.len() > CHUNK / 2) {
            return Self::of_chunks(labels.len(), &[Chunk::new(labels)?]);
        }
        let rest = labels[CHUNK..].par_chunks(CHUNK).map(Chunk::new);
        let chunks = rayon::iter::once(first).chain(rest).collect::<Result<Vec<_>, _>>()?;
        Self::of_chunks(labels.len(), &chunks)
    }

    fn of_chunks<L: Eq + Hash + Sync>(
        n_samples: usize,
        chunks: &[Chunk<'_, L>],
    ) -> Result<Self, Error> {
        let labels = chunks.iter().map(|chunk| chunk.numbering.labels());
        let (numbering, numbers) = merge_numbers(labels);
        let mut sizes = vec![0; numbering.len()];
        for (chunk, numbers) in chunks.iter().zip(&numbers) {
            for (&size, &class) in chunk.sizes.iter().zip(numbers) {
                sizes[class as usize] += size;
            }
        }
        let renumber = |(classes, (chunk, numbers)): (&mut [u32], (&Chunk<'_, L>, &Vec<u32>))| {
            for (class, &number) in classes.iter_mut().zip(&chunk.of_sample) {
                *class = numbers[number as usize];
            }
        };
        let mut of_sample = memory::zeroed(n_samples)?;
        if let ([chunk], [numbers]) = (chunks, numbers.as_slice()) {
            renumber((&mut of_sample, (chunk, numbers)));
        } else {
            let chunks = chunks.par_iter().zip(&numbers);
            of_sample.par_chunks_mut(CHUNK).zip(chunks).for_each(renumber);
        }
        Ok(Self { of_sample, sizes })
    }

    /// Assigns a number to each label, for a score of samples.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`], [`Error::Empty`], or [`Error::NumberOfLabels`] unless there are 2…n−1
    /// distinct labels.
    pub(crate) fn for_samples(
        labels: &[impl Eq + Hash + Sync],
        n_samples: usize,
    ) -> Result<Self, Error> {
        check_length("labels", labels.len(), n_samples)?;
        let classes = Self::new(labels)?;
        if classes.len() < 2 || classes.len() >= labels.len() {
            return Err(Error::NumberOfLabels { n_labels: classes.len(), n_samples: labels.len() });
        }
        Ok(classes)
    }

    pub(crate) fn len(&self) -> usize {
        self.sizes.len()
    }

    /// The samples of class 0, then those of class 1, …, each in ascending order.
    pub(crate) fn samples_by_class(&self) -> Result<Vec<usize>, Error> {
        let mut next = Vec::with_capacity(self.len());
        let mut start = 0;
        for class in 0..self.len() {
            next.push(start);
            start += self.size(class);
        }
        let mut samples = memory::zeroed(start)?;
        for (sample, &class) in self.of_sample.iter().enumerate() {
            samples[next[class as usize]] = sample;
            next[class as usize] += 1;
        }
        Ok(samples)
    }

    /// A size as an index: it counts elements of a slice, so it fits.
    pub(crate) fn size(&self, class: usize) -> usize {
        usize::try_from(self.sizes[class]).unwrap_or(usize::MAX)
    }
}

/// A chunk of labels, with a numbering of its own.
struct Chunk<'a, L> {
    numbering: Numbering<'a, L>,
    of_sample: Vec<u32>,
    sizes: Vec<u64>,
}

impl<'a, L: Eq + Hash> Chunk<'a, L> {
    fn new(labels: &'a [L]) -> Result<Self, Error> {
        let mut numbering = Numbering::new();
        let of_sample = memory::collected(labels.iter().map(|label| numbering.number(label)))?;
        let mut sizes = vec![0; numbering.len()];
        for &number in &of_sample {
            sizes[number as usize] += 1;
        }
        Ok(Self { numbering, of_sample, sizes })
    }
}

#[cfg(test)]
mod tests {
    use rayon::ThreadPoolBuilder;

    use super::*;

    #[test]
    fn classes_are_numbered_as_they_appear() {
        let classes = Classes::new(&["b", "a", "b", "c", "a", "b"]).unwrap();
        assert_eq!(classes.of_sample, [0, 1, 0, 2, 1, 0]);
        assert_eq!(classes.sizes, [3, 2, 1]);
        assert_eq!(classes.samples_by_class().unwrap(), [0, 2, 5, 1, 4, 3]);
        assert_eq!(Classes::new(&[0_u8; 0]).unwrap_err(), Error::Empty);
    }

    #[test]
    fn chunks_are_numbered_as_the_whole_on_any_number_of_threads() {
        for (n_samples, n_classes) in
            [(CHUNK, 9), (CHUNK + 1, 9), (5 * CHUNK + 7, 3000), (3 * CHUNK, usize::MAX)]
        {
            // Later chunks meet labels that the first has not.
            let label = |i: usize| (i * 7919 + i / CHUNK) % n_classes.min(1 + i / 2);
            let labels: Vec<usize> = (0..n_samples).map(label).collect();
            let whole = Classes::of_chunks(n_samples, &[Chunk::new(&labels).unwrap()]).unwrap();
            let mut met = Vec::new();
            for (label, &class) in labels.iter().zip(&whole.of_sample) {
                if class as usize == met.len() {
                    met.push(label);
                }
                assert_eq!(met[class as usize], label);
            }
            for n_threads in [1, 2, 5] {
                let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
                let classes = pool.install(|| Classes::new(&labels)).unwrap();
                assert_eq!(classes.of_sample, whole.of_sample, "{n_samples} on {n_threads}");
                assert_eq!(classes.sizes, whole.sizes, "{n_samples} on {n_threads}");
            }
            assert_eq!(whole.sizes.iter().sum::<u64>(), n_samples as u64);
        }
    }
}
