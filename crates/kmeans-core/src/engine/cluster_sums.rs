use digits_data::{Samples, Scalar};
use linalg_pca::distance::vectorized;

use super::changes::Changes;
use super::pieces::{PIECE, visit_all};
use super::relocation;
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::problem::Problem;

/// What the clusters hold: the sums and weights of their samples, brought up to date by those that
/// change sides.
///
/// A sum that has lost nearly all it held would be the rounding of what is gone, so it is
/// [made anew](Self::remake_faded) then.
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
    held: Held,
    /// What ever came in since the sum was made: no partial sum was larger.
    gained: Held,
}

/// How much there is to a sum.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Held {
    pub(super) weight: f64,
    /// Σ w·‖x − offset‖, or [about](Problem::norm) as much.
    pub(super) magnitude: f64,
}

/// The share of what came in below which a sum is made anew. So its rounding stays within some 2²⁰
/// times that of a fresh one, and ordinary clusters, which gain and lose by turns, are left alone.
const FADED: f64 = 1.0 / (1_u64 << 20) as f64;

impl Total {
    #[inline(always)]
    pub(super) fn gain(&mut self, Held { weight, magnitude }: Held) {
        self.n_samples += 1;
        self.held.weight += weight;
        self.held.magnitude += magnitude;
        self.gained.weight += weight;
        self.gained.magnitude += magnitude;
    }

    #[inline(always)]
    pub(super) fn lose(&mut self, Held { weight, magnitude }: Held) {
        self.n_samples -= 1;
        self.held.weight -= weight;
        self.held.magnitude -= magnitude;
    }

    fn apply(&mut self, change: Self) {
        self.n_samples += change.n_samples;
        self.held.weight += change.held.weight;
        self.held.magnitude += change.held.magnitude;
        self.gained.weight += change.gained.weight;
        self.gained.magnitude += change.gained.magnitude;
    }

    /// Whether what is left of the sum may be little more than rounding.
    fn has_faded(&self) -> bool {
        let Self { n_samples, held, gained } = self;
        let is_little = held.weight < FADED * gained.weight
            || held.magnitude < FADED * gained.magnitude
            || !(gained.weight + gained.magnitude).is_finite();
        *n_samples > 0 && is_little
    }
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
                    self.totals[cluster as usize].apply(change);
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
        self.remake_faded(problem, labels)?;
        if self.totals.iter().all(|total| total.n_samples > 0) {
            return self.means_of_filled();
        }
        // What is left in a cluster without samples is the rounding of what came and went.
        self.clear(|total| total.n_samples == 0);
        let mut relocated = self.clone();
        let moves = relocation::relocate_empty(&mut relocated, problem, labels, centers);
        if relocated.totals.iter().any(Total::has_faded) {
            let mut labels = labels.to_vec();
            for (sample, cluster) in moves {
                labels[sample] = cluster;
            }
            relocated.remake_faded(problem, &labels)?;
        }
        relocated.means_of_filled()
    }

    /// Makes the sums that have faded anew, piece by piece as the first round made them.
    fn remake_faded<F: Scalar>(
        &mut self,
        problem: &Problem<'_, F>,
        labels: &[u32],
    ) -> Result<(), Error> {
        if !self.totals.iter().any(Total::has_faded) {
            return Ok(());
        }
        let faded: Vec<bool> = self.totals.iter().map(Total::has_faded).collect();
        self.clear(Total::has_faded);
        let visit = |(): &mut (), (piece, labels): &mut (usize, &[u32])| {
            let mut changes = Changes::none(faded.len(), problem.offset.len());
            let samples = (*piece * PIECE..).zip(*labels);
            for (sample, &label) in samples.filter(|(_, label)| faded[**label as usize]) {
                let (weight, norm) = (problem.weights.of(sample), problem.norm(sample));
                changes.moved(None, label, weight, norm, problem.centered(sample));
            }
            Ok((changes, 0))
        };
        let pieces = labels.chunks(PIECE).enumerate().collect();
        visit_all(pieces, problem.work(1) >= PARALLEL_WORK, self, visit)?;
        Ok(())
    }

    /// Takes everything out of some clusters.
    fn clear(&mut self, which: impl Fn(&Total) -> bool) {
        let rows = self.sums.chunks_exact_mut(self.n_features);
        for (total, sums) in self.totals.iter_mut().zip(rows).filter(|(total, _)| which(total)) {
            *total = Total::default();
            sums.fill(0.0);
        }
    }

    fn means_of_filled<F: Scalar>(&self) -> Result<Samples<F>, Error> {
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

/// The first of the clusters of the greatest weight.
fn heaviest(totals: &[Total]) -> usize {
    let mut heaviest = 0;
    for (cluster, total) in totals.iter().enumerate() {
        if total.held.weight > totals[heaviest].held.weight {
            heaviest = cluster;
        }
    }
    heaviest
}
