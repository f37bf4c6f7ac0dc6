use serde::Serialize;

use super::measure::Sweep;
use super::score::Role;
use super::votes::{Vote, votes};
use crate::text::numbers::counted;

/// Fewest rows that can hold two clusters with two rows each in either half.
const FEWEST_ROWS: usize = 8;

/// The recommended number of clusters, and the votes for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Recommendation {
    /// `None` if the samples have no clear number of clusters among those looked at.
    pub(super) n_clusters: Option<usize>,
    pub(super) agreement: Agreement,
    pub(super) votes: Vec<Vote>,
    /// Advice for the user, a sentence or two each.
    pub(super) advice: Vec<String>,
}

/// Agreement of the criteria that are compared with the recommended number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Agreement {
    /// Every vote is for the recommended number.
    Unanimous,
    /// More than half of the votes are for it.
    Majority,
    /// Half of the votes or fewer are for it.
    Split,
    /// There is no recommended number, or no other vote.
    Silent,
}

impl Recommendation {
    /// Recommends the number that is replicated. It alone can say that there are no clusters, and
    /// does not follow the range of `--k`.
    pub(super) fn of(sweep: &Sweep) -> Self {
        let votes = votes(sweep);
        let decides = votes.iter().find(|vote| vote.role == Role::Decides);
        let n_clusters = decides.and_then(|vote| vote.n_clusters);
        let (n_agree, n_others) = compared(&votes, n_clusters);
        let agreement = match n_clusters {
            None => Agreement::Silent,
            Some(_) if n_others == 0 => Agreement::Silent,
            Some(_) if n_agree == n_others => Agreement::Unanimous,
            Some(_) if 2 * n_agree > n_others => Agreement::Majority,
            Some(_) => Agreement::Split,
        };
        let mut advice = about_the_rows(sweep);
        match n_clusters {
            Some(k) => {
                advice.extend(about_the_number(sweep, k, n_agree, n_others));
                advice.extend(rival(&votes, k).map(|other| {
                    format!(
                        "All of them vote for {other}: fit {k} and {other} clusters, and compare what \
                         sets them apart."
                    )
                }));
            }
            None if advice.is_empty() => advice.push(
                "The rows may form one cloud, or clusters that overlap. More or other features, \
                 another --scale or more rows may show more; any number of clusters can still serve \
                 to divide them."
                    .to_owned(),
            ),
            None => {}
        }
        Self { n_clusters, agreement, votes, advice }
    }

    /// The outcome in a few words.
    pub(super) fn headline(&self) -> String {
        match self.n_clusters {
            Some(k) => format!("Recommended: {}", counted(k, "cluster")),
            None => "No clear number of clusters".to_owned(),
        }
    }
}

/// Counts the votes of the other criteria: those for the recommended number, and all of them.
fn compared(votes: &[Vote], n_clusters: Option<usize>) -> (usize, usize) {
    let others = votes.iter().filter(|vote| vote.role == Role::Compares);
    let others: Vec<_> = others.filter(|vote| vote.n_clusters.is_some()).collect();
    (others.iter().filter(|vote| vote.n_clusters == n_clusters).count(), others.len())
}

/// The other number that two criteria or more vote for, if all of them do.
fn rival(votes: &[Vote], k: usize) -> Option<usize> {
    let others = votes.iter().filter(|vote| vote.role == Role::Compares);
    let others: Vec<usize> = others.filter_map(|vote| vote.n_clusters).collect();
    let &first = others.first()?;
    let is_one = others.len() > 1 && others.iter().all(|&other| other == first);
    (is_one && first != k).then_some(first)
}

/// Says that a table is too small or too uniform for an answer.
fn about_the_rows(sweep: &Sweep) -> Vec<String> {
    let mut advice = Vec::new();
    match sweep.n_distinct_rows {
        Some(1) if sweep.n_rows == 1 => {
            advice.push("The table has one row: there is nothing to cluster.".to_owned());
        }
        Some(1) => advice.push("All rows are equal: there is nothing to cluster.".to_owned()),
        Some(n) => advice.push(format!(
            "The table has only {n} distinct rows. With {n} clusters or more, every row lies on a \
             centre, so no criterion votes for these numbers."
        )),
        None => {}
    }
    if sweep.n_rows < FEWEST_ROWS && sweep.n_distinct_rows != Some(1) {
        advice.push(format!(
            "{} are too few to tell clusters from chance; at least {FEWEST_ROWS} are needed.",
            counted(sweep.n_rows, "row")
        ));
    }
    advice
}

fn about_the_number(sweep: &Sweep, k: usize, n_agree: usize, n_others: usize) -> Vec<String> {
    // Most criteria are defined from two clusters on.
    let n_choices = sweep.points.iter().filter(|point| point.n_clusters >= 2).count();
    let others = match (n_agree, n_others) {
        (_, 0) => None,
        _ if n_choices < 2 => None,
        (1, 1) => Some(format!("The one other criterion with a vote also votes for {k}.")),
        (0, 1) => Some("The one other criterion with a vote votes for another number.".to_owned()),
        (0, n) => Some(format!("None of the {n} other criteria with a vote votes for {k}.")),
        (2, 2) => Some(format!("Both other criteria with a vote also vote for {k}.")),
        (m, n) if m == n => Some(format!("All {n} other criteria with a vote also vote for {k}.")),
        (1, n) => Some(format!("1 of the {n} other criteria with a vote also votes for {k}.")),
        (m, n) => Some(format!("{m} of the {n} other criteria with a vote also vote for {k}.")),
    };
    let is_last = sweep.points.last().is_some_and(|point| point.n_clusters == k);
    let further = format!("{k} is the largest number in the range: try larger ones with --k.");
    others.into_iter().chain(is_last.then_some(further)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::sweep::measure::{Gap, Point};

    /// Scores in which three criteria vote as they are told, for numbers 2 to 6.
    fn sweep(silhouette: usize, calinski: usize, davies: usize, knee: Option<usize>) -> Sweep {
        let point = |k: usize| Point {
            n_clusters: k,
            inertia: 100.0 / k as f64,
            silhouette_score: Some(if k == silhouette { 0.9 } else { 0.5 }),
            simplified_silhouette_score: Some(0.5),
            calinski_harabasz_score: Some(if k == calinski { 9.0 } else { 5.0 }),
            davies_bouldin_score: Some(if k == davies { 0.1 } else { 0.5 }),
            ..Point::default()
        };
        Sweep {
            points: (2..=6).map(point).collect(),
            is_exact: true,
            knee,
            n_rows: 100,
            n_distinct_rows: None,
            replication: None,
            gap: None,
        }
    }

    fn choices(sweep: &Sweep) -> Vec<(&'static str, Option<usize>)> {
        votes(sweep).iter().map(|vote| (vote.criterion, vote.n_clusters)).collect()
    }

    #[test]
    fn a_score_that_is_best_at_the_end_follows_the_range() {
        let found = choices(&sweep(3, 4, 6, Some(5)));
        let expected = [
            ("replication", None),
            ("inertia", Some(5)),
            ("silhouette", Some(3)),
            ("calinski_harabasz", Some(4)),
            ("davies_bouldin", None),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn other_criteria_cannot_recommend() {
        let found = Recommendation::of(&sweep(3, 3, 3, Some(3)));
        assert_eq!((found.n_clusters, found.agreement), (None, Agreement::Silent));
        assert_eq!(found.headline(), "No clear number of clusters");
    }

    #[test]
    fn sentences_are_right_in_number() {
        let sweep = sweep(3, 3, 3, None);
        let told = |n_agree, n_others| about_the_number(&sweep, 3, n_agree, n_others).join(" ");
        assert_eq!(told(0, 0), "");
        assert_eq!(told(1, 1), "The one other criterion with a vote also votes for 3.");
        assert_eq!(told(1, 4), "1 of the 4 other criteria with a vote also votes for 3.");
        assert_eq!(told(3, 4), "3 of the 4 other criteria with a vote also vote for 3.");
        assert_eq!(told(2, 2), "Both other criteria with a vote also vote for 3.");
        assert_eq!(told(4, 4), "All 4 other criteria with a vote also vote for 3.");
        assert_eq!(told(0, 2), "None of the 2 other criteria with a vote votes for 3.");
    }

    #[test]
    fn votes_for_the_only_number_are_not_counted() {
        let mut one = sweep(2, 2, 2, None);
        one.points.truncate(1);
        let told = about_the_number(&one, 2, 3, 3);
        assert_eq!(told, ["2 is the largest number in the range: try larger ones with --k."]);
    }

    #[test]
    fn a_number_that_all_others_vote_for_is_named() {
        let voted = |silhouette, calinski, davies| {
            rival(&votes(&sweep(silhouette, calinski, davies, None)), 5)
        };
        assert_eq!(voted(4, 4, 4), Some(4));
        assert_eq!((voted(4, 4, 3), voted(5, 5, 5)), (None, None));
        assert_eq!(voted(6, 6, 4), None, "one vote is no rival");
    }

    #[test]
    fn a_score_below_0_keeps_its_sign() {
        let mut low = sweep(3, 3, 3, None);
        for point in &mut low.points {
            point.silhouette_score = Some(if point.n_clusters == 4 { -0.25 } else { -0.5 });
        }
        let found = &votes(&low)[2];
        assert_eq!((found.n_clusters, found.reason.as_str()), (Some(4), "largest value, -0.250"));
    }

    #[test]
    fn without_inertia_no_score_has_a_vote() {
        let mut perfect = sweep(3, 3, 3, None);
        for point in perfect.points.iter_mut().filter(|point| point.n_clusters >= 3) {
            (point.inertia, point.calinski_harabasz_score) = (0.0, Some(1.0));
        }
        perfect.points[0].calinski_harabasz_score = None;
        perfect.gap = Some(Gap { undefined_from: Some(3), ..Gap::default() });
        let votes = votes(&perfect);
        assert_eq!(votes[3].n_clusters, None, "{votes:?}");
        assert_eq!(votes[3].reason, "says nothing, because every row lies on a centre");
        let reason = &votes[5].reason;
        assert!(reason.ends_with("undefined from 3 clusters on: their inertia is 0"), "{votes:?}");
    }
}
