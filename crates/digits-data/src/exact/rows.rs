use super::fixed_point::{add, rounded};
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
            *limb += other;
        }
    }

    /// Returns one sum, rounded to the nearest `f64`.
    #[inline]
    pub fn value(&self, grid: &Grid, row: usize, column: usize) -> f64 {
        rounded(self.limbs(row, column), grid.bases[column], 1)
    }

    pub(super) fn limbs(&self, row: usize, column: usize) -> &[i128] {
        &self.limbs[(row * self.n_columns + column) * self.n_limbs..][..self.n_limbs]
    }

    /// Sets a row to zeros.
    pub fn clear_row(&mut self, row: usize) {
        let width = self.width();
        self.limbs[row * width..][..width].fill(0);
    }

    fn width(&self) -> usize {
        self.n_columns * self.n_limbs
    }
}

/// Adds terms to rows of sums, or takes them away.
#[derive(Debug, Clone)]
pub struct RowAdder<'a> {
    grid: &'a Grid,
    sums: RowSums,
    /// The windows of each row, one after the other.
    windows: Vec<f64>,
    /// Terms that went into the windows of each row.
    n_terms: Vec<u32>,
}

impl<'a> RowAdder<'a> {
    /// Returns an adder without rows.
    #[must_use]
    pub fn new(grid: &'a Grid) -> Self {
        Self { grid, sums: RowSums::zeros(0, grid), windows: Vec::new(), n_terms: Vec::new() }
    }

    /// Adds a row of zeros at the end.
    pub fn push_row(&mut self) {
        let width = self.sums.width();
        self.sums.limbs.resize(self.sums.limbs.len() + width, 0);
        let n_windows = self.grid.n_windows * self.grid.n_columns();
        self.windows.resize(self.windows.len() + n_windows, 0.0);
        self.n_terms.push(0);
    }

    /// Adds a term to each sum of a row.
    #[inline(always)]
    pub fn add(&mut self, row: usize, terms: &[f64]) {
        self.change::<true>(row, terms);
    }

    /// Takes a term away from each sum of a row.
    #[inline(always)]
    pub fn subtract(&mut self, row: usize, terms: &[f64]) {
        self.change::<false>(row, terms);
    }

    #[inline(always)]
    fn change<const ADDS: bool>(&mut self, row: usize, terms: &[f64]) {
        let Grid { n_windows, cuts, .. } = self.grid;
        let windows = &mut self.windows[row * n_windows * terms.len()..][..n_windows * terms.len()];
        match n_windows {
            1 => change::<1, ADDS>(windows, cuts, terms),
            2 => change::<2, ADDS>(windows, cuts, terms),
            3 => change::<3, ADDS>(windows, cuts, terms),
            _ => return self.change_directly(row, terms, if ADDS { 1.0 } else { -1.0 }),
        }
        self.n_terms[row] += 1;
        if self.n_terms[row] == MOST_TERMS {
            self.empty_windows(row);
        }
    }

    /// Terms too far apart for windows go into the sums one by one.
    #[cold]
    fn change_directly(&mut self, row: usize, terms: &[f64], sign: f64) {
        let (first, n_limbs) = (row * self.sums.width(), self.sums.n_limbs);
        let limbs = self.sums.limbs[first..].chunks_exact_mut(n_limbs);
        for ((limbs, &base), term) in limbs.zip(&self.grid.bases).zip(terms) {
            add(limbs, base, sign * term);
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
                add(limbs, base, *window);
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
fn change<const WINDOWS: usize, const ADDS: bool>(
    windows: &mut [f64],
    cuts: &[f64],
    terms: &[f64],
) {
    let n = terms.len();
    let add = |window: &mut f64, part: f64| if ADDS { *window += part } else { *window -= part };
    let (first, rest) = windows.split_at_mut(n);
    if WINDOWS == 1 {
        for (window, &term) in first.iter_mut().zip(terms) {
            add(window, term);
        }
        return;
    }
    let (second, third) = rest.split_at_mut(n);
    let (cuts, next_cuts) = cuts.split_at(n);
    if WINDOWS == 2 {
        let windows = first.iter_mut().zip(second);
        for ((first, second), (&term, &cut)) in windows.zip(terms.iter().zip(cuts)) {
            let high = (term + cut) - cut;
            add(first, high);
            add(second, term - high);
        }
        return;
    }
    let windows = first.iter_mut().zip(second).zip(third);
    let terms = terms.iter().zip(cuts).zip(next_cuts);
    for (((first, second), third), ((&term, &cut), &next_cut)) in windows.zip(terms) {
        let high = (term + cut) - cut;
        let rest = term - high;
        let middle = (rest + next_cut) - next_cut;
        add(first, high);
        add(second, middle);
        add(third, rest - middle);
    }
}
