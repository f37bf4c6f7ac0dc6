use digits_data::random::Generator;
use digits_data::{Samples, Scalar, memory};

use super::low_counts;
use crate::Error;
use crate::engine::{ClusterSums, assign_once, inertia};
use crate::samples::{Problem, Scale};

/// Centres that follow one batch after another: each is the mean of all samples that were ever
/// assigned to it.
///
/// D. Sculley, "Web-scale k-means clustering", WWW 2010, with weights and the reassignment of
/// centres that see too little, as scikit-learn's `_mini_batch_step`.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Learner {
    /// One centre per row, in centred coordinates. Always `f64`, because late steps are small.
    pub(super) centers: Vec<f64>,
    /// The weight that each centre has seen.
    pub(super) counts: Vec<f64>,
    pub(super) reassignment_ratio: f64,
    /// Number of samples since low-count centres were last moved.
    pub(super) n_since_reassignment: usize,
}

/// The result of learning from one batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Weighted sum of squared distances to the centres as they were before.
    pub(super) inertia: f64,
    /// Σ‖Δc‖².
    pub(super) squared_shift: f64,
}

impl Learner {
    pub(super) fn new<F: Scalar>(first: &Samples<F>, reassignment_ratio: f64) -> Self {
        Self {
            centers: first.as_slice().iter().map(|x| x.to_f64()).collect(),
            counts: vec![0.0; first.n_samples()],
            reassignment_ratio,
            n_since_reassignment: 0,
        }
    }

    /// The centres in the samples' type.
    pub(super) fn centers<F: Scalar>(&self) -> Result<Samples<F>, Error> {
        let n_clusters = self.counts.len();
        let values = self.centers.iter().map(|&x| F::from_f64(x)).collect();
        Ok(Samples::new(values, n_clusters, self.centers.len() / n_clusters)?)
    }

    /// Divides the centres by a scale.
    pub(super) fn unscaled(mut self, scale: Scale) -> Self {
        self.centers.iter_mut().for_each(|x| *x = scale.undo(*x));
        self
    }

    /// Learns from one batch.
    pub(super) fn step<F: Scalar>(
        &mut self,
        batch: &Problem<'_, F>,
        generator: &mut Generator,
    ) -> Result<Step, Error> {
        self.separate(batch)?;
        let n_samples = batch.samples.n_samples();
        let centers = self.centers()?;
        let mut labels = memory::zeroed(n_samples)?;
        assign_once(batch, &centers, &mut labels)?;
        let inertia = inertia(batch.samples, batch.weights, batch.offset, &centers, &labels)?;

        let before = self.centers.clone();
        let is_due = self.is_reassignment_due(n_samples);
        self.move_towards(batch, &labels)?;
        if is_due {
            let ratio = self.reassignment_ratio;
            low_counts::reassign(&mut self.centers, &mut self.counts, ratio, batch, generator);
        }
        let pairs = before.iter().zip(&self.centers);
        let squared_shift = pairs.map(|(before, after)| (after - before).powi(2)).sum();
        Ok(Step { inertia, squared_shift })
    }

    /// True after every 10 samples per cluster, and as long as a centre has seen nothing.
    fn is_reassignment_due(&mut self, n_samples: usize) -> bool {
        self.n_since_reassignment = self.n_since_reassignment.saturating_add(n_samples);
        let is_due = self.counts.contains(&0.0)
            || self.n_since_reassignment >= self.counts.len().saturating_mul(10);
        if is_due {
            self.n_since_reassignment = 0;
        }
        is_due
    }

    /// Adds the batch to the means.
    fn move_towards<F: Scalar>(
        &mut self,
        batch: &Problem<'_, F>,
        labels: &[u32],
    ) -> Result<(), Error> {
        let sums = ClusterSums::of(batch, labels, self.counts.len())?;
        let rows = self.centers.chunks_exact_mut(batch.samples.n_features());
        let sums = sums.weights_and_sums(batch.samples.n_features());
        for ((center, count), (weight, sums)) in rows.zip(&mut self.counts).zip(sums) {
            if weight > 0.0 {
                let new_count = *count + weight;
                for (value, sum) in center.iter_mut().zip(sums) {
                    *value = (*value * *count + sum) / new_count;
                }
                *count = new_count;
            }
        }
        Ok(())
    }
}
