use super::criteria;
use super::measure::{Point, Sweep};
use super::score::{Role, Score};
use crate::text::numbers::number;

/// The scores that this sweep has, in the order in which they are shown.
pub(super) fn scores(sweep: &Sweep) -> Vec<Score> {
    let mut scores = vec![
        Score {
            name: "replication",
            heading: "separation",
            title: "Separation",
            help: "1 or more if the clusters that are least apart stand apart",
            value: |point| point.replication_separation,
            shown: |value| format!("{value:.3}"),
            vote: Some((Role::Decides, criteria::replication)),
        },
        plain("agreement", "Agreement", "of two halves; 0.8 or more is the same clustering", |p| {
            p.replication_agreement
        }),
        Score {
            name: "inertia",
            heading: "inertia",
            title: "Inertia",
            help: "less is better, and more clusters always have less",
            value: |point| Some(point.inertia),
            shown: |value| format!("{value:.3e}"),
            vote: Some((Role::Describes, criteria::knee)),
        },
        silhouette(sweep.is_exact),
        Score {
            name: "calinski_harabasz",
            heading: "Cal.-Har.",
            title: "Caliński–Harabasz",
            help: "more is better",
            value: |point| point.calinski_harabasz_score,
            shown: number,
            vote: Some((Role::Compares, criteria::largest)),
        },
        Score {
            name: "davies_bouldin",
            heading: "Dav.-B.",
            title: "Davies–Bouldin",
            help: "less is better",
            value: |point| point.davies_bouldin_score,
            shown: |value| format!("{value:.3}"),
            vote: Some((Role::Compares, criteria::smallest)),
        },
    ];
    if sweep.gap.is_some() {
        scores.push(Score {
            name: "gap",
            vote: Some((Role::Compares, criteria::gap)),
            ..plain("gap", "Gap", "inertia below that of samples spread evenly", |p| p.gap)
        });
        scores.push(plain("s_k", "s", "the standard error of the gap", |p| p.gap_standard_error));
    }
    if sweep.points.iter().any(|point| point.agreement.is_some()) {
        scores.push(plain("ARI", "ARI", "agreement with the true labels; more is better", |p| {
            Some(p.agreement?.adjusted_rand_score)
        }));
    }
    scores
}

fn silhouette(is_exact: bool) -> Score {
    let exact = Score {
        name: "silhouette",
        vote: Some((Role::Compares, criteria::largest)),
        ..plain("silhouette", "Silhouette", "more is better", |p| p.silhouette_score)
    };
    if is_exact {
        return exact;
    }
    let value = |point: &Point| point.simplified_silhouette_score;
    Score { title: "Simplified silhouette", value, ..exact }
}

/// A score without a vote.
fn plain(
    heading: &'static str,
    title: &'static str,
    help: &'static str,
    value: fn(&Point) -> Option<f64>,
) -> Score {
    Score {
        name: heading,
        heading,
        title,
        help,
        value,
        shown: |value| format!("{value:.3}"),
        vote: None,
    }
}
