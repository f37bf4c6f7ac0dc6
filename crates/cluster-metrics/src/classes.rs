use std::hash::Hash;

use crate::Error;
use crate::numbering::Numbering;

/// The labels of samples as numbers, in order of first appearance.
#[derive(Debug)]
pub(crate) struct Classes {
    /// The class of each sample.
    pub(crate) of_sample: Vec<usize>,
    /// The number of samples of each class, at least 1.
    pub(crate) sizes: Vec<u64>,
}

impl Classes {
    /// # Errors
    ///
    /// [`Error::Empty`].
    pub(crate) fn new(labels: &[impl Eq + Hash]) -> Result<Self, Error> {
        if labels.is_empty() {
            return Err(Error::Empty);
        }
        let mut numbering = Numbering::new();
        let of_sample: Vec<usize> =
            labels.iter().map(|label| numbering.number(label) as usize).collect();
        let mut sizes = vec![0; numbering.len()];
        for &class in &of_sample {
            sizes[class] += 1;
        }
        Ok(Self { of_sample, sizes })
    }

    /// The classes of labels whose samples are to be scored.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`]; [`Error::NumberOfLabels`] unless there are 2…n−1 of them.
    pub(crate) fn for_samples(labels: &[impl Eq + Hash]) -> Result<Self, Error> {
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
    pub(crate) fn samples_by_class(&self) -> Vec<usize> {
        let mut next = Vec::with_capacity(self.len());
        let mut start = 0;
        for class in 0..self.len() {
            next.push(start);
            start += self.size(class);
        }
        let mut samples = vec![0; start];
        for (sample, &class) in self.of_sample.iter().enumerate() {
            samples[next[class]] = sample;
            next[class] += 1;
        }
        samples
    }

    /// A size as an index: it counts elements of a slice, so it fits.
    pub(crate) fn size(&self, class: usize) -> usize {
        usize::try_from(self.sizes[class]).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_numbered_as_they_appear() {
        let classes = Classes::new(&["b", "a", "b", "c", "a", "b"]).unwrap();
        assert_eq!(classes.of_sample, [0, 1, 0, 2, 1, 0]);
        assert_eq!(classes.sizes, [3, 2, 1]);
        assert_eq!(classes.samples_by_class(), [0, 2, 5, 1, 4, 3]);
        assert_eq!(Classes::new(&[0_u8; 0]).unwrap_err(), Error::Empty);
    }
}
