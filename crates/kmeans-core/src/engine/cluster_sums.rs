use digits_data::exact::{Grid, RowSums};
use digits_data::{Samples, Scalar};
use linalg_pca::distance::vectorized;

use super::part::{Part, check_count};
use super::tally::Tally;
use crate::Error;
use crate::samples::Problem;

/// The sums and weights of all clusters, a function of their members alone.
#[derive(Debug, Clone)]
pub(crate) struct ClusterSums {
    /// Samples of positive weight in each cluster.
    pub(super) n_samples: Vec<isize>,
    /// Σ w·(x − offset) of each cluster, one per row; with a column for Σ w if samples have weights.
    sums: RowSums,
}

impl ClusterSums {
    /// Returns the sums of clusters without samples.
    pub(super) fn empty(n_clusters: usize, grid: &Grid) -> Self {
        Self { n_samples: vec![0; n_clusters], sums: RowSums::zeros(n_clusters, grid) }
    }

    /// Returns the sums of clusters that have these members.
    pub(crate) fn of<F: Scalar>(
        problem: &Problem<'_, F>,
        labels: &[u32],
        n_clusters: usize,
    ) -> Result<Self, Error> {
        let mut sums = Self::empty(n_clusters, problem.grid()?);
        let mut tally = Tally::empty(n_clusters, problem.grid()?);
        for (sample, &label) in labels.iter().enumerate() {
            tally.move_sample(problem, sample, None, label);
        }
        sums.merge(&tally.into_part())?;
        Ok(sums)
    }

    /// Takes the changes of a part.
    pub(super) fn merge(&mut self, part: &Part) -> Result<(), Error> {
        check_count("clusters", part.changed.n_clusters(), self.n_samples.len())?;
        check_count("sums", part.sums.width(), self.sums.width())?;
        vectorized(
            #[inline(always)]
            || {
                for (row, (cluster, n_samples)) in part.changed.rows().enumerate() {
                    self.n_samples[cluster as usize] += n_samples;
                    self.sums.merge_row(cluster as usize, &part.sums, row);
                }
            },
        );
        Ok(())
    }

    /// Returns the weight of every cluster and its sums, each rounded once.
    pub(crate) fn weights_and_sums(
        &self,
        n_features: usize,
    ) -> impl Iterator<Item = (f64, Vec<f64>)> {
        self.n_samples.iter().enumerate().map(move |(cluster, &n_samples)| {
            let mut sums = vec![0.0; self.sums.n_columns()];
            vectorized(
                #[inline(always)]
                || self.sums.write(cluster, &mut sums),
            );
            let weight = sums.get(n_features).map_or(n_samples as f64, |&weight| weight);
            sums.truncate(n_features);
            (weight, sums)
        })
    }

    /// Returns Σ w·‖mean‖² over all clusters.
    pub(super) fn between_clusters(&self, n_features: usize) -> f64 {
        let of_cluster = |(weight, sums): (f64, Vec<f64>)| {
            sums.iter().map(|sum| sum * (sum / weight)).sum::<f64>()
        };
        let clusters = self.weights_and_sums(n_features).filter(|(weight, _)| *weight > 0.0);
        clusters.map(of_cluster).sum()
    }

    /// Returns the mean of every cluster. An empty cluster gets the mean of the heaviest one.
    pub(super) fn means<F: Scalar>(&self, n_features: usize) -> Result<Samples<F>, Error> {
        let n_clusters = self.n_samples.len();
        let mut values = Vec::with_capacity(n_clusters * n_features);
        let (mut heaviest, mut most) = (0, 0.0);
        for (cluster, (weight, sums)) in self.weights_and_sums(n_features).enumerate() {
            if weight > most {
                (heaviest, most) = (cluster, weight);
            }
            values.extend(sums.into_iter().map(|sum| F::from_f64(sum / weight)));
        }
        for (cluster, _) in self.n_samples.iter().enumerate().filter(|(_, n)| **n == 0) {
            let source = heaviest * n_features;
            values.copy_within(source..source + n_features, cluster * n_features);
        }
        Ok(Samples::new(values, n_clusters, n_features)?)
    }
}
