use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::{ClusterModel as _, KMeans, RandomState};

use super::call::Call;
use crate::job::{Done, Quality, numbers};

/// Our contender with [`KMeans::fast`].
pub(crate) const FAST: &str = "kmeans-core, fast";

/// The same with a tenth of its `inertia_tol`.
pub(super) const FINE: &str = "kmeans-core, fast, 1e-5";

pub(super) fn run<F: Scalar>(call: Call<'_, F>, job: &Quality, contender: &str) -> Result<Done> {
    let usual = match contender {
        FAST => KMeans::fast(job.n_clusters),
        FINE => KMeans { inertia_tol: 1e-5, ..KMeans::fast(job.n_clusters) },
        _ => KMeans::new(job.n_clusters),
    };
    let max_iter = job.max_iter.unwrap_or(usual.max_iter);
    let random_state = RandomState::Pcg64(job.seed.into());
    let kmeans = KMeans { max_iter, random_state, ..usual };
    let (model, done) = call.timed(|samples| Ok(kmeans.fit(samples)?))?;
    numbers::write(&job.centers_to, model.cluster_centers().cast::<f64>()?.view())?;
    Ok(Done { n_iter: Some(model.n_iter()), ..done })
}
