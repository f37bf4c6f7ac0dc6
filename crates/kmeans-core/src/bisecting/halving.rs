use digits_data::Scalar;
use digits_data::random::Generator;

use super::parameters::{BisectingKMeans, BisectingStrategy};
use crate::Error;
use crate::engine::{Lloyd, Run, Watch, inertia};
use crate::samples::{Problem, Weights};
use crate::seeding::first_centers;

/// Halves one cluster after another, with one generator of random numbers.
#[derive(Debug)]
pub(super) struct Halving<'a> {
    pub(super) parameters: &'a BisectingKMeans,
    pub(super) lloyd: Lloyd,
    pub(super) generator: Generator,
}

/// The two halves of a cluster.
#[derive(Debug)]
pub(super) struct Halves<F: Scalar> {
    pub(super) run: Run<F>,
    /// The score of each half. The half with the larger score is halved first.
    pub(super) scores: [f64; 2],
    /// Number of samples in each half whose share of its weight is not 0.
    pub(super) n_positive: [usize; 2],
}

impl Halving<'_> {
    /// Keeps the best of `n_init` restarts with two centres. As in scikit-learn, a later restart must be
    /// better by a millionth.
    pub(super) fn halve<F: Scalar>(
        &mut self,
        cluster: &Problem<'_, F>,
    ) -> Result<Halves<F>, Error> {
        let mut best = self.run(cluster)?;
        for _ in 1..self.parameters.n_init {
            let run = self.run(cluster)?;
            if run.summary.inertia < best.summary.inertia * (1.0 - 1e-6) {
                best = run;
            }
        }
        self.score(cluster, best)
    }

    fn run<F: Scalar>(&mut self, cluster: &Problem<'_, F>) -> Result<Run<F>, Error> {
        let first = first_centers(cluster, &self.parameters.init, 2, &mut self.generator)?;
        self.lloyd.run(cluster, first, &mut Watch::nobody())
    }

    fn score<F: Scalar>(&self, cluster: &Problem<'_, F>, run: Run<F>) -> Result<Halves<F>, Error> {
        let mut scores = [0.0; 2];
        let mut n_positive = [0; 2];
        for half in [0, 1] {
            let is_in = |&sample: &usize| run.labels[sample] as usize == half;
            let weight = |sample| if is_in(&sample) { cluster.weights.of(sample) } else { 0.0 };
            let own: Vec<f64> = (0..run.labels.len()).map(weight).collect();
            let weights = Weights::of_some(&own)?;
            n_positive[half] = weights.n_positive(own.len());
            scores[half] = match self.parameters.bisecting_strategy {
                BisectingStrategy::LargestCluster => (0..own.len()).filter(is_in).count() as f64,
                BisectingStrategy::BiggestInertia => {
                    inertia(cluster.samples, weights, cluster.offset, &run.centers, &run.labels)?
                }
            };
        }
        Ok(Halves { run, scores, n_positive })
    }
}
