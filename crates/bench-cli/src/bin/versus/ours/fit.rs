use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::{Algorithm, ClusterModel as _, Init, KMeans, RandomState};
use linalg_pca::{StandardScaler, Transformer as _};

use super::call::Call;
use crate::job::{Done, Fit, Start, numbers};

pub(super) fn run<F: Scalar>(call: Call<'_, F>, job: &Fit) -> Result<Done> {
    let kmeans = parameters(call.samples.n_features(), job)?;
    let (model, done) = call.timed(|samples| {
        Ok(if job.scale {
            let scaled = StandardScaler::new().fit(samples)?.transform(samples)?;
            kmeans.fit(scaled.view())?
        } else {
            kmeans.fit(samples)?
        })
    })?;
    numbers::write(&job.centers_to, model.cluster_centers().cast::<f64>()?.view())?;
    Ok(Done { n_iter: Some(model.n_iter()), ..done })
}

fn parameters(n_features: usize, job: &Fit) -> Result<KMeans> {
    let init = match &job.init {
        Start::Centers(path) => Init::Centers(numbers::read(path, n_features)?),
        Start::KMeansPlusPlus => Init::KMeansPlusPlus,
        Start::Random => Init::Random,
    };
    Ok(KMeans {
        init,
        n_init: Some(job.n_init),
        max_iter: job.max_iter,
        tol: job.tol,
        // Single iterations measure the dense engine; whole fits may skip what they can.
        algorithm: if job.tol > 0.0 { Algorithm::Auto } else { Algorithm::Lloyd },
        random_state: RandomState::NumPy(job.seed),
        ..KMeans::new(job.n_clusters)
    })
}
