use std::fmt::Display;
use std::iter;

use super::plain::plain;

/// Columns of a table for people: every line, header or row, pads its cells to the same widths.
///
/// Widths are fixed, so that lines can be printed as they come. A longer cell moves what follows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns<'a> {
    pub(crate) align: &'a [Align],
    /// Spaces between two columns.
    pub(crate) gap: usize,
}

/// Side and width of a column, in characters. `Left(0)` is a last column of any length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left(usize),
    Right(usize),
}

/// Names and values, one pair per line, as `fit` prints them.
pub(crate) const FACTS: Columns<'_> = Columns { align: &[Align::Left(10), Align::Left(0)], gap: 1 };

impl Columns<'_> {
    /// One cell per column as a line with its line break.
    pub(crate) fn line<C: Display>(&self, cells: impl IntoIterator<Item = C>) -> String {
        let gaps = iter::once(0).chain(iter::repeat(self.gap));
        let padded = cells.into_iter().zip(self.align).zip(gaps).map(|((cell, align), gap)| {
            // A width in the format pads only text.
            let cell = plain(&cell.to_string());
            match *align {
                Align::Left(width) => format!("{:gap$}{cell:<width$}", ""),
                Align::Right(width) => format!("{:gap$}{cell:>width$}", ""),
            }
        });
        padded.chain(iter::once("\n".to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_below_each_other() {
        let columns = Columns { align: &[Align::Left(4), Align::Right(6), Align::Left(0)], gap: 2 };
        assert_eq!(columns.line(["k", "score", "note"]), "k      score  note\n");
        assert_eq!(columns.line(["10", "±0.5", ""]), "10      ±0.5  \n");
        assert_eq!(FACTS.line(["V-measure", "0.5"]), "V-measure  0.5\n");
        assert_eq!(columns.line(["a\t", "\n", "\u{202e}b"]), "a\\t       \\n  \\u{202e}b\n");
    }
}
