use smartcore::cluster::kmeans::{KMeans, KMeansParameters};
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::numbers::basenum::Number;

use crate::measured::measured;
use crate::protocol::{Block, Fitted, Job, Result};

/// Fits, and computes the centres as means of the clusters, because the model does not show them.
pub fn fit<F: Number>(samples: &[F], block: &Block, job: &Job) -> Result<(Vec<f64>, Fitted)> {
    let (n_samples, n_features) = (block.n_samples, block.n_features);
    let matrix = DenseMatrix::new(n_samples, n_features, samples.to_vec(), false)?;
    let usual = KMeansParameters::default().with_k(job.n_clusters);
    let max_iter = job.rounds.unwrap_or(usual.max_iter);
    let parameters = KMeansParameters { seed: Some(job.seed.into()), max_iter, ..usual };
    type Model<F> = KMeans<F, usize, DenseMatrix<F>, Vec<usize>>;
    let (model, fitted) = measured(job, || Model::<F>::fit(&matrix, parameters));
    let labels = model?.predict(&matrix)?;
    let mut centers = vec![0.0; job.n_clusters * n_features];
    let mut sizes = vec![0.0_f64; job.n_clusters];
    for (row, &label) in samples.chunks(n_features).zip(&labels) {
        sizes[label] += 1.0;
        for (sum, value) in centers[label * n_features..][..n_features].iter_mut().zip(row) {
            *sum += value.to_f64().ok_or("a sample is no number")?;
        }
    }
    for (center, size) in centers.chunks_mut(n_features).zip(&sizes) {
        center.iter_mut().for_each(|sum| *sum /= size.max(1.0));
    }
    let differs = Some("takes no start: its own k-means++; may stop early unseen; one thread");
    Ok((centers, Fitted { n_iter: None, differs, ..fitted }))
}
