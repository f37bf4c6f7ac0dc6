use std::ops::Range;

use super::grid::{Grid, TermRange};
use super::rows::{RowAdder, RowSums};
use super::sum::ExactSum;

/// The exact sum of each column of a table, which comes in pieces of any size and order.
#[derive(Debug, Clone)]
pub struct ColumnSums {
    sums: Vec<ExactSum>,
}

/// The sums of some rows of a table.
#[derive(Debug, Clone)]
pub struct PartialColumns {
    grid: Grid,
    /// A row of several columns side by side.
    sums: RowSums,
    /// What is not finite, by column.
    not_finite: Vec<(usize, f64)>,
}

/// Terms that fill the registers: a table of few columns takes several of its rows at once.
const SIDE_BY_SIDE: usize = 64;

impl PartialColumns {
    /// Adds up rows of terms: `write` puts those of consecutive rows into a slice that fits them.
    ///
    /// It is asked for each row twice.
    #[inline(always)]
    pub fn of(
        rows: Range<usize>,
        n_columns: usize,
        write: impl Fn(Range<usize>, &mut [f64]),
    ) -> Self {
        let at_once = SIDE_BY_SIDE.div_ceil(n_columns);
        let mut terms = vec![0.0; at_once * n_columns];
        let pieces = rows.clone().step_by(at_once);
        let pieces = pieces.map(|start| start..(start + at_once).min(rows.end));
        let mut ranges = vec![TermRange::EMPTY; terms.len()];
        let mut not_finite = Vec::new();
        for piece in pieces.clone() {
            let terms = &mut terms[..piece.len() * n_columns];
            write(piece, terms);
            let mut all_finite = true;
            for (range, &term) in ranges.iter_mut().zip(&*terms) {
                range.include(term);
                all_finite &= term.is_finite();
            }
            if !all_finite {
                let wrong = terms.iter().enumerate().filter(|(_, term)| !term.is_finite());
                not_finite.extend(wrong.map(|(index, &term)| (index % n_columns, term)));
            }
        }
        let grid = Grid::new(&ranges, f64::MANTISSA_DIGITS);
        let mut adder = RowAdder::new(&grid);
        adder.push_row();
        for piece in pieces {
            let n_terms = piece.len() * n_columns;
            write(piece, &mut terms[..n_terms]);
            terms[n_terms..].fill(0.0);
            if !not_finite.is_empty() {
                terms.iter_mut().filter(|term| !term.is_finite()).for_each(|term| *term = 0.0);
            }
            adder.add(0, &terms);
        }
        let sums = adder.take();
        Self { grid, sums, not_finite }
    }
}

impl ColumnSums {
    /// Returns the sums of a table without rows.
    #[must_use]
    pub fn zeros(n_columns: usize) -> Self {
        Self { sums: vec![ExactSum::zero(); n_columns] }
    }

    /// Adds the rows of a part.
    pub fn merge(&mut self, part: &PartialColumns) {
        let n_columns = self.sums.len();
        for column in 0..part.grid.n_columns() {
            let limbs = part.sums.limbs(0, column);
            self.sums[column % n_columns].add_limbs(limbs, part.grid.bases[column]);
        }
        for &(column, value) in &part.not_finite {
            self.sums[column].add(value);
        }
    }

    /// Returns the sum of each column.
    pub fn sums(&self) -> &[ExactSum] {
        &self.sums
    }

    /// Returns the mean of each column over so many rows, rounded once.
    pub fn means(&self, n_rows: usize) -> Vec<f64> {
        self.sums.iter().map(|sum| sum.divided_by(n_rows as u64)).collect()
    }
}
