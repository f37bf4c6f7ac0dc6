use linfa::prelude::Fit as _;
use linfa::{DatasetBase, Float};
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::{Array2, ArrayView2};

use crate::measured::measured;
use crate::protocol::{Block, Fitted, Job, Result};

pub fn fit<F: Float>(
    samples: &[F],
    start: &[f64],
    block: &Block,
    job: &Job,
) -> Result<(Vec<f64>, Fitted)> {
    let start = start.iter().map(|&value| F::cast(value)).collect();
    let start = Array2::from_shape_vec((job.n_clusters, block.n_features), start)?;
    let view = ArrayView2::from_shape((block.n_samples, block.n_features), samples)?;
    let dataset = DatasetBase::from(view);
    let parameters = KMeans::params(job.n_clusters)
        .init_method(KMeansInit::Precomputed(start))
        .n_runs(1)
        .max_n_iterations(job.rounds as u64)
        .tolerance(F::min_positive_value()); // it wants one
    let (model, fitted) = measured(job, || parameters.fit(&dataset));
    let centers = model?.centroids().iter().map(|&value| F::to_f64(&value)).collect::<Option<_>>();
    let differs = Some("counts each old centre as one more sample");
    Ok((centers.ok_or("its centres are no numbers")?, Fitted { differs, ..fitted }))
}
