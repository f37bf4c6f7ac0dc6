use std::cell::Cell;

use kmeans::{AbortStrategy, EuclideanDistance, KMeans, KMeansConfig};

use crate::measured::measured;
use crate::protocol::{Block, Fitted, Job, Result};

/// The crate has no default; its examples take this.
const USUAL_ROUNDS: usize = 100;

/// Fits with vectors of 512 bits.
macro_rules! fit_with {
    ($name:ident, $scalar:ty, $lanes:literal) => {
        pub fn $name(
            samples: &[$scalar],
            start: Option<&[f64]>,
            block: &Block,
            job: &Job,
        ) -> Result<(Vec<f64>, Fitted)> {
            let start: Option<Vec<$scalar>> =
                start.map(|start| start.iter().map(|&value| value as $scalar).collect());
            let rounds_at_most = job.rounds.unwrap_or(USUAL_ROUNDS);
            let rounds = Cell::new(0);
            let count = |_: &_, _, _| rounds.set(rounds.get() + 1);
            let mut config = KMeansConfig::build().iteration_done(&count);
            if job.tol == 0.0 {
                let never = AbortStrategy::NoImprovement { threshold: <$scalar>::NEG_INFINITY };
                config = config.abort_strategy(never);
            }
            let config = config.build();
            let (n_samples, n_features) = (block.n_samples, block.n_features);
            let (centers, fitted) = measured(job, || {
                let kmeans: KMeans<_, $lanes, _> =
                    KMeans::new(samples, n_samples, n_features, EuclideanDistance);
                let (k, n) = (job.n_clusters, rounds_at_most);
                let state = match start {
                    Some(start) => {
                        kmeans.kmeans_lloyd(k, n, KMeans::init_precomputed(start), &config)
                    }
                    None => kmeans.kmeans_lloyd(k, n, KMeans::init_kmeanplusplus, &config),
                };
                state.centroids.to_vec()
            });
            let fitted = Fitted { n_iter: Some(rounds.get()), ..fitted };
            Ok((centers.into_iter().map(f64::from).collect(), fitted))
        }
    };
}

fit_with!(fit_f32, f32, 16);
fit_with!(fit_f64, f64, 8);
