use serde::Serialize;

use super::measure::{Gap, Point, Sweep};

/// The recommended number of clusters, and the votes for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Recommendation {
    /// `None` if no criterion votes for a number that was looked at.
    pub(super) n_clusters: Option<usize>,
    pub(super) agreement: Agreement,
    pub(super) votes: Vec<Vote>,
    /// Advice for the user, a sentence or two each.
    pub(super) advice: Vec<String>,
}

/// The vote of one criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Vote {
    pub(super) criterion: &'static str,
    pub(super) n_clusters: Option<usize>,
    pub(super) reason: String,
}

/// Agreement among the criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Agreement {
    /// Every vote is for the same number.
    Unanimous,
    /// More than half of the votes are for one number.
    Majority,
    /// No number has more than half of the votes.
    Split,
    /// There are no votes.
    Silent,
}

impl Recommendation {
    /// Recommends the number with the most votes; among equals the silhouette's, or else the smallest.
    pub(super) fn of(sweep: &Sweep) -> Self {
        let votes = votes(sweep);
        let n_clusters = most_voted(sweep, &votes);
        let agreement = agreement(&votes, n_clusters);
        let advice = advice(sweep, &votes, agreement, n_clusters);
        Self { n_clusters, agreement, votes, advice }
    }
}

fn votes(sweep: &Sweep) -> Vec<Vote> {
    let knee = match sweep.knee {
        Some(k) => format!("beyond {k} clusters more of them gain little"),
        None => "the curve has no knee in this range".to_owned(),
    };
    let kind = if sweep.is_exact { "silhouette" } else { "simplified silhouette" };
    // Caliński–Harabasz is 1 by convention if no inertia is left, and says nothing.
    let calinski_harabasz =
        |point: &Point| point.calinski_harabasz_score.filter(|_| point.inertia > 0.0);
    let larger = |score: f64, best: f64| score > best;
    let smaller = |score: f64, best: f64| score < best;
    let mut votes = vec![
        Vote { criterion: "inertia", n_clusters: sweep.knee, reason: knee },
        best(sweep, "silhouette", &format!("largest {kind}"), larger, |point| {
            sweep.silhouette(point)
        }),
        best(sweep, "calinski_harabasz", "largest score", larger, calinski_harabasz),
        best(sweep, "davies_bouldin", "smallest score", smaller, |point| {
            point.davies_bouldin_score
        }),
    ];
    votes.extend(sweep.gap.as_ref().map(gap_vote));
    votes
}

fn gap_vote(gap: &Gap) -> Vote {
    let reason = match gap.n_clusters {
        Some(k) => format!("the first gap not below the next one by more than its error, at {k}"),
        None if gap.undefined_from.is_some() => "no gap is followed by a lower one".to_owned(),
        None => "the gap still grows at the end of the range".to_owned(),
    };
    let undefined = |k| format!("; undefined from {k} on, which leaves no inertia");
    let rest = gap.undefined_from.map(undefined).unwrap_or_default();
    Vote { criterion: "gap", n_clusters: gap.n_clusters, reason: reason + &rest }
}

/// Votes for the best score; the smallest number wins among equals.
fn best(
    sweep: &Sweep,
    criterion: &'static str,
    what: &str,
    is_better: impl Fn(f64, f64) -> bool,
    score: impl Fn(&Point) -> Option<f64>,
) -> Vote {
    let scored = sweep.points.iter().filter_map(|point| Some((point.n_clusters, score(point)?)));
    let best = scored.reduce(|best, next| if is_better(next.1, best.1) { next } else { best });
    let reason = match best {
        Some((_, score)) => format!("{what}, {score:.4}"),
        None => "undefined in this range".to_owned(),
    };
    Vote { criterion, n_clusters: best.map(|(k, _)| k), reason }
}

/// The number with the most votes among those looked at; only the gap statistic knows others.
fn most_voted(sweep: &Sweep, votes: &[Vote]) -> Option<usize> {
    let n_votes = |k: usize| votes.iter().filter(|vote| vote.n_clusters == Some(k)).count();
    let numbers = sweep.points.iter().map(|point| point.n_clusters);
    let most = numbers.clone().map(n_votes).max().filter(|&most| most > 0)?;
    let tied: Vec<usize> = numbers.filter(|&k| n_votes(k) == most).collect();
    let of_silhouette = votes.iter().find(|vote| vote.criterion == "silhouette");
    let of_silhouette = of_silhouette.and_then(|vote| vote.n_clusters);
    of_silhouette.filter(|k| tied.contains(k)).or_else(|| tied.first().copied())
}

fn agreement(votes: &[Vote], n_clusters: Option<usize>) -> Agreement {
    let n_voters = votes.iter().filter(|vote| vote.n_clusters.is_some()).count();
    let n_for_it = votes.iter().filter(|vote| vote.n_clusters == n_clusters).count();
    match n_clusters {
        None => Agreement::Silent,
        Some(_) if n_for_it == n_voters => Agreement::Unanimous,
        Some(_) if 2 * n_for_it > n_voters => Agreement::Majority,
        Some(_) => Agreement::Split,
    }
}

fn advice(
    sweep: &Sweep,
    votes: &[Vote],
    agreement: Agreement,
    n_clusters: Option<usize>,
) -> Vec<String> {
    let mut advice = vec![
        match agreement {
            Agreement::Unanimous => "All criteria that have a say agree.",
            Agreement::Majority => {
                "Most criteria agree; look at the curves of the others before you settle."
            }
            Agreement::Split => {
                "The criteria disagree: the samples have no one number of clusters that stands out. \
                 Take the number that your purpose asks for; compare the candidates' clusters by eye \
                 or against labels, and with other seeds and scales."
            }
            Agreement::Silent => "No criterion has a say: try a wider range of k.",
        }
        .to_owned(),
    ];
    if sweep.gap.as_ref().is_some_and(|gap| gap.n_clusters == Some(1)) {
        advice.push(
            "The gap statistic finds one cluster: the samples are clustered no better than samples \
             spread evenly over the same box. The other criteria cannot say so."
                .to_owned(),
        );
    }
    if let Some(k) = n_clusters
        && sweep.points.len() > 1
    {
        let ends = [sweep.points.first(), sweep.points.last()];
        let [first, last] = ends.map(|point| point.map(|point| point.n_clusters));
        if last == Some(k) {
            advice.push(format!("{k} is the largest number looked at: look further."));
        } else if first == Some(k) && k > 2 {
            advice.push(format!("{k} is the smallest number looked at: look at fewer, too."));
        }
    }
    let voted = votes.iter().filter_map(|vote| vote.n_clusters);
    if let (Some(low), Some(high)) = (voted.clone().min(), voted.max())
        && agreement == Agreement::Split
        && high >= 2 * low
    {
        advice.push(format!(
            "Votes from {low} to {high} can mean clusters within clusters: {low} coarse ones, or up \
             to {high} fine ones."
        ));
    }
    advice
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores in which the three of the samples vote as they are told, for numbers 2 to 6.
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
        Sweep { points: (2..=6).map(point).collect(), is_exact: true, knee, gap: None }
    }

    #[test]
    fn the_most_votes_win() {
        let all = Recommendation::of(&sweep(3, 3, 3, Some(3)));
        assert_eq!((all.n_clusters, all.agreement), (Some(3), Agreement::Unanimous));
        let without_knee = Recommendation::of(&sweep(3, 3, 3, None));
        assert_eq!(without_knee.agreement, Agreement::Unanimous);
        let most = Recommendation::of(&sweep(4, 3, 3, Some(3)));
        assert_eq!((most.n_clusters, most.agreement), (Some(3), Agreement::Majority));
    }

    #[test]
    fn among_equals_the_silhouette_decides_and_else_the_smallest() {
        let split = Recommendation::of(&sweep(5, 5, 3, Some(3)));
        assert_eq!((split.n_clusters, split.agreement), (Some(5), Agreement::Split));
        let outvoted = Recommendation::of(&Sweep {
            gap: Some(Gap { n_clusters: Some(2), ..Gap::default() }),
            ..sweep(6, 4, 4, Some(2))
        });
        assert_eq!((outvoted.n_clusters, outvoted.agreement), (Some(2), Agreement::Split));
        assert!(outvoted.advice.iter().any(|text| text.contains("from 2 to 6")), "{outvoted:?}");
    }

    #[test]
    fn one_cluster_and_the_end_of_the_range_are_told() {
        let told = Recommendation::of(&Sweep {
            gap: Some(Gap { n_clusters: Some(1), ..Gap::default() }),
            ..sweep(6, 6, 6, None)
        });
        assert_eq!(told.n_clusters, Some(6));
        assert!(told.advice.iter().any(|text| text.contains("finds one cluster")), "{told:?}");
        assert!(told.advice.iter().any(|text| text.contains("look further")), "{told:?}");
    }

    #[test]
    fn a_score_below_0_keeps_its_sign() {
        let mut low = sweep(3, 3, 3, None);
        for point in &mut low.points {
            point.silhouette_score = Some(if point.n_clusters == 4 { -0.25 } else { -0.5 });
        }
        let votes = Recommendation::of(&low).votes;
        assert_eq!(
            (votes[1].n_clusters, votes[1].reason.as_str()),
            (Some(4), "largest silhouette, -0.2500")
        );
    }

    #[test]
    fn what_leaves_no_inertia_has_no_score_to_vote_with() {
        let mut perfect = sweep(3, 3, 3, None);
        for point in perfect.points.iter_mut().filter(|point| point.n_clusters >= 3) {
            (point.inertia, point.calinski_harabasz_score) = (0.0, Some(1.0));
        }
        perfect.points[0].calinski_harabasz_score = None;
        perfect.gap = Some(Gap { undefined_from: Some(3), ..Gap::default() });
        let votes = Recommendation::of(&perfect).votes;
        assert_eq!(votes[2].n_clusters, None, "{votes:?}");
        assert!(
            votes[4].reason.ends_with("undefined from 3 on, which leaves no inertia"),
            "{votes:?}"
        );
    }

    #[test]
    fn without_a_vote_there_is_no_recommendation() {
        let mut silent = sweep(3, 3, 3, None);
        for point in &mut silent.points {
            point.silhouette_score = None;
            point.calinski_harabasz_score = None;
            point.davies_bouldin_score = None;
        }
        let recommendation = Recommendation::of(&silent);
        assert_eq!(recommendation.n_clusters, None);
        assert_eq!(recommendation.agreement, Agreement::Silent);
    }
}
