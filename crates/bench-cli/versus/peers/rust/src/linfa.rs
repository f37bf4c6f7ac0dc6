use linfa::prelude::Fit as _;
use linfa::{DatasetBase, Float};
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::{Array2, ArrayView1, ArrayView2};

use crate::measured::measured;
use crate::protocol::{Block, Fitted, Job, Result};

pub fn fit<F: Float>(
    samples: &[F],
    start: Option<&[f64]>,
    block: &Block,
    job: &Job,
) -> Result<(Vec<f64>, Fitted)> {
    let view = ArrayView2::from_shape((block.n_samples, block.n_features), samples)?;
    let dataset = DatasetBase::from(view);
    let Some(start) = start else {
        let mut parameters = KMeans::params(job.n_clusters);
        if let Some(rounds) = job.rounds {
            parameters = parameters.max_n_iterations(rounds as u64);
        }
        let (model, fitted) = measured(job, || parameters.fit(&dataset));
        let centers = model?.centroids().iter().map(F::to_f64).collect::<Option<_>>();
        return Ok((centers.ok_or("its centres are no numbers")?, fitted));
    };
    let start = start.iter().map(|&value| F::cast(value)).collect();
    let start = Array2::from_shape_vec((job.n_clusters, block.n_features), start)?;
    // linfa compares the norm of the centres' shift; scikit-learn's rule compares its square.
    let tolerance = F::cast((job.tol * mean_variance(view)).sqrt());
    let parameters = KMeans::params(job.n_clusters)
        .init_method(KMeansInit::Precomputed(start))
        .n_runs(1)
        .max_n_iterations(job.rounds.unwrap_or(300) as u64)
        .tolerance(tolerance.max(F::min_positive_value())); // it must be positive
    let (model, fitted) = measured(job, || parameters.fit(&dataset));
    let centers = model?.centroids().iter().map(|&value| F::to_f64(&value)).collect::<Option<_>>();
    let differs = Some("counts each old centre as one more sample");
    let n_iter = fitted.n_iter.filter(|_| job.tol == 0.0);
    Ok((centers.ok_or("its centres are no numbers")?, Fitted { n_iter, differs, ..fitted }))
}

/// The mean over the features of their population variances.
fn mean_variance<F: Float>(samples: ArrayView2<'_, F>) -> f64 {
    let variance = |column: ArrayView1<'_, F>| {
        let values = || column.iter().map(|&x| F::to_f64(&x).unwrap_or(f64::NAN));
        let mean = values().sum::<f64>() / column.len() as f64;
        values().map(|x| (x - mean).powi(2)).sum::<f64>() / column.len() as f64
    };
    samples.columns().into_iter().map(variance).sum::<f64>() / samples.ncols() as f64
}
