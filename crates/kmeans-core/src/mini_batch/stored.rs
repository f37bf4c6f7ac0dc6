use digits_data::Scalar;
use digits_data::random::Generator;
use serde::{Deserialize, Serialize};

use super::incremental::IncrementalKMeans;
use super::learner::Learner;
use super::model::{LearningState, MiniBatchKMeansModel};
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
    state: LearningState,
}

impl<F: Scalar> TryFrom<Stored<F>> for MiniBatchKMeansModel<F> {
    type Error = Error;

    fn try_from(stored: Stored<F>) -> Result<Self, Error> {
        let Stored { parameters, centers, labels, inertia, n_iter, n_steps, stop_reason, state } =
            stored;
        parameters.check(parameters.n_clusters)?;
        check_length("centers", centers.n_clusters(), parameters.n_clusters)?;
        check_labels(&labels, centers.n_clusters())?;
        check_from_zero("inertia", None, inertia)?;
        state.learner.check(&parameters, centers.n_features())?;
        check_same_centers(&state.learner, &centers)?;
        let (parameters, state) = (MadeWith(parameters), MadeWith(state));
        Ok(Self { parameters, centers, labels, inertia, n_iter, n_steps, stop_reason, state })
    }
}

impl Learner {
    fn check(&self, parameters: &MiniBatchKMeans, n_features: usize) -> Result<(), Error> {
        let n_clusters = parameters.n_clusters;
        check_length("counts", self.counts.len(), n_clusters)?;
        check_length("centered", self.centers.len(), n_clusters.saturating_mul(n_features))?;
        for (index, &count) in self.counts.iter().enumerate() {
            check_from_zero("counts", Some(index), count)?;
        }
        let (field, value) = ("reassignment_ratio", self.reassignment_ratio);
        if value.to_bits() == parameters.reassignment_ratio.to_bits() {
            return Ok(());
        }
        let expected = "that of the parameters";
        Err(Error::StoredValue { field, index: None, value, expected })
    }
}

/// Checks that a fit could go on from these centres: they are the model's, before they were rounded.
fn check_same_centers<F: Scalar>(
    learner: &Learner,
    centers: &FittedCenters<F>,
) -> Result<(), Error> {
    let mut pairs = learner.centers.iter().zip(centers.centered().as_slice());
    match pairs.position(|(&wide, &x)| F::from_f64(wide) != x) {
        Some(index) => Err(Error::StoredValue {
            field: "centers of the learner",
            index: Some(index),
            value: learner.centers[index],
            expected: "those of the model",
        }),
        None => Ok(()),
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
        parameters.check(parameters.n_clusters)?;
        let reassignment_ratio = parameters.reassignment_ratio;
        let learner =
            Learner { centers: centered, counts, reassignment_ratio, n_since_reassignment };
        learner.check(&parameters, offset.len())?;
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
