use digits_data::{Samples, Scalar};
use linalg_pca::distance::vectorized;

use super::part::{Change, Counts, Part};
use super::pieces::{PIECE, visit_in_order};
use super::total::Total;
use crate::Error;

/// The sums and weights of all clusters, brought up to date by samples that change sides.
#[derive(Debug, Clone)]
pub(super) struct ClusterSums {
    pub(super) totals: Vec<Total>,
    /// Σ w·(x − offset) of each cluster, one per row.
    sums: Vec<f64>,
    n_features: usize,
}

impl ClusterSums {
    /// Returns the sums of clusters without samples.
    pub(super) fn empty(n_clusters: usize, n_features: usize) -> Self {
        Self {
            totals: vec![Total::default(); n_clusters],
            sums: vec![0.0; n_clusters * n_features],
            n_features,
        }
    }

    /// Visits all pieces, merges their parts in order, and returns what they counted together.
    pub(super) fn update<P: Send, S: Default + Send>(
        &mut self,
        pieces: Vec<P>,
        in_parallel: bool,
        visit: impl Fn(&mut S, &mut P) -> Result<Part, Error> + Sync,
    ) -> Result<Counts, Error> {
        let at_once = if in_parallel { at_once(pieces.len(), self.sums.len()) } else { 1 };
        let mut counts = Counts::default();
        visit_in_order(pieces, at_once, visit, |part| {
            self.merge(&part);
            counts.merge(part.counts);
        })?;
        Ok(counts)
    }

    /// Adds the changes of a part. Parts must come in order, for the last bits of a sum depend on
    /// it.
    pub(super) fn merge(&mut self, part: &Part) {
        vectorized(
            #[inline(always)]
            || {
                for Change { cluster, total, sums: changes } in part.changes() {
                    self.totals[cluster].merge(total);
                    let sums = &mut self.sums[cluster * self.n_features..];
                    for (sum, change) in sums.iter_mut().zip(changes) {
                        *sum += change;
                    }
                }
            },
        );
    }

    /// Takes everything out of some clusters.
    pub(super) fn clear(&mut self, which: impl Fn(&Total) -> bool) {
        let rows = self.sums.chunks_exact_mut(self.n_features);
        for (total, sums) in self.totals.iter_mut().zip(rows).filter(|(total, _)| which(total)) {
            *total = Total::default();
            sums.fill(0.0);
        }
    }

    /// Returns the mean of every cluster. An empty cluster gets the mean of the heaviest one.
    pub(super) fn means<F: Scalar>(&self) -> Result<Samples<F>, Error> {
        let heaviest = heaviest(&self.totals);
        let mut values = Vec::with_capacity(self.sums.len());
        for (cluster, total) in self.totals.iter().enumerate() {
            let source = if total.n_samples > 0 { cluster } else { heaviest };
            let weight = self.totals[source].held.weight;
            let sums = &self.sums[source * self.n_features..][..self.n_features];
            values.extend(sums.iter().map(|sum| F::from_f64(sum / weight)));
        }
        Ok(Samples::new(values, self.totals.len(), self.n_features)?)
    }
}

/// Returns how many pieces to visit side by side: enough to keep all threads busy, and otherwise so
/// many that their parts together take no more than 4 bytes per sample.
fn at_once(n_pieces: usize, n_values: usize) -> usize {
    let n_threads = rayon::current_num_threads();
    let most = n_pieces * PIECE / (2 * n_values);
    most.max(2 * n_threads) / n_threads * n_threads
}

/// Returns the cluster of the greatest weight, the first of several.
fn heaviest(totals: &[Total]) -> usize {
    let mut heaviest = 0;
    for (cluster, total) in totals.iter().enumerate() {
        if total.held.weight > totals[heaviest].held.weight {
            heaviest = cluster;
        }
    }
    heaviest
}
