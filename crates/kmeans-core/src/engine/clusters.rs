use digits_data::{Samples, Scalar};
use rayon::prelude::*;

use super::moves::{Move, Moves};
use super::relocation;
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::problem::Problem;

/// What the clusters hold: the sums and weights of their samples.
///
/// Brought up to date by the samples that changed sides, which after the first rounds are few.
/// Every sum is that of one worker that visits its changes in order of the samples, so that it
/// comes out the same however many workers there are.
#[derive(Debug, Clone)]
pub(super) struct Clusters {
    pub(super) totals: Vec<Total>,
    /// Σ w·(x − offset) of each cluster, one a row.
    pub(super) sums: Vec<f64>,
}

/// The size of a cluster.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Total {
    /// Samples of positive weight.
    pub(super) n_samples: usize,
    pub(super) weight: f64,
}

impl Clusters {
    /// No sample in any cluster.
    pub(super) fn empty(n_clusters: usize, n_features: usize) -> Self {
        Self {
            totals: vec![Total::default(); n_clusters],
            sums: vec![0.0; n_clusters * n_features],
        }
    }

    /// Brings the sums up to date with `labels`, which `moves` led to.
    pub(super) fn apply<F: Scalar>(
        &mut self,
        problem: &Problem<'_, F>,
        moves: &Moves,
        labels: &[u32],
    ) {
        let n_features = problem.samples.n_features();
        let work = moves.n_changed(labels.len()) * n_features;
        let n_workers = if work < PARALLEL_WORK / 8 { 1 } else { rayon::current_num_threads() };
        let per_worker = self.totals.len().div_ceil(n_workers);
        let bring_up_to_date = |(worker, (totals, sums)): (usize, (&mut [Total], &mut [f64]))| {
            let mut owned = Owned { first: worker * per_worker, totals, sums };
            match moves {
                Moves::All => {
                    for (sample, &label) in labels.iter().enumerate() {
                        owned.put_in(label, sample, problem);
                    }
                }
                Moves::Some(pieces) => {
                    for &Move { sample, from, to } in pieces.iter().flatten() {
                        owned.take_out(from, sample, problem);
                        owned.put_in(to, sample, problem);
                    }
                }
            }
        };
        if n_workers == 1 {
            bring_up_to_date((0, (&mut self.totals, &mut self.sums)));
        } else {
            let totals = self.totals.par_chunks_mut(per_worker);
            let sums = self.sums.par_chunks_mut(per_worker * n_features);
            totals.zip(sums).enumerate().for_each(bring_up_to_date);
        }
    }

    /// The centre of every cluster, in centred coordinates: the mean of its samples.
    ///
    /// An empty cluster takes the sample farthest from its own centre, of those in `centers`, away
    /// from the cluster that has it. If there is none to take, it joins the heaviest cluster's
    /// centre, where it does no harm.
    pub(super) fn means<F: Scalar>(
        &self,
        problem: &Problem<'_, F>,
        labels: &[u32],
        centers: &Samples<F>,
    ) -> Result<Samples<F>, Error> {
        if self.totals.iter().all(|total| total.n_samples > 0) {
            return means(&self.totals, &self.sums, centers);
        }
        let mut relocated = self.clone();
        relocation::relocate_empty(&mut relocated, problem, labels, centers);
        means(&relocated.totals, &relocated.sums, centers)
    }
}

/// A range of clusters that one worker brings up to date.
struct Owned<'a> {
    /// The number of the first cluster.
    first: usize,
    totals: &'a mut [Total],
    sums: &'a mut [f64],
}

impl Owned<'_> {
    #[inline]
    fn put_in<F: Scalar>(&mut self, label: u32, sample: usize, problem: &Problem<'_, F>) {
        let Some(cluster) = self.index(label) else { return };
        let weight = problem.weights.of(sample);
        if weight > 0.0 {
            self.totals[cluster].n_samples += 1;
            self.totals[cluster].weight += weight;
            self.add(cluster, weight, sample, problem);
        }
    }

    #[inline]
    fn take_out<F: Scalar>(&mut self, label: u32, sample: usize, problem: &Problem<'_, F>) {
        let Some(cluster) = self.index(label) else { return };
        let weight = problem.weights.of(sample);
        if weight > 0.0 {
            self.totals[cluster].n_samples -= 1;
            self.totals[cluster].weight -= weight;
            self.add(cluster, -weight, sample, problem);
            if self.totals[cluster].n_samples == 0 {
                // What is left is the rounding of what came and went.
                self.totals[cluster].weight = 0.0;
                let n_features = problem.samples.n_features();
                self.sums[cluster * n_features..][..n_features].fill(0.0);
            }
        }
    }

    fn index(&self, label: u32) -> Option<usize> {
        let index = (label as usize).wrapping_sub(self.first);
        (index < self.totals.len()).then_some(index)
    }

    #[inline]
    fn add<F: Scalar>(
        &mut self,
        cluster: usize,
        weight: f64,
        sample: usize,
        problem: &Problem<'_, F>,
    ) {
        let x = problem.samples.row(sample);
        let sums = &mut self.sums[cluster * x.len()..][..x.len()];
        for ((sum, &x), &offset) in sums.iter_mut().zip(x).zip(problem.offset) {
            *sum += weight * (x.to_f64() - offset);
        }
    }
}

fn means<F: Scalar>(
    totals: &[Total],
    sums: &[f64],
    centers: &Samples<F>,
) -> Result<Samples<F>, Error> {
    let (n_clusters, n_features) = centers.shape();
    let heaviest = heaviest(totals);
    let mut values = Vec::with_capacity(n_clusters * n_features);
    for (cluster, total) in totals.iter().enumerate() {
        let source = if total.n_samples > 0 { cluster } else { heaviest };
        let weight = totals[source].weight;
        let sums = &sums[source * n_features..][..n_features];
        values.extend(sums.iter().map(|sum| F::from_f64(sum / weight)));
    }
    Ok(Samples::new(values, n_clusters, n_features)?)
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
