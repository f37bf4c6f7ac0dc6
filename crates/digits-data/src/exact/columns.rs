use std::ops::Range;

use super::grid::{Grid, TermRanges};
use super::rows::{LINES, RowAdder};
use super::sum::ExactSum;

/// Exact column sums of a table. Its rows may come in pieces of any size, in any order.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::stored::StoredColumns"))]
pub struct ColumnSums {
    pub(super) sums: Vec<ExactSum>,
    pub(super) ranges: TermRanges,
}

/// Number of sums in a line of terms, at least, which fills the registers. If a table has fewer
/// columns, a line holds several of its rows side by side.
const SIDE_BY_SIDE: usize = 64;

impl ColumnSums {
    /// Returns the sums of a table without rows.
    #[must_use]
    pub fn zeros(n_columns: usize) -> Self {
        Self { sums: vec![ExactSum::zero(); n_columns], ranges: TermRanges::none(n_columns) }
    }

    /// Adds up rows of terms. `write` gets some consecutive rows and a slice, into which it writes
    /// their terms.
    ///
    /// `write` is called once for each row, and again for rows around a term that is not finite.
    #[inline(always)]
    pub fn of(
        rows: Range<usize>,
        n_columns: usize,
        write: impl Fn(Range<usize>, &mut [f64]),
    ) -> Self {
        if n_columns == 0 {
            return Self::zeros(0);
        }
        let mut sums = vec![ExactSum::zero(); n_columns];
        let width = SIDE_BY_SIDE.div_ceil(n_columns) * n_columns;
        let mut strip = Strip::before(rows, n_columns, width, write);
        let mut ranges = TermRanges::none(width);
        let mut has_terms = strip.advance(&mut ranges);
        while has_terms {
            // The grid fits the terms so far, with room for more, until a term is out of its range.
            let first = strip.rows.start;
            let (grid, limits) = Grid::with_room(&ranges);
            let mut adder = RowAdder::new(&grid);
            adder.push_row(1);
            loop {
                adder.add_lines(0, lines(&strip.terms));
                has_terms = strip.advance(&mut ranges);
                if !has_terms || !ranges.are_within(&limits) {
                    break;
                }
            }
            let part = adder.take();
            if adder.all_finite {
                part.add_to(0, &mut sums);
            } else {
                strip.add_one_by_one(first..strip.rows.start, &mut sums);
            }
        }
        Self { sums, ranges: ranges.folded(n_columns) }
    }

    /// Adds the rows of other sums.
    pub fn merge(&mut self, other: &Self) {
        for (sum, other) in self.sums.iter_mut().zip(&other.sums) {
            sum.merge(other);
        }
        self.ranges.merge(&other.ranges);
    }

    /// Returns the sum of each column.
    pub fn sums(&self) -> &[ExactSum] {
        &self.sums
    }

    /// Returns how large the terms of each column are.
    pub fn ranges(&self) -> &TermRanges {
        &self.ranges
    }

    /// Returns the mean of each column over so many rows, rounded once.
    pub fn means(&self, n_rows: usize) -> Vec<f64> {
        self.sums.iter().map(|sum| sum.divided_by(n_rows as u64)).collect()
    }
}

impl ExactSum {
    /// Adds many numbers, faster than one by one.
    #[inline(always)]
    pub fn add_all(&mut self, values: &[f64]) {
        let column = ColumnSums::of(
            0..values.len(),
            1,
            #[inline(always)]
            |rows, terms| terms.copy_from_slice(&values[rows]),
        );
        column.sums().iter().for_each(|sum| self.merge(sum));
    }
}

/// The terms of a few consecutive rows. The strip moves down the table.
struct Strip<W> {
    rows: Range<usize>,
    end: usize,
    n_columns: usize,
    /// `LINES` lines of terms, filled up with zeros after the last row.
    terms: Vec<f64>,
    write: W,
}

impl<W: Fn(Range<usize>, &mut [f64])> Strip<W> {
    /// Returns a strip that stands before the first of `rows`.
    fn before(rows: Range<usize>, n_columns: usize, width: usize, write: W) -> Self {
        let Range { start, end } = rows;
        Self { rows: start..start, end, n_columns, terms: vec![0.0; LINES * width], write }
    }

    /// Moves on to the next rows and includes their terms in `ranges`. Returns false after the last.
    #[inline(always)]
    fn advance(&mut self, ranges: &mut TermRanges) -> bool {
        let start = self.rows.end;
        let end = self.end.min(start + self.terms.len() / self.n_columns);
        self.rows = start..end;
        if start == end {
            return false;
        }
        let (terms, rest) = self.terms.split_at_mut((end - start) * self.n_columns);
        (self.write)(start..end, terms);
        rest.fill(0.0);
        ranges.include_lines(lines(&self.terms));
        true
    }

    #[cold]
    fn add_one_by_one(&self, rows: Range<usize>, sums: &mut [ExactSum]) {
        let mut terms = vec![0.0; self.n_columns];
        for row in rows {
            (self.write)(row..row + 1, &mut terms);
            sums.iter_mut().zip(&terms).for_each(|(sum, &term)| sum.add(term));
        }
    }
}

/// Cuts the terms of a strip into its lines.
#[inline(always)]
fn lines(terms: &[f64]) -> [&[f64]; LINES] {
    let width = terms.len() / LINES;
    std::array::from_fn(|line| &terms[line * width..][..width])
}
