use digits_data::Scalar;

use super::nested_sample::NestedSample;
use super::parameters::KMeans;
use super::restarts::Best;
use crate::Error;
use crate::engine::{Algorithm, Restart, StopReason};
use crate::model::{ClusterModel, FittedCenters, MadeWith};

/// The clustering that [`KMeans`](crate::KMeans) found, ready to label new samples.
///
/// Its labels, centres and inertia belong together to the bit: `labels() == predict(x)` and
/// `inertia() == -score(x)` for the samples it was fitted to.
///
/// The feature `serde` stores it. A model that is read is checked.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = "", try_from = "super::stored::Stored<F>"))]
pub struct KMeansModel<F: Scalar = f64> {
    pub(super) parameters: MadeWith<KMeans>,
    pub(super) centers: FittedCenters<F>,
    pub(super) labels: Vec<u32>,
    pub(super) best_restart: usize,
    pub(super) restarts: Vec<Restart>,
    pub(super) nested_samples: Vec<NestedSample>,
}

impl<F: Scalar> KMeansModel<F> {
    pub(super) fn new(parameters: KMeans, best: Best<F>, offset: Vec<f64>) -> Result<Self, Error> {
        let Best { run, restart, restarts, nested_samples } = best;
        Ok(Self {
            parameters: MadeWith(parameters),
            centers: FittedCenters::found(run.centers, offset)?,
            labels: run.labels,
            best_restart: restart,
            restarts,
            nested_samples,
        })
    }

    /// Returns the parameters of the fit. They do not count when models are compared.
    pub fn parameters(&self) -> &KMeans {
        &self.parameters.0
    }

    /// The cluster of each sample, from 0 to `n_clusters - 1`.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// Weighted sum of the samples' squared distances to their centres.
    pub fn inertia(&self) -> f64 {
        self.best().inertia
    }

    /// Iterations of the best restart.
    pub fn n_iter(&self) -> usize {
        self.best().n_iter
    }

    /// Returns the reason why the best restart ended.
    pub fn stop_reason(&self) -> StopReason {
        self.best().stop_reason
    }

    /// Returns true if the best restart converged. It did not end at `max_iter` or by its observer.
    pub fn converged(&self) -> bool {
        self.best().stop_reason.converged()
    }

    /// Returns the algorithm that the best restart used to find the nearest centres.
    pub fn algorithm(&self) -> Algorithm {
        self.best().algorithm
    }

    /// Returns the number of distances that the best restart computed: from samples to centres, and
    /// between centres to skip some of those.
    ///
    /// Plain Lloyd computes samples × clusters per iteration, and as many once more if the last
    /// iteration moved a centre.
    pub fn n_distances(&self) -> u64 {
        self.best().n_distances
    }

    fn best(&self) -> &Restart {
        &self.restarts[self.best_restart]
    }

    /// A summary of each restart, in order.
    pub fn restarts(&self) -> &[Restart] {
        &self.restarts
    }

    /// The fits to nested samples whose centres this fit started from, the smallest sample first. Empty
    /// unless [`KMeans::nested_samples`] was set and there were enough samples.
    pub fn nested_samples(&self) -> &[NestedSample] {
        &self.nested_samples
    }

    /// The index in [`restarts`](Self::restarts) of the best restart, whose result this model is.
    pub fn best_restart(&self) -> usize {
        self.best_restart
    }

    /// Returns the same clustering with its clusters numbered by size, the largest first, and the new
    /// number of each cluster. Clusters of equal size keep their order.
    ///
    /// Centres and labels change their numbers alone. A sample that is equally near to two centres stays
    /// in its cluster, where [`predict`](ClusterModel::predict) takes the centre with the smaller number.
    ///
    /// ```
    /// use kmeans_core::{KMeans, SamplesView};
    ///
    /// let samples = SamplesView::new(&[1.0, 8.0, 8.5, 9.0], 4, 1)?;
    /// let (model, numbers) = KMeans::new(2).fit(samples)?.numbered_by_size()?;
    /// assert_eq!(model.cluster_sizes(), [3, 1]);
    /// assert_eq!(numbers.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None for a model of a fit; the centres are put together again.
    pub fn numbered_by_size(mut self) -> Result<(Self, Vec<usize>), Error> {
        let sizes = self.cluster_sizes();
        let mut by_size: Vec<usize> = (0..sizes.len()).collect();
        by_size.sort_by_key(|&cluster| std::cmp::Reverse(sizes[cluster]));
        let mut numbers = vec![0; sizes.len()];
        for (number, &cluster) in by_size.iter().enumerate() {
            numbers[cluster] = number;
        }
        let centered = self.centers.centered().select(&by_size)?;
        self.centers = FittedCenters::found(centered, self.centers.offset().to_vec())?;
        for label in &mut self.labels {
            // There are no more clusters than labels can say.
            *label = u32::try_from(numbers[*label as usize]).unwrap_or(*label);
        }
        Ok((self, numbers))
    }

    /// Number of samples in each cluster. A 0 means that there are fewer distinct samples than
    /// clusters, or that the restart ended early.
    pub fn cluster_sizes(&self) -> Vec<usize> {
        self.centers.cluster_sizes(&self.labels)
    }
}

impl<F: Scalar> ClusterModel<F> for KMeansModel<F> {
    fn fitted_centers(&self) -> &FittedCenters<F> {
        &self.centers
    }
}
