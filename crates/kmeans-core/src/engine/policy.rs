//! Chooses how each iteration labels the samples, from counters alone.
//!
//! No clock is read, so a fit does the same work on every machine. Labels are the same, whatever is
//! chosen.

use super::algorithm::Algorithm;
use super::part::Counts;

/// A way to label the samples in one iteration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// Computes the distances to all centres.
    Dense,
    /// Computes the distances to all centres, in `f32` first.
    Screened,
    /// Computes the distances that bounds do not rule out, with at most `n_groups` groups of centres.
    Bounded { n_groups: usize },
}

/// The counters that decide on the plan of the next iteration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy {
    algorithm: Algorithm,
    n_samples: usize,
    n_features: usize,
    n_clusters: usize,
    /// True while computing distances in `f32` first saves time.
    screens: bool,
    /// True once the samples have bounds.
    is_bounded: bool,
    /// Iterations without bounds before bounds are tried (again).
    plain_iterations: usize,
    /// Iterations without bounds that follow the next failed trial of bounds.
    wait_after_failure: usize,
    /// Iterations in a row in which bounds cost more than they saved.
    n_unpaid: usize,
}

impl Policy {
    /// Returns the policy before the first iteration. `is_wide` is true if samples are wider than
    /// `f32`.
    pub(super) fn new(
        algorithm: Algorithm,
        (n_samples, n_features): (usize, usize),
        n_clusters: usize,
        is_wide: bool,
    ) -> Self {
        let auto = algorithm == Algorithm::Auto;
        let never = auto && !bounds_can_pay(n_features, n_clusters);
        let plain_iterations = first_plain_iterations(n_features, n_clusters);
        Self {
            algorithm: if never { Algorithm::Lloyd } else { algorithm },
            n_samples,
            n_features,
            n_clusters,
            screens: is_wide,
            is_bounded: false,
            plain_iterations: if auto { plain_iterations } else { 0 },
            wait_after_failure: plain_iterations.max(1) * WAIT_FACTOR,
            n_unpaid: 0,
        }
    }

    /// Returns the plan of the next iteration.
    pub(super) fn plan(self) -> Plan {
        if self.algorithm != Algorithm::Lloyd && self.plain_iterations == 0 {
            Plan::Bounded { n_groups: n_groups(self.algorithm, self.n_clusters) }
        } else if self.screens {
            Plan::Screened
        } else {
            Plan::Dense
        }
    }

    /// Returns the policy after an iteration with this plan, whose counters are `counts`.
    pub(super) fn after(mut self, counts: Counts) -> Self {
        match self.plan() {
            // The iteration that makes the bounds cannot save anything yet.
            Plan::Bounded { .. } if !self.is_bounded => self.is_bounded = true,
            Plan::Bounded { .. } => self.judge_bounds(counts.n_distances),
            plan => {
                self.plain_iterations = self.plain_iterations.saturating_sub(1);
                if plan == Plan::Screened {
                    self.screens = counts.n_uncertain <= self.n_samples / MOST_UNCERTAIN;
                }
            }
        }
        self
    }

    /// Gives up bounds for a while if they have cost more than they saved for too long.
    fn judge_bounds(&mut self, n_distances: u64) {
        let all = self.n_samples as u64 * self.n_clusters as u64;
        let has_paid = paid(n_distances, all, self.n_clusters);
        self.n_unpaid = if has_paid { 0 } else { self.n_unpaid + 1 };
        let most_unpaid = most_unpaid_iterations(self.n_features, self.n_clusters);
        if self.algorithm == Algorithm::Auto && self.n_unpaid == most_unpaid {
            self.n_unpaid = 0;
            self.is_bounded = false;
            self.plain_iterations = self.wait_after_failure;
            self.wait_after_failure = self.wait_after_failure.saturating_mul(WAIT_FACTOR);
        }
    }
}

/// If more than 1/4 of the samples are uncertain, `f32` does not pay: to label one of them again costs
/// as much as labelling two samples in `f32`.
const MOST_UNCERTAIN: usize = 4;

/// After each failed trial of bounds, the next one waits 8 times longer, so that all trials together
/// cost little.
const WAIT_FACTOR: usize = 8;

/// Returns how many groups of centres have bounds of their own. Four groups keep label and bounds
/// within 32 bytes per sample.
fn n_groups(algorithm: Algorithm, n_clusters: usize) -> usize {
    const MOST: usize = 4;
    match algorithm {
        Algorithm::Auto if n_clusters >= 256 => MOST,
        Algorithm::Yinyang => MOST.min(n_clusters),
        Algorithm::Auto | Algorithm::Hamerly | Algorithm::Lloyd => 1,
    }
}

/// Returns the number of iterations before bounds are tried for the first time: 0 if bounds cost
/// little, else 6. At first the centres move too far for bounds to save anything.
fn first_plain_iterations(n_features: usize, n_clusters: usize) -> usize {
    if bounds_cost_little(n_features, n_clusters) { 0 } else { 6 }
}

/// Returns how many iterations in a row bounds may save too little before they are given up.
fn most_unpaid_iterations(n_features: usize, n_clusters: usize) -> usize {
    if bounds_cost_little(n_features, n_clusters) { 4 } else { 1 }
}

/// Returns true if a sample's comparison with all centres costs far more than keeping its bounds.
/// On noise, where bounds save nothing, keeping them took 3 % of the time.
fn bounds_cost_little(n_features: usize, n_clusters: usize) -> bool {
    n_features.saturating_mul(n_clusters) >= 1 << 14
}

/// Returns true if a sample's comparison with all centres costs enough more than keeping its
/// bounds. With less work per sample, bounds lost even where only a third of the distances remained.
fn bounds_can_pay(n_features: usize, n_clusters: usize) -> bool {
    n_clusters > 1 && n_features.saturating_mul(n_clusters) >= 1 << 12
}

/// Returns true if bounds saved more than they cost. A sample whose bounds do not settle its label must
/// be gathered, which costs as much as some 24 distances: 32 in `f32` and 16 in `f64`, on average.
fn paid(n_distances: u64, all: u64, n_clusters: usize) -> bool {
    let share = n_distances as f64 / all as f64;
    share < 0.8 * n_clusters as f64 / (n_clusters as f64 + 24.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const N_SAMPLES: usize = 1000;

    fn policy(algorithm: Algorithm, n_features: usize, n_clusters: usize) -> Policy {
        Policy::new(algorithm, (N_SAMPLES, n_features), n_clusters, false)
    }

    /// True for each iteration with bounds, if every iteration computes this share of the distances.
    fn iterations_with_bounds(mut policy: Policy, n_iter: usize, share: f64) -> Vec<bool> {
        let all = (N_SAMPLES * policy.n_clusters) as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
        let counts = Counts { n_distances: (share * all) as u64, ..Counts::default() };
        let next = |_| {
            let is_bounded = matches!(policy.plan(), Plan::Bounded { .. });
            policy = policy.after(counts);
            is_bounded
        };
        (0..n_iter).map(next).collect()
    }

    #[test]
    fn a_named_algorithm_is_kept() {
        for share in [0.0, 1.0] {
            let bounded = |algorithm| iterations_with_bounds(policy(algorithm, 64, 300), 50, share);
            assert_eq!(bounded(Algorithm::Lloyd), [false; 50]);
            assert_eq!(bounded(Algorithm::Hamerly), [true; 50]);
            assert_eq!(bounded(Algorithm::Yinyang), [true; 50]);
        }
    }

    #[test]
    fn auto_leaves_small_problems_to_lloyd() {
        for (n_features, n_clusters) in [(2, 8), (64, 10), (1 << 20, 1)] {
            let auto = policy(Algorithm::Auto, n_features, n_clusters);
            assert_eq!(iterations_with_bounds(auto, 50, 0.0), [false; 50]);
        }
    }

    #[test]
    fn auto_waits_until_the_centers_move_less() {
        let middling = iterations_with_bounds(policy(Algorithm::Auto, 64, 100), 20, 0.1);
        assert_eq!(middling.iter().position(|&is_bounded| is_bounded), Some(6));
        assert!(middling[6..].iter().all(|&is_bounded| is_bounded));
        let large = iterations_with_bounds(policy(Algorithm::Auto, 784, 100), 20, 0.1);
        assert_eq!(large, [true; 20]);
    }

    #[test]
    fn bounds_that_do_not_pay_are_tried_ever_less_often() {
        // 6 iterations without, 1 that makes the bounds, 1 that finds them useless; then 48 without.
        let iterations =
            iterations_with_bounds(policy(Algorithm::Auto, 64, 100), 6 + 2 + 48 + 2 + 384, 1.0);
        let bounded: Vec<usize> = (0..iterations.len()).filter(|&at| iterations[at]).collect();
        assert_eq!(bounded, [6, 7, 56, 57]);
    }

    #[test]
    fn hundreds_of_clusters_are_bounded_in_groups() {
        let plan = |algorithm, n_clusters| policy(algorithm, 784, n_clusters).plan();
        assert_eq!(plan(Algorithm::Auto, 255), Plan::Bounded { n_groups: 1 });
        assert_eq!(plan(Algorithm::Auto, 256), Plan::Bounded { n_groups: 4 });
        assert_eq!(plan(Algorithm::Yinyang, 3), Plan::Bounded { n_groups: 3 });
    }

    #[test]
    fn f32_goes_first_until_it_leaves_too_much_uncertain() {
        let after = |n_uncertain| {
            let wide = Policy::new(Algorithm::Lloyd, (N_SAMPLES, 64), 10, true);
            assert_eq!(wide.plan(), Plan::Screened);
            wide.after(Counts { n_uncertain, ..Counts::default() }).plan()
        };
        assert_eq!(after(N_SAMPLES / 4), Plan::Screened);
        assert_eq!(after(N_SAMPLES / 4 + 1), Plan::Dense);
        assert_eq!(policy(Algorithm::Lloyd, 64, 10).plan(), Plan::Dense);
    }
}
