use digits_data::Scalar;
use digits_data::random::Generator;
use serde::{Deserialize, Serialize};

use super::incremental::IncrementalKMeans;
use super::learner::Learner;
use super::model::MiniBatchKMeansModel;
use super::parameters::MiniBatchKMeans;
use super::stopping::MiniBatchStopReason;
use crate::Error;
use crate::model::stored::{check_from_zero, check_labels, check_length};
use crate::model::{ClusterModel, FittedCenters, MadeWith};
use crate::samples::squares;

/// The form in which a [`MiniBatchKMeansModel`] is stored.
#[derive(Deserialize)]
#[serde(rename = "MiniBatchKMeansModel", bound = "", deny_unknown_fields)]
pub(super) struct Stored<F: Scalar> {
    parameters: MiniBatchKMeans,
    centers: FittedCenters<F>,
    labels: Vec<u32>,
    inertia: f64,
    n_iter: usize,
    n_steps: usize,
    stop_reason: MiniBatchStopReason,
}

impl<F: Scalar> TryFrom<Stored<F>> for MiniBatchKMeansModel<F> {
    type Error = Error;

    fn try_from(stored: Stored<F>) -> Result<Self, Error> {
        let Stored { parameters, centers, labels, inertia, n_iter, n_steps, stop_reason } = stored;
        parameters.check(parameters.n_clusters)?;
        check_length("centers", centers.n_clusters(), parameters.n_clusters)?;
        check_labels(&labels, centers.n_clusters())?;
        check_from_zero("inertia", None, inertia)?;
        let parameters = MadeWith(parameters);
        Ok(Self { parameters, centers, labels, inertia, n_iter, n_steps, stop_reason })
    }
}

/// The form in which an [`IncrementalKMeans`] is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename = "IncrementalKMeans", deny_unknown_fields)]
pub(super) struct StoredIncremental {
    parameters: MiniBatchKMeans,
    /// The centres minus the offset, one after the other, in `f64` as the learner has them.
    centered: Vec<f64>,
    offset: Vec<f64>,
    counts: Vec<f64>,
    n_since_reassignment: usize,
    n_steps: usize,
    generator: Generator,
}

impl<F: Scalar> TryFrom<StoredIncremental> for IncrementalKMeans<F> {
    type Error = Error;

    fn try_from(stored: StoredIncremental) -> Result<Self, Error> {
        let StoredIncremental {
            parameters,
            centered,
            offset,
            counts,
            n_since_reassignment,
            n_steps,
            generator,
        } = stored;
        let n_clusters = parameters.n_clusters;
        parameters.check(n_clusters)?;
        check_length("counts", counts.len(), n_clusters)?;
        check_length("centered", centered.len(), n_clusters * offset.len())?;
        for (index, &count) in counts.iter().enumerate() {
            check_from_zero("counts", Some(index), count)?;
        }
        let learner = Learner {
            centers: centered,
            counts,
            reassignment_ratio: parameters.reassignment_ratio,
            n_since_reassignment,
        };
        let centers = FittedCenters::new(learner.centers()?, offset)?;
        squares(centers.centered(), &vec![0.0; centers.n_features()], "centres")?;
        Ok(Self { parameters, learner, generator, centers, n_steps })
    }
}

impl<F: Scalar> From<IncrementalKMeans<F>> for StoredIncremental {
    fn from(model: IncrementalKMeans<F>) -> Self {
        let IncrementalKMeans { parameters, learner, generator, centers, n_steps } = model;
        let Learner { centers: centered, counts, n_since_reassignment, .. } = learner;
        let offset = centers.offset().to_vec();
        Self { parameters, centered, offset, counts, n_since_reassignment, n_steps, generator }
    }
}
