use kmeans_uni::KMeansBuilder;

use crate::measured::measured;
use crate::protocol::{Block, Fitted, Job, Result};

macro_rules! fit_with {
    ($name:ident, $scalar:ty) => {
        pub fn $name(samples: &[$scalar], block: &Block, job: &Job) -> Result<(Vec<f64>, Fitted)> {
            let all_rounds = job.tol == 0.0;
            let mut kmeans = KMeansBuilder::new(job.n_clusters);
            if all_rounds {
                kmeans = kmeans.tolerance(0.0);
            }
            if let Some(rounds) = job.rounds {
                kmeans = kmeans.iterations(rounds);
            }
            let kmeans = kmeans.seed(job.seed.into()).cpu_simd().euclidean().parallel();
            let (model, fitted) = measured(job, || kmeans.fit(samples, block.n_features));
            let centers = model?.into_centroids().into_iter().map(f64::from).collect();
            let n_iter = fitted.n_iter.filter(|_| all_rounds);
            let differs = Some("takes no start: its own k-means++");
            Ok((centers, Fitted { n_iter, differs, ..fitted }))
        }
    };
}

fit_with!(fit_f32, f32);
fit_with!(fit_f64, f64);
