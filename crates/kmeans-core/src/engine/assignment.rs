use digits_data::Scalar;

use super::algorithm::Algorithm;
use super::bounded::SampleBounds;
use super::part::Part;
use super::policy::{Plan, Policy};
use super::round::Round;
use super::{dense, screened};
use crate::Error;
use crate::samples::Problem;

/// Labels samples round after round, as the [`Policy`] says.
#[derive(Debug)]
pub(super) struct Assignment<F: Scalar> {
    policy: Policy,
    bounds: Option<SampleBounds<F>>,
    n_distances: u64,
    /// The algorithm of the bounds that were of use in any round; Lloyd's if none were.
    algorithm: Algorithm,
}

impl<F: Scalar> Assignment<F> {
    pub(super) fn new(algorithm: Algorithm, problem: &Problem<'_, F>, n_clusters: usize) -> Self {
        let is_wide = size_of::<F>() > size_of::<f32>();
        let policy = Policy::new(algorithm, problem.samples.shape(), n_clusters, is_wide);
        Self { policy, bounds: None, n_distances: 0, algorithm: Algorithm::Lloyd }
    }

    /// Labels every sample with its nearest centre, the lowest of those equally near, and
    /// returns what that changes.
    pub(super) fn assign(
        &mut self,
        round: Round<'_, F>,
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
                bounds.assign(round, labels)?
            }
            (Plan::Bounded { n_groups }, None) => {
                let mut bounds = SampleBounds::unknown(round, n_groups)?;
                let part = bounds.start(round, labels)?;
                self.bounds = Some(bounds);
                part
            }
            (Plan::Screened, _) => match round.problem.screen()? {
                Some(screen) => screened::assign_all(screen, round, labels)?,
                None => dense::assign_all(round, labels)?,
            },
            (Plan::Dense, _) => dense::assign_all(round, labels)?,
        };
        self.policy = self.policy.after(part.counts);
        self.n_distances += part.counts.n_distances;
        Ok(part)
    }

    /// Returns the algorithm that ran: a bounded one if bounds were of use in any round.
    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Returns the distances taken so far.
    pub(super) fn n_distances(&self) -> u64 {
        self.n_distances
    }
}
