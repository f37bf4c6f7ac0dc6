use super::criteria;
use super::measure::{Point, Sweep};
use super::score::{Role, Score};
use crate::text::numbers::number;

/// The scores that this sweep has, in the order in which they are shown.
pub(super) fn scores(sweep: &Sweep) -> Vec<Score> {
    let mut scores = vec![
        Score {
            name: "replication",
            vote: Some((Role::Decides, criteria::replication)),
            ..plain(
                "separation",
                "Separation",
                "of the two clusters that are closest: 1 or more if they are farther apart than the \
                 two parts of one evenly spread cloud that is cut in two",
                |p| p.replication_separation,
            )
        },
        plain(
            "agreement",
            "Agreement",
            "adjusted Rand index between the clusters of two random halves of the rows: from 0.8 on \
             they count as the same clusters",
            |p| p.replication_agreement,
        ),
        Score {
            shown: |value| format!("{value:.3e}"),
            vote: Some((Role::Describes, criteria::knee)),
            ..plain(
                "inertia",
                "Inertia",
                "less is better, and more clusters always have less",
                |p| Some(p.inertia),
            )
        },
        silhouette(sweep.is_exact),
        Score {
            name: "calinski_harabasz",
            shown: number,
            vote: Some((Role::Compares, criteria::largest)),
            ..plain("Cal.-Har.", "Caliński–Harabasz", "more is better", |p| {
                p.calinski_harabasz_score
            })
        },
        Score {
            name: "davies_bouldin",
            vote: Some((Role::Compares, criteria::smallest)),
            ..plain("Dav.-B.", "Davies–Bouldin", "less is better", |p| p.davies_bouldin_score)
        },
    ];
    if sweep.gap.is_some() {
        scores.push(Score {
            vote: Some((Role::Compares, criteria::gap)),
            ..plain(
                "gap",
                "Gap",
                "logarithm of the inertia of evenly spread rows, less that of the inertia here",
                |p| p.gap,
            )
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
