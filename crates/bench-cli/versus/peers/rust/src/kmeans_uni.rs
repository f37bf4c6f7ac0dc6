use kmeans_uni::KMeansBuilder;

use crate::measured::measured;
use crate::protocol::{Block, Fitted, Job, Result};

macro_rules! fit_with {
    ($name:ident, $scalar:ty) => {
        pub fn $name(samples: &[$scalar], block: &Block, job: &Job) -> Result<(Vec<f64>, Fitted)> {
            let kmeans = KMeansBuilder::new(job.n_clusters)
                .iterations(job.rounds)
                .tolerance(0.0)
                .seed(0)
                .cpu_simd()
                .euclidean()
                .parallel();
            let (model, fitted) = measured(job, || kmeans.fit(samples, block.n_features));
            let centers = model?.into_centroids().into_iter().map(f64::from).collect();
            Ok((centers, Fitted { differs: Some("takes no start: its own k-means++"), ..fitted }))
        }
    };
}

fit_with!(fit_f32, f32);
fit_with!(fit_f64, f64);
