use digits_data::Scalar;

use super::algorithm::Algorithm;
use super::assignment_input::AssignmentInput;
use super::bounded::SampleBounds;
use super::part::Part;
use super::policy::{Plan, Policy};
use super::{dense, screened};
use crate::Error;
use crate::samples::Problem;

/// Labels samples, in each iteration in the way that the [`Policy`] chooses.
#[derive(Debug)]
pub(super) struct Assignment<F: Scalar> {
    policy: Policy,
    bounds: Option<SampleBounds<F>>,
    n_distances: u64,
    /// The bounded algorithm, if bounds have skipped distances in any iteration; otherwise Lloyd's.
    algorithm: Algorithm,
}

impl<F: Scalar> Assignment<F> {
    pub(super) fn new(algorithm: Algorithm, problem: &Problem<'_, F>, n_clusters: usize) -> Self {
        let is_wide = size_of::<F>() > size_of::<f32>();
        let policy = Policy::new(algorithm, problem.samples.shape(), n_clusters, is_wide);
        Self { policy, bounds: None, n_distances: 0, algorithm: Algorithm::Lloyd }
    }

    /// Labels every sample with its nearest centre, the lowest of those equally near. Returns the
    /// changes to the cluster sums.
    pub(super) fn assign(
        &mut self,
        input: AssignmentInput<'_, F>,
        labels: &mut [u32],
    ) -> Result<Part, Error> {
        let plan = self.policy.plan();
        if !matches!(plan, Plan::Bounded { .. }) {
            self.bounds = None;
        }
        let part = match (plan, &mut self.bounds) {
            (Plan::Bounded { .. }, Some(bounds)) => {
                self.algorithm =
                    if bounds.n_groups() == 1 { Algorithm::Hamerly } else { Algorithm::Yinyang };
                bounds.assign(input, labels)?
            }
            (Plan::Bounded { n_groups }, None) => {
                let mut bounds = SampleBounds::unknown(input, n_groups)?;
                let part = bounds.start(input, labels)?;
                self.bounds = Some(bounds);
                part
            }
            (Plan::Screened, _) => match input.problem.screen()? {
                Some(screen) => screened::assign_all(screen, input, labels)?,
                None => dense::assign_all(input, labels)?,
            },
            (Plan::Dense, _) => dense::assign_all(input, labels)?,
        };
        self.policy = self.policy.after(part.counts);
        self.n_distances += part.counts.n_distances;
        Ok(part)
    }

    /// Returns the algorithm that ran: a bounded one if bounds have skipped distances.
    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Returns the number of distances computed so far.
    pub(super) fn n_distances(&self) -> u64 {
        self.n_distances
    }
}
