use digits_data::{Samples, SamplesView, Scalar, compiled_once};

use super::halving::Halving;
use super::model::BisectingKMeansModel;
use super::parameters::BisectingKMeans;
use super::tree::{Grown, Tree};
use crate::Error;
use crate::engine::{Algorithm, Lloyd, StoppingRule, Watch};
use crate::samples::{Problem, Scale, Subset, Weights, column_sums, offset};

impl BisectingKMeans {
    /// Finds clusters of the samples.
    ///
    /// # Errors
    ///
    /// The errors of [`KMeans::fit`](crate::KMeans::fit). [`Error::PcaComponents`] and
    /// [`Error::Linalg`] may only appear at a later halving.
    ///
    /// # Source
    ///
    /// M. Steinbach, G. Karypis, V. Kumar, "A comparison of document clustering techniques", KDD
    /// workshop on text mining, 2000. The result is that of `sklearn.cluster.BisectingKMeans`
    /// 1.7.0, draw by draw with [`RandomState::NumPy`](crate::RandomState::NumPy), with three
    /// differences. A cluster with fewer than two samples of positive weight is never halved;
    /// scikit-learn fails there. The centre of a single cluster is the weighted mean. A
    /// whole-number sample may lie exactly as near to one centre as to the other; scikit-learn
    /// decides by the last bit of NumPy's sums, so some seeds end in other clusters of about the
    /// same inertia.
    pub fn fit<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
    ) -> Result<BisectingKMeansModel<F>, Error> {
        fit(self, samples, Weights::EQUAL)
    }

    /// Finds clusters of weighted samples; see
    /// [`KMeans::fit_weighted`](crate::KMeans::fit_weighted).
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit), and [`Error::SampleWeightLength`], [`Error::SampleWeight`] and
    /// [`Error::TotalWeight`].
    pub fn fit_weighted<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<BisectingKMeansModel<F>, Error> {
        fit(self, samples, Weights::new(sample_weight, samples.n_samples())?)
    }

    fn fit_checked<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<BisectingKMeansModel<F>, Error> {
        self.check(weights.n_positive(samples.n_samples()))?;
        let sums = column_sums(samples);
        let offset = offset(&sums, samples.n_samples());
        let problem = Problem::new(samples, weights, &offset);
        let scale = Scale::needed(&problem, samples, &offset, self.init.given(&offset));
        let is_scaled = scale.is_some();
        let tree = if let Some(scale) = scale {
            let tol = scale.apply(scale.apply(self.tol));
            let scaled = Self { init: self.init.scaled(scale)?, tol, ..self.clone() };
            let (samples, offset) = (scale.apply_to(samples)?, scale.apply_to_all(&offset));
            scaled.grow(Problem::new(samples.view(), weights, &offset)?)?.unscaled(scale)?
        } else {
            self.grow(problem?.with_ranges(sums.ranges()))?
        };
        let model = BisectingKMeansModel::new(self.clone(), tree, samples, weights, offset)?;
        if is_scaled { model.relabeled(samples, weights) } else { Ok(model) }
    }

    fn grow<F: Scalar>(&self, problem: Problem<'_, F>) -> Result<Grown<F>, Error> {
        let (samples, weights, offset) = (problem.samples, problem.weights, problem.offset);
        let rule =
            StoppingRule { squared_shift: self.tol, inertia_tol: 0.0, max_iter: self.max_iter };
        let lloyd = Lloyd { algorithm: Algorithm::Auto, rule };
        let mut halving =
            Halving { parameters: self, lloyd, generator: self.random_state.running() };
        let mut tree = Tree::of_one(samples.n_samples(), single_center(&problem, lloyd)?)?;
        let mut whole = Some(problem);
        while tree.n_leaves() < self.n_clusters {
            let Some(leaf) = tree.next_to_halve() else {
                let n_samples = weights.n_positive(samples.n_samples());
                return Err(Error::NumberOfClusters { n_clusters: self.n_clusters, n_samples });
            };
            let halves = if let Some(problem) = whole.take() {
                // The cluster's packed copy is freed before its halves are packed.
                halving.halve(&problem)?
            } else {
                let part = Subset::new(samples, weights, tree.samples_of(leaf))?;
                halving.halve(&part.problem(offset)?)?
            };
            tree.halve(leaf, halves);
        }
        tree.grown()
    }
}

compiled_once! {
    fn fit<F>(
        parameters: &BisectingKMeans,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<BisectingKMeansModel<F>, Error> = BisectingKMeans::fit_checked
}

/// Finds the centre of a single cluster: the weighted mean.
fn single_center<F: Scalar>(problem: &Problem<'_, F>, lloyd: Lloyd) -> Result<Samples<F>, Error> {
    let n_features = problem.samples.n_features();
    let mean = Samples::new(vec![F::ZERO; n_features], 1, n_features)?;
    Ok(lloyd.run(problem, mean, &mut Watch::nobody())?.centers)
}
