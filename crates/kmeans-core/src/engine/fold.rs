use digits_data::exact::Grid;
use digits_data::{Samples, Scalar};

use super::candidates::Candidates;
use super::cluster_sums::ClusterSums;
use super::part::{Part, check_count};
use super::stopping::{StopReason, StoppingRule};
use super::tally::Tally;
use crate::Error;
use crate::samples::Coordinates;
use crate::squared_distance::squared_distance;

/// The sums of all clusters. Merges the parts of an iteration and makes the next centres.
///
/// The parts of one iteration come in any order, each once.
#[derive(Debug)]
pub struct Fold<'a> {
    sums: ClusterSums,
    grid: &'a Grid,
    n_features: usize,
    rule: StoppingRule,
    n_iter: usize,
    n_changed: usize,
}

/// The outcome of one iteration.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Step<F: Scalar> {
    /// The next centres, one per row, relative to the offset.
    pub centers: Samples<F>,
    /// Iterations done, including this one.
    pub n_iter: usize,
    /// Samples that changed their cluster.
    pub n_changed: usize,
    /// Σ‖Δc‖² over all centres.
    pub squared_shift: f64,
    /// The reason to stop, if there is one.
    pub stop: Option<StopReason>,
}

impl<'a> Fold<'a> {
    /// Returns a fold whose clusters are empty. A restart ends when Σ‖Δc‖² is at most `tol` × the mean variance
    /// of the features, when no label changes, or after `max_iter` iterations.
    pub fn new(coordinates: &'a Coordinates, n_clusters: usize, tol: f64, max_iter: usize) -> Self {
        let squared_shift = if tol == 0.0 { 0.0 } else { tol * coordinates.mean_variance() };
        let rule = StoppingRule { squared_shift, inertia_tol: 0.0, max_iter };
        Self::on(coordinates.grid(), coordinates.offset().len(), n_clusters, rule)
    }

    pub(super) fn on(
        grid: &'a Grid,
        n_features: usize,
        n_clusters: usize,
        rule: StoppingRule,
    ) -> Self {
        let sums = ClusterSums::empty(n_clusters, grid);
        Self { sums, grid, n_features, rule, n_iter: 0, n_changed: 0 }
    }

    /// Adds a part of this iteration to the sums.
    ///
    /// # Errors
    ///
    /// [`Error::Blocks`] if the part has another number of clusters or features. Then nothing is added.
    pub fn merge(&mut self, part: &Part) -> Result<(), Error> {
        self.sums.merge(part)?;
        self.n_changed += part.n_changed();
        Ok(())
    }

    /// Returns how many clusters have no sample. Each of them needs a candidate.
    pub fn n_empty(&self) -> usize {
        self.sums.n_samples.iter().filter(|&&n_samples| n_samples == 0).count()
    }

    /// Returns Σ w·‖mean‖² over all clusters. It grows by as much as new labels lower the inertia.
    pub(super) fn between_clusters(&self) -> f64 {
        self.sums.between_clusters(self.n_features)
    }

    /// Ends the iteration: the next centre of every cluster is the mean of its samples.
    ///
    /// The centre of an empty cluster moves to a candidate. That sample is subtracted from the sum
    /// of its old cluster, but labels do not change. Without a candidate, the empty cluster gets the
    /// same centre as the heaviest cluster. One of the two then stays empty, and inertia is the same.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if a centre does not fit `F`, [`Error::Blocks`] if the candidates have another
    /// number of clusters or features.
    pub fn step<F: Scalar>(
        &mut self,
        centers: &Samples<F>,
        candidates: Option<Candidates>,
    ) -> Result<Step<F>, Error> {
        self.n_iter += 1;
        let n_changed = std::mem::take(&mut self.n_changed);
        let next = match candidates {
            None => self.sums.means(self.n_features)?,
            Some(candidates) => self.relocated(candidates)?.means(self.n_features)?,
        };
        let squared_shift = squared_shift(centers, &next);
        let stop = self.rule.decide(self.n_iter, n_changed, squared_shift);
        Ok(Step { centers: next, n_iter: self.n_iter, n_changed, squared_shift, stop })
    }

    /// Returns the sums with one candidate moved to each empty cluster. The lowest empty cluster
    /// gets the farthest candidate.
    fn relocated(&self, candidates: Candidates) -> Result<ClusterSums, Error> {
        let mut sums = self.sums.clone();
        let empty = (0..).zip(&self.sums.n_samples).filter(|(_, n_samples)| **n_samples == 0);
        let mut tally = Tally::empty(self.sums.n_samples.len(), self.grid);
        for (candidate, (to, _)) in candidates.into_sorted().into_iter().zip(empty) {
            check_count("sums", candidate.terms.len(), self.grid.n_columns())?;
            let n_clusters = self.sums.n_samples.len();
            check_count("clusters", n_clusters.max(candidate.from as usize + 1), n_clusters)?;
            tally.move_terms(&candidate.terms, candidate.from, to);
        }
        sums.merge(&tally.into_part())?;
        Ok(sums)
    }
}

/// Returns Σ‖Δc‖², the squared Frobenius norm of the centres' moves.
fn squared_shift<F: Scalar>(before: &Samples<F>, after: &Samples<F>) -> f64 {
    let zeros = vec![0.0; before.n_features()];
    let rows = before.rows().zip(after.rows());
    rows.map(|(before, after)| squared_distance(after, &zeros, before)).sum()
}
