use std::sync::Arc;

use super::grid::{Grid, MOST_TERMS};
use super::sum::ExactSum;

/// Rows of exact sums on one [`Grid`].
///
/// A sum is split into one digit per window and one above: each is a whole number of its window's
/// units, at most half a unit of the next digit. So the digits are `f64`s that are added side by
/// side. If the terms need too many windows, a sum is an [`ExactSum`] instead.
#[derive(Debug, Clone, Default)]
pub struct RowSums {
    pub(super) n_columns: usize,
    /// Digits per sum, or 0.
    pub(super) n_digits: usize,
    /// Each row holds the lowest digit of all sums, then the next digit of all sums, and so on.
    pub(super) digits: Vec<f64>,
    /// The sums of all rows, if they have no digits.
    pub(super) exact: Vec<ExactSum>,
    cuts: Arc<[f64]>,
}

impl RowSums {
    /// Returns rows of zeros.
    #[must_use]
    pub fn zeros(n_rows: usize, grid: &Grid) -> Self {
        let n_digits = if grid.n_windows > 0 { grid.n_windows + 1 } else { 0 };
        let cuts = Arc::clone(&grid.cuts);
        let (digits, exact) = (Vec::new(), Vec::new());
        let mut sums = Self { n_columns: grid.n_columns(), n_digits, digits, exact, cuts };
        sums.resize(n_rows);
        sums
    }

    /// Adds a row of zeros at the end.
    pub fn push_row(&mut self) {
        self.resize(self.n_rows() + 1);
    }

    /// Adds a row of other sums on the same grid.
    #[inline(always)]
    pub fn merge_row(&mut self, row: usize, other: &Self, other_row: usize) {
        if self.n_digits == 0 {
            let sums = self.exact[row * self.n_columns..].iter_mut();
            let others = &other.exact[other_row * self.n_columns..][..self.n_columns];
            return sums.zip(others).for_each(|(sum, other)| sum.merge(other));
        }
        let (width, others) = (self.width(), other.digits(other_row));
        let (digits, n_below) = (&mut self.digits[row * width..][..width], self.cuts.len());
        carry(digits, &others[..n_below], &self.cuts);
        for (top, other) in digits[n_below..].iter_mut().zip(&others[n_below..]) {
            *top += other;
        }
    }

    /// Writes the sums of a row, each rounded to the nearest `f64`.
    #[inline(always)]
    pub fn write(&self, row: usize, values: &mut [f64]) {
        if self.n_digits == 0 {
            let sums = &self.exact[row * self.n_columns..];
            return values.iter_mut().zip(sums).for_each(|(value, sum)| *value = sum.value());
        }
        let (digits, n_columns) = (self.digits(row), self.n_columns);
        let (low, rest) = digits.split_at(n_columns);
        let (next, higher) = rest.split_at(n_columns);
        // Two digits are rounded by their one addition.
        for (value, (low, next)) in values.iter_mut().zip(low.iter().zip(next)) {
            *value = low + next;
        }
        if higher.iter().fold(false, |any, digit| any | (*digit != 0.0)) {
            let columns = values.iter_mut().enumerate().take(n_columns);
            columns.for_each(|(column, value)| {
                let digits = digits[column..].iter().step_by(n_columns).copied();
                *value = digits.collect::<ExactSum>().value();
            });
        }
    }

    /// Adds the sums of a row to `sums`. If these are fewer, column `i` is added to sum `i % len`.
    pub(super) fn add_to(&self, row: usize, sums: &mut [ExactSum]) {
        let n_sums = sums.len();
        if self.n_digits == 0 {
            for (column, sum) in self.exact[row * self.n_columns..].iter().enumerate() {
                sums[column % n_sums].merge(sum);
            }
            return;
        }
        for (index, &digit) in self.digits(row).iter().enumerate() {
            sums[index % self.n_columns % n_sums].add(digit);
        }
    }

    /// Returns the number of sums in a row.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// Returns the size of a row; sums of one grid have one size.
    pub fn width(&self) -> usize {
        self.n_columns * self.n_digits.max(1)
    }

    fn n_rows(&self) -> usize {
        self.digits.len().max(self.exact.len()) / self.width().max(1)
    }

    fn resize(&mut self, n_rows: usize) {
        if self.n_digits == 0 {
            self.exact.resize(n_rows * self.width(), ExactSum::zero());
        } else {
            self.digits.resize(n_rows * self.width(), 0.0);
        }
    }

    #[inline(always)]
    fn digits(&self, row: usize) -> &[f64] {
        &self.digits[row * self.width()..][..self.width()]
    }
}

/// Adds whole numbers of units to digits, except to the highest, which takes the last carry.
///
/// `cuts` split a number into whole units of the next digit and the rest. Nothing is rounded: the
/// addends have at most 53 bits, and the digits and their rests 46.
#[inline(always)]
fn carry(digits: &mut [f64], addends: &[f64], cuts: &[f64]) {
    let n_columns = digits.len() - addends.len();
    let addends = addends.chunks_exact(n_columns).zip(cuts.chunks_exact(n_columns));
    let mut rest = digits;
    for (addends, cuts) in addends {
        let (digits, higher) = rest.split_at_mut(n_columns);
        let next = higher[..n_columns].iter_mut();
        let columns = digits.iter_mut().zip(next).zip(addends.iter().zip(cuts));
        for ((digit, next), (addend, cut)) in columns {
            let whole = (addend + cut) - cut;
            let sum = *digit + (addend - whole);
            let carried = (sum + cut) - cut;
            *digit = sum - carried;
            *next += whole + carried;
        }
        rest = higher;
    }
}

/// Lines of terms that are added at once, while the windows stay in registers.
pub(super) const LINES: usize = 8;

/// Adds terms to rows of sums, or takes them away.
#[derive(Debug, Clone)]
pub struct RowAdder<'a> {
    grid: &'a Grid,
    sums: RowSums,
    /// The windows of each row: the lowest of all columns, then the next, and so on.
    windows: Vec<f64>,
    /// Terms that went into the windows of each row.
    n_terms: Vec<usize>,
    /// False if a term was infinite or NaN: then the sums are wrong.
    pub(super) all_finite: bool,
}

impl<'a> RowAdder<'a> {
    /// Returns an adder without rows.
    #[must_use]
    pub fn new(grid: &'a Grid) -> Self {
        let sums = RowSums::zeros(0, grid);
        Self { grid, sums, windows: Vec::new(), n_terms: Vec::new(), all_finite: true }
    }

    /// Adds a row of zeros at the end. There will be at most `most_rows` of them.
    pub fn push_row(&mut self, most_rows: usize) {
        let n_rows = self.n_terms.len();
        self.n_terms.push(0);
        let n_windows = self.grid.n_windows * self.grid.n_columns();
        if self.windows.capacity() == n_rows * n_windows {
            // Twice as many, but never more than needed.
            let more = n_rows.max(16).min(most_rows.saturating_sub(n_rows).max(1));
            self.windows.reserve_exact(more * n_windows);
            self.sums.digits.reserve_exact(more * (n_windows + self.grid.n_columns()));
        }
        self.windows.resize((n_rows + 1) * n_windows, 0.0);
        self.sums.push_row();
    }

    /// Adds a term to each sum of a row.
    #[inline(always)]
    pub fn add(&mut self, row: usize, terms: &[f64]) {
        self.change::<true, 1>(row, [terms]);
    }

    /// Takes a term away from each sum of a row.
    #[inline(always)]
    pub fn subtract(&mut self, row: usize, terms: &[f64]) {
        self.change::<false, 1>(row, [terms]);
    }

    /// Adds several terms to each sum of a row.
    #[inline(always)]
    pub(super) fn add_lines(&mut self, row: usize, lines: [&[f64]; LINES]) {
        self.change::<true, LINES>(row, lines);
    }

    #[inline(always)]
    fn change<const ADDS: bool, const N: usize>(&mut self, row: usize, lines: [&[f64]; N]) {
        let &Grid { n_windows, ref cuts, .. } = self.grid;
        let n_columns = lines[0].len();
        let windows = &mut self.windows[row * n_windows * n_columns..][..n_windows * n_columns];
        match n_windows {
            1 => change::<1, ADDS, N>(windows, cuts, lines),
            2 => change::<2, ADDS, N>(windows, cuts, lines),
            3 => change::<3, ADDS, N>(windows, cuts, lines),
            _ => {
                let sign = if ADDS { 1.0 } else { -1.0 };
                return lines.iter().for_each(|terms| self.change_exactly(row, terms, sign));
            }
        }
        self.n_terms[row] += N;
        if self.n_terms[row] > MOST_TERMS - LINES {
            self.empty_windows(row);
        }
    }

    /// Adds terms one by one, because they need more than three windows.
    #[cold]
    fn change_exactly(&mut self, row: usize, terms: &[f64], sign: f64) {
        let sums = self.sums.exact[row * self.sums.n_columns..].iter_mut();
        for (sum, term) in sums.zip(terms) {
            self.all_finite &= term.is_finite();
            sum.add(sign * term);
        }
    }

    #[inline(always)]
    fn empty_windows(&mut self, row: usize) {
        self.n_terms[row] = 0;
        let n_windows = self.grid.n_windows * self.grid.n_columns();
        let windows = &mut self.windows[row * n_windows..][..n_windows];
        self.all_finite &= windows.iter().fold(true, |all, window| all & window.is_finite());
        let width = self.sums.width();
        carry(&mut self.sums.digits[row * width..][..width], windows, &self.grid.cuts);
        windows.fill(0.0);
    }

    /// Returns the sums, and begins with no rows again.
    #[inline(always)]
    pub fn take(&mut self) -> RowSums {
        for row in 0..self.n_terms.len() {
            if self.n_terms[row] > 0 {
                self.empty_windows(row);
            }
        }
        self.windows.clear();
        self.n_terms.clear();
        std::mem::replace(&mut self.sums, RowSums::zeros(0, self.grid))
    }
}

/// Cuts each term into windows, and adds each part to its window.
#[inline(always)]
fn change<const WINDOWS: usize, const ADDS: bool, const N: usize>(
    windows: &mut [f64],
    cuts: &[f64],
    lines: [&[f64]; N],
) {
    let n = lines[0].len();
    let lines = lines.map(|terms| &terms[..n]);
    let plus = |window: f64, part: f64| if ADDS { window + part } else { window - part };
    let (first, rest) = windows.split_at_mut(n);
    if WINDOWS == 1 {
        for (column, window) in first.iter_mut().enumerate() {
            *window = lines.iter().fold(*window, |window, terms| plus(window, terms[column]));
        }
        return;
    }
    let (second, third) = rest.split_at_mut(n);
    let (cuts, next_cuts) = cuts.split_at(n);
    let windows = first.iter_mut().zip(second).zip(cuts);
    if WINDOWS == 2 {
        for (column, ((low, high), cut)) in windows.enumerate() {
            let mut sums = (*low, *high);
            for terms in lines {
                let part = (terms[column] + cut) - cut;
                sums = (plus(sums.0, terms[column] - part), plus(sums.1, part));
            }
            (*low, *high) = sums;
        }
        return;
    }
    let windows = windows.zip(third.iter_mut().zip(next_cuts));
    for (column, (((low, middle), cut), (high, next_cut))) in windows.enumerate() {
        let mut sums = (*low, *middle, *high);
        for terms in lines {
            let part = (terms[column] + next_cut) - next_cut;
            let rest = terms[column] - part;
            let next_part = (rest + cut) - cut;
            sums = (plus(sums.0, rest - next_part), plus(sums.1, next_part), plus(sums.2, part));
        }
        (*low, *middle, *high) = sums;
    }
}
