use std::sync::{Mutex, PoisonError};

use digits_data::exact::{Grid, RowSums};
use digits_data::{Samples, Scalar};

use super::part::{Counts, Part};
use crate::Error;
use crate::chunks::on_all_threads;

/// The sums and weights of all clusters, exactly those of their members.
#[derive(Debug, Clone)]
pub(super) struct ClusterSums {
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

    /// Visits all pieces, merges their parts, and returns what they counted together.
    ///
    /// `visit` also gets room to work in, in the state that another piece left it.
    pub(super) fn update<'a, P: Send, S: Default>(
        &mut self,
        pieces: Vec<P>,
        in_parallel: bool,
        new_part: impl Fn() -> Part<'a> + Sync,
        visit: impl Fn(&mut S, &mut P, &mut Part<'a>) -> Result<(), Error> + Sync,
    ) -> Result<Counts, Error> {
        let pieces = Mutex::new(pieces.into_iter());
        let next = || pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
        let merged = Mutex::new((self, Counts::default()));
        on_all_threads(in_parallel, || {
            let (mut room, mut part) = (S::default(), new_part());
            while let Some(mut piece) = next() {
                visit(&mut room, &mut piece, &mut part)?;
            }
            let (sums, counts) = &mut *merged.lock().unwrap_or_else(PoisonError::into_inner);
            sums.merge(&mut part);
            counts.merge(part.counts);
            Ok(())
        })?;
        let (_, counts) = merged.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(counts)
    }

    /// Takes the changes of a part.
    pub(super) fn merge(&mut self, part: &mut Part<'_>) {
        let changes = part.take_changes();
        let of_clusters = changes.clusters.iter().zip(&changes.n_samples);
        for (row, (&cluster, n_samples)) in of_clusters.enumerate() {
            self.n_samples[cluster as usize] += n_samples;
            self.sums.merge_row(cluster as usize, &changes.sums, row);
        }
    }

    /// Returns the mean of every cluster. An empty cluster gets the mean of the heaviest one.
    pub(super) fn means<F: Scalar>(
        &self,
        grid: &Grid,
        n_features: usize,
    ) -> Result<Samples<F>, Error> {
        let n_clusters = self.n_samples.len();
        let weight = |cluster: usize| {
            if grid.n_columns() > n_features {
                self.sums.value(grid, cluster, n_features)
            } else {
                self.n_samples[cluster] as f64
            }
        };
        let weights: Vec<f64> = (0..n_clusters).map(weight).collect();
        let heaviest = first_largest(&weights);
        let mut values = Vec::with_capacity(n_clusters * n_features);
        for cluster in 0..n_clusters {
            let source = if self.n_samples[cluster] > 0 { cluster } else { heaviest };
            let mean = |feature| self.sums.value(grid, source, feature) / weights[source];
            values.extend((0..n_features).map(|feature| F::from_f64(mean(feature))));
        }
        Ok(Samples::new(values, n_clusters, n_features)?)
    }
}

fn first_largest(values: &[f64]) -> usize {
    let mut largest = 0;
    for (index, &value) in values.iter().enumerate() {
        if value > values[largest] {
            largest = index;
        }
    }
    largest
}
