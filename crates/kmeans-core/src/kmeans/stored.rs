use digits_data::Scalar;
use serde::Deserialize;

use super::model::KMeansModel;
use super::nested_sample::NestedSample;
use super::parameters::KMeans;
use crate::Error;
use crate::engine::Restart;
use crate::model::stored::{check_from_zero, check_labels, check_length};
use crate::model::{ClusterModel, FittedCenters, MadeWith};

/// The form in which a [`KMeansModel`] is stored.
#[derive(Deserialize)]
#[serde(rename = "KMeansModel", bound = "", deny_unknown_fields)]
pub(super) struct Stored<F: Scalar> {
    parameters: KMeans,
    centers: FittedCenters<F>,
    labels: Vec<u32>,
    best_restart: usize,
    restarts: Vec<Restart>,
    #[serde(default)]
    nested_samples: Vec<NestedSample>,
}

impl<F: Scalar> TryFrom<Stored<F>> for KMeansModel<F> {
    type Error = Error;

    fn try_from(stored: Stored<F>) -> Result<Self, Error> {
        let Stored { parameters, centers, labels, best_restart, restarts, nested_samples } = stored;
        parameters.check(parameters.n_clusters)?;
        check_length("centers", centers.n_clusters(), parameters.n_clusters)?;
        check_labels(&labels, centers.n_clusters())?;
        let of_samples = nested_samples.iter().flat_map(|sample| &sample.restarts);
        for (index, restart) in restarts.iter().chain(of_samples).enumerate() {
            check_from_zero("restarts", Some(index), restart.inertia)?;
        }
        if best_restart >= restarts.len() {
            return Err(Error::StoredValue {
                field: "best_restart",
                index: None,
                value: best_restart as f64,
                expected: "below the number of restarts",
            });
        }
        let parameters = MadeWith(parameters);
        Ok(Self { parameters, centers, labels, best_restart, restarts, nested_samples })
    }
}
