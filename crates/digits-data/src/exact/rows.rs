use super::fixed_point::{add, rounded, rounded_limb};
use super::grid::{Grid, MOST_TERMS};

/// Rows of exact sums on one [`Grid`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowSums {
    n_columns: usize,
    n_limbs: usize,
    limbs: Vec<i128>,
}

impl RowSums {
    /// Returns rows of zeros.
    #[must_use]
    pub fn zeros(n_rows: usize, grid: &Grid) -> Self {
        let (n_columns, n_limbs) = (grid.n_columns(), grid.n_limbs);
        Self { n_columns, n_limbs, limbs: vec![0; n_rows * n_columns * n_limbs] }
    }

    /// Adds a row of other sums on the same grid.
    pub fn merge_row(&mut self, row: usize, other: &Self, other_row: usize) {
        let width = self.width();
        let limbs = &mut self.limbs[row * width..][..width];
        for (limb, other) in limbs.iter_mut().zip(&other.limbs[other_row * width..]) {
            *limb = limb.wrapping_add(*other);
        }
    }

    /// Writes the sums of a row, each rounded to the nearest `f64`.
    #[inline(always)]
    pub fn write(&self, grid: &Grid, row: usize, values: &mut [f64]) {
        let limbs = &self.limbs[row * self.width()..][..self.width()];
        let values = values.iter_mut().zip(&grid.bases);
        if self.n_limbs == 1 {
            for ((value, &base), &limb) in values.zip(limbs) {
                *value = rounded_limb(limb, base);
            }
        } else {
            for ((value, &base), limbs) in values.zip(limbs.chunks_exact(self.n_limbs)) {
                *value = rounded(limbs, base, 1);
            }
        }
    }

    /// Adds a row of zeros at the end.
    pub fn push_row(&mut self) {
        self.limbs.resize(self.limbs.len() + self.width(), 0);
    }

    pub(super) fn limbs(&self, row: usize, column: usize) -> &[i128] {
        &self.limbs[(row * self.n_columns + column) * self.n_limbs..][..self.n_limbs]
    }

    /// Returns the size of a row; sums of one grid have one size.
    pub fn width(&self) -> usize {
        self.n_columns * self.n_limbs
    }
}

/// Lines of terms that are added at once, while the windows stay in registers.
pub(super) const LINES: usize = 4;

/// Adds terms to rows of sums, or takes them away.
#[derive(Debug, Clone)]
pub struct RowAdder<'a> {
    grid: &'a Grid,
    sums: RowSums,
    /// The windows of each row, one after the other.
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

    /// Adds a row of zeros at the end; there will be at most so many.
    pub fn push_row(&mut self, most_rows: usize) {
        let n_rows = self.n_terms.len();
        self.n_terms.push(0);
        let n_windows = self.grid.n_windows * self.grid.n_columns();
        let width = self.sums.width();
        if self.sums.limbs.capacity() == n_rows * width {
            // Twice as many, but never more than needed.
            let more = n_rows.max(1).min(most_rows.saturating_sub(n_rows).max(1));
            self.sums.limbs.reserve_exact(more * width);
            self.windows.reserve_exact(more * n_windows);
        }
        self.sums.limbs.resize((n_rows + 1) * width, 0);
        self.windows.resize((n_rows + 1) * n_windows, 0.0);
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
                return lines.iter().for_each(|terms| self.change_directly(row, terms, sign));
            }
        }
        self.n_terms[row] += N;
        if self.n_terms[row] > MOST_TERMS - LINES {
            self.empty_windows(row);
        }
    }

    /// Terms too far apart for windows go into the sums one by one.
    #[cold]
    fn change_directly(&mut self, row: usize, terms: &[f64], sign: f64) {
        let (first, n_limbs) = (row * self.sums.width(), self.sums.n_limbs);
        let limbs = self.sums.limbs[first..].chunks_exact_mut(n_limbs);
        for ((limbs, &base), term) in limbs.zip(&self.grid.bases).zip(terms) {
            if term.is_finite() {
                add(limbs, base, sign * term);
            } else {
                self.all_finite = false;
            }
        }
    }

    #[inline(never)]
    fn empty_windows(&mut self, row: usize) {
        self.n_terms[row] = 0;
        let (n_columns, n_limbs) = (self.grid.n_columns(), self.sums.n_limbs);
        let n_windows = self.grid.n_windows * n_columns;
        let limbs = &mut self.sums.limbs[row * n_columns * n_limbs..][..n_columns * n_limbs];
        let windows = &mut self.windows[row * n_windows..][..n_windows];
        for windows in windows.chunks_exact_mut(n_columns) {
            let sums = limbs.chunks_exact_mut(n_limbs).zip(&self.grid.bases);
            for (window, (limbs, &base)) in windows.iter_mut().zip(sums) {
                if window.is_finite() {
                    add(limbs, base, *window);
                } else {
                    self.all_finite = false;
                }
                *window = 0.0;
            }
        }
    }

    /// Returns the sums, and begins with no rows again.
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
        for (column, ((first, second), cut)) in windows.enumerate() {
            let (mut high, mut low) = (*first, *second);
            for terms in lines {
                let part = (terms[column] + cut) - cut;
                high = plus(high, part);
                low = plus(low, terms[column] - part);
            }
            (*first, *second) = (high, low);
        }
        return;
    }
    let windows = windows.zip(third.iter_mut().zip(next_cuts));
    for (column, (((first, second), cut), (third, next_cut))) in windows.enumerate() {
        let (mut high, mut middle, mut low) = (*first, *second, *third);
        for terms in lines {
            let part = (terms[column] + cut) - cut;
            let rest = terms[column] - part;
            let next_part = (rest + next_cut) - next_cut;
            high = plus(high, part);
            middle = plus(middle, next_part);
            low = plus(low, rest - next_part);
        }
        (*first, *second, *third) = (high, middle, low);
    }
}
