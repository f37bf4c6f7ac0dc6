use super::number::{NoNumber, parse};
use crate::memory::{self, OutOfMemory};

/// Labels that may stand for a missing one, depending on the other labels.
///
/// `NA` among words may be a class, such as North America. Among numbers it is a missing label.
#[derive(Debug, Default)]
pub(super) struct Unlabelled {
    found: Vec<Unlikely>,
    has_words: bool,
}

/// A label that is a class only among words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unlikely {
    /// The number of the label.
    pub(super) index: usize,
    pub(super) line: u64,
}

impl Unlabelled {
    /// Looks at the next label.
    pub(super) fn look_at(
        &mut self,
        label: &[u8],
        index: usize,
        line: u64,
    ) -> Result<(), OutOfMemory> {
        match parse::<f64>(label) {
            Ok(_) => {}
            Err(NoNumber::Missing) => {
                memory::make_room(&mut self.found, 1)?;
                self.found.push(Unlikely { index, line });
            }
            Err(NoNumber::Infinite | NoNumber::Text) => self.has_words = true,
        }
        Ok(())
    }

    /// Returns the missing labels, after the last label.
    pub(super) fn take(&mut self) -> Vec<Unlikely> {
        let found = std::mem::take(&mut self.found);
        if self.has_words { Vec::new() } else { found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(labels: &[&str]) -> Vec<usize> {
        let mut unlabelled = Unlabelled::default();
        for (index, label) in labels.iter().enumerate() {
            unlabelled.look_at(label.as_bytes(), index, 0).unwrap();
        }
        unlabelled.take().into_iter().map(|unlikely| unlikely.index).collect()
    }

    #[test]
    fn what_stands_for_nothing_among_numbers_is_a_word_among_words() {
        assert_eq!(missing(&["0", "nan", "1.5", "NA", "-2", "?"]), [1, 3, 5]);
        assert_eq!(missing(&["None", "none"]), [0, 1]);
        for words in [&["EU", "NA"][..], &["0", "nan", "x"], &["inf", "nan"], &["0", "1"], &[]] {
            assert!(missing(words).is_empty(), "{words:?}");
        }
    }
}
