use std::ops::Range;

use super::grid::{Grid, TermRanges};
use super::rows::{LINES, RowAdder, RowSums};

/// The sums of some rows of a table.
#[derive(Debug, Clone)]
pub struct PartialColumns {
    grid: Grid,
    /// A row of several columns side by side.
    sums: RowSums,
    /// The largest magnitude in each of them.
    pub(super) largest: Vec<f64>,
    /// What is not finite, by column.
    pub(super) not_finite: Vec<(usize, f64)>,
}

/// Terms that fill the registers: a table of few columns takes several of its rows at once.
const SIDE_BY_SIDE: usize = 64;

impl PartialColumns {
    /// Adds up rows of terms: `write` puts those of consecutive rows into a slice that fits them.
    ///
    /// It is asked for each row more than once.
    #[inline(always)]
    pub fn of(
        rows: Range<usize>,
        n_columns: usize,
        write: impl Fn(Range<usize>, &mut [f64]),
    ) -> Self {
        let width = SIDE_BY_SIDE.div_ceil(n_columns) * n_columns;
        let mut table = Table { rows, n_columns, terms: vec![0.0; LINES * width], write };
        let mut ranges = TermRanges::none(width);
        table.visit(
            #[inline(always)]
            |terms| ranges.include_lines(lines(terms)),
        );
        let grid = Grid::new(&ranges, f64::MANTISSA_DIGITS);
        let mut adder = RowAdder::new(&grid);
        adder.push_row(1);
        table.visit(
            #[inline(always)]
            |terms| adder.add_lines(0, lines(terms)),
        );
        let sums = adder.take();
        if adder.all_finite {
            return Self { grid, sums, largest: ranges.largest, not_finite: Vec::new() };
        }
        table.sum_of_finite(grid, ranges.largest)
    }
}

/// The terms of some rows.
struct Table<W> {
    rows: Range<usize>,
    n_columns: usize,
    /// Room for the terms of several rows.
    terms: Vec<f64>,
    write: W,
}

impl<W: Fn(Range<usize>, &mut [f64])> Table<W> {
    /// Shows all terms, as many at a time as there is room for; after the last row come zeros.
    #[inline(always)]
    fn visit(&mut self, mut show: impl FnMut(&mut [f64])) {
        let at_once = self.terms.len() / self.n_columns;
        let Range { mut start, end } = self.rows.clone();
        while start < end {
            let next = end.min(start + at_once);
            let n_terms = (next - start) * self.n_columns;
            (self.write)(start..next, &mut self.terms[..n_terms]);
            self.terms[n_terms..].fill(0.0);
            show(&mut self.terms);
            start = next;
        }
    }

    #[cold]
    fn sum_of_finite(&mut self, grid: Grid, largest: Vec<f64>) -> PartialColumns {
        let n_columns = self.n_columns;
        let mut adder = RowAdder::new(&grid);
        adder.push_row(1);
        let mut not_finite = Vec::new();
        self.visit(|terms| {
            let wrong = terms.iter_mut().enumerate().filter(|(_, term)| !term.is_finite());
            not_finite.extend(wrong.map(|(index, term)| (index % n_columns, std::mem::take(term))));
            adder.add_lines(0, lines(terms));
        });
        let sums = adder.take();
        PartialColumns { grid, sums, largest, not_finite }
    }
}

/// Cuts terms into lines.
#[inline(always)]
fn lines(terms: &[f64]) -> [&[f64]; LINES] {
    let width = terms.len() / LINES;
    std::array::from_fn(|line| &terms[line * width..][..width])
}

impl PartialColumns {
    /// Returns the finite sums, several for each column.
    pub(super) fn limbs(&self) -> impl Iterator<Item = (&[i128], i32)> {
        (0..self.grid.n_columns()).map(|index| (self.sums.limbs(0, index), self.grid.bases[index]))
    }
}
