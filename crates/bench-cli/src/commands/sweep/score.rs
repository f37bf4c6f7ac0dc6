use super::measure::{Point, Sweep};

/// A score of the sweep. Tables, charts and votes are all made from the list of [`scores`](super::scores::scores).
pub(super) struct Score {
    /// The name in JSON and among the votes.
    pub(super) name: &'static str,
    /// The heading on the terminal.
    pub(super) heading: &'static str,
    /// The heading on the page and in the picture.
    pub(super) title: &'static str,
    /// The column's explanation on the page.
    pub(super) help: &'static str,
    pub(super) value: fn(&Point) -> Option<f64>,
    pub(super) shown: fn(f64) -> String,
    pub(super) vote: Option<(Role, Criterion)>,
}

/// How a criterion's number of clusters is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    /// Its number is the recommendation.
    Decides,
    /// Its number is compared with the recommendation.
    Compares,
    /// Its number depends on the range of `--k`, and is only shown.
    Describes,
}

/// A number of clusters, or none, and the reason.
pub(super) type Choice = (Option<usize>, String);

/// A rule that finds a number of clusters from a score.
pub(super) type Criterion = fn(&Sweep, &Score) -> Choice;
