use digits_data::{Samples, Scalar};
use linalg_pca::distance::vectorized;

use super::changes::Changes;
use super::relocation;
use crate::Error;
use crate::problem::Problem;

/// What the clusters hold: the sums and weights of their samples, brought up to date by those that
/// change sides.
#[derive(Debug, Clone)]
pub(super) struct Clusters {
    pub(super) totals: Vec<Total>,
    /// Σ w·(x − offset) of each cluster, one a row.
    sums: Vec<f64>,
    n_features: usize,
}

/// The size of a cluster, or what it changes by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Total {
    /// Samples of positive weight.
    pub(super) n_samples: isize,
    pub(super) weight: f64,
}

impl Clusters {
    /// No sample in any cluster.
    pub(super) fn empty(n_clusters: usize, n_features: usize) -> Self {
        Self {
            totals: vec![Total::default(); n_clusters],
            sums: vec![0.0; n_clusters * n_features],
            n_features,
        }
    }

    /// How many sums there are.
    pub(super) fn n_values(&self) -> usize {
        self.sums.len()
    }

    /// Brings the clusters up to date with what a piece changes.
    ///
    /// Pieces must come in order, for a sum depends on it to the last bit.
    pub(super) fn apply(&mut self, changes: &Changes) {
        vectorized(
            #[inline(always)]
            || {
                for (cluster, change, changes) in changes.rows() {
                    let total = &mut self.totals[cluster as usize];
                    total.n_samples += change.n_samples;
                    total.weight += change.weight;
                    let sums = &mut self.sums[cluster as usize * self.n_features..];
                    for (sum, change) in sums.iter_mut().zip(changes) {
                        *sum += change;
                    }
                }
            },
        );
    }

    /// The centre of every cluster, in centred coordinates: the mean of its samples.
    ///
    /// An empty cluster takes the sample farthest from its own centre, of those in `centers`, away
    /// from the cluster that has it. If there is none to take, it joins the heaviest cluster's
    /// centre, where it does no harm.
    pub(super) fn means<F: Scalar>(
        &mut self,
        problem: &Problem<'_, F>,
        labels: &[u32],
        centers: &Samples<F>,
    ) -> Result<Samples<F>, Error> {
        if self.totals.iter().all(|total| total.n_samples > 0) {
            return self.means_of_filled();
        }
        self.clear_empty();
        let mut relocated = self.clone();
        relocation::relocate_empty(&mut relocated, problem, labels, centers);
        relocated.means_of_filled()
    }

    /// What is left in a cluster without samples is the rounding of what came and went.
    fn clear_empty(&mut self) {
        let rows = self.sums.chunks_exact_mut(self.n_features);
        for (total, sums) in self.totals.iter_mut().zip(rows) {
            if total.n_samples == 0 {
                total.weight = 0.0;
                sums.fill(0.0);
            }
        }
    }

    fn means_of_filled<F: Scalar>(&self) -> Result<Samples<F>, Error> {
        let heaviest = heaviest(&self.totals);
        let mut values = Vec::with_capacity(self.sums.len());
        for (cluster, total) in self.totals.iter().enumerate() {
            let source = if total.n_samples > 0 { cluster } else { heaviest };
            let weight = self.totals[source].weight;
            let sums = &self.sums[source * self.n_features..][..self.n_features];
            values.extend(sums.iter().map(|sum| F::from_f64(sum / weight)));
        }
        Ok(Samples::new(values, self.totals.len(), self.n_features)?)
    }
}

/// The first of the clusters of the greatest weight.
fn heaviest(totals: &[Total]) -> usize {
    let mut heaviest = 0;
    for (cluster, total) in totals.iter().enumerate() {
        if total.weight > totals[heaviest].weight {
            heaviest = cluster;
        }
    }
    heaviest
}
