use serde::Serialize;

use super::measure::Sweep;
use super::score::{Role, Score};
use super::scores::scores;

/// The vote of one criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Vote {
    pub(super) criterion: &'static str,
    pub(super) role: Role,
    pub(super) n_clusters: Option<usize>,
    pub(super) reason: String,
}

/// One vote for each score that has one.
pub(super) fn votes(sweep: &Sweep) -> Vec<Vote> {
    let vote = |score: Score| {
        let (role, choose) = score.vote?;
        let (n_clusters, reason) = choose(sweep, &score);
        Some(Vote { criterion: score.name, role, n_clusters, reason })
    };
    scores(sweep).into_iter().filter_map(vote).collect()
}
