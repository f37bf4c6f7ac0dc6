use std::sync::{Mutex, PoisonError};

use digits_data::Scalar;
use digits_data::exact::{Grid, RowAdder};
use linalg_pca::distance::vectorized;

use super::changed_clusters::ChangedClusters;
use super::part::{Counts, Part};
use crate::Error;
use crate::chunks::on_all_threads;
use crate::samples::Problem;

/// The part that one thread is making: samples that moved, and what that changes in cluster sums.
#[derive(Debug)]
pub(crate) struct Tally<'a> {
    pub(super) counts: Counts,
    changed: ChangedClusters,
    sums: RowAdder<'a>,
    /// Room for the terms of one sample.
    terms: Vec<f64>,
}

impl<'a> Tally<'a> {
    pub(crate) fn empty(n_clusters: usize, grid: &'a Grid) -> Self {
        Self {
            counts: Counts::default(),
            changed: ChangedClusters::none(n_clusters),
            sums: RowAdder::new(grid),
            terms: vec![0.0; grid.n_columns()],
        }
    }

    /// Moves a sample to cluster `to`; `from` is `None` if it was in none.
    #[inline(always)]
    pub(crate) fn move_sample<F: Scalar>(
        &mut self,
        problem: &Problem<'_, F>,
        sample: usize,
        from: Option<u32>,
        to: u32,
    ) {
        self.counts.n_changed += 1;
        if problem.weights.of(sample) == 0.0 {
            return;
        }
        problem.write_terms(sample, &mut self.terms);
        if let Some(from) = from {
            let row = self.row(from);
            self.changed.n_samples[row] -= 1;
            self.sums.subtract(row, &self.terms);
        }
        let row = self.row(to);
        self.changed.n_samples[row] += 1;
        self.sums.add(row, &self.terms);
    }

    /// Moves a sample of which only its terms are known.
    pub(super) fn move_terms(&mut self, terms: &[f64], from: u32, to: u32) {
        let (from, to) = (self.row(from), self.row(to));
        self.changed.n_samples[from] -= 1;
        self.changed.n_samples[to] += 1;
        self.sums.subtract(from, terms);
        self.sums.add(to, terms);
    }

    #[inline]
    fn row(&mut self, cluster: u32) -> usize {
        let most_rows = self.changed.n_clusters();
        self.changed.row(cluster, || self.sums.push_row(most_rows))
    }

    /// Returns the part that was counted.
    pub(crate) fn into_part(mut self) -> Part {
        let sums = vectorized(
            #[inline(always)]
            || self.sums.take(),
        );
        Part { counts: self.counts, changed: self.changed, sums }
    }
}

/// Visits all pieces on one thread or on all threads, and returns the part of them all.
///
/// `visit` also gets a buffer, which still holds the values of another piece.
pub(super) fn tallied<'a, P: Send, S: Default>(
    pieces: Vec<P>,
    in_parallel: bool,
    (n_clusters, grid): (usize, &'a Grid),
    visit: impl Fn(&mut S, &mut P, &mut Tally<'a>) -> Result<(), Error> + Sync,
) -> Result<Part, Error> {
    let pieces = Mutex::new(pieces.into_iter());
    let next = || pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
    let merged = Mutex::new(None::<Part>);
    on_all_threads(in_parallel, || {
        let (mut room, mut tally) = (S::default(), Tally::empty(n_clusters, grid));
        while let Some(mut piece) = next() {
            visit(&mut room, &mut piece, &mut tally)?;
        }
        let part = tally.into_part();
        let mut merged = merged.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *merged {
            Some(merged) => merged.merge(&part)?,
            none => *none = Some(part),
        }
        Ok(())
    })?;
    let merged = merged.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(merged.unwrap_or_else(|| Tally::empty(n_clusters, grid).into_part()))
}
