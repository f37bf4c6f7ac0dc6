use super::markdown::{or_dash, table};
use super::results::Contest;
use crate::cases::Kind;

/// Rows of the summary, and the measures that each covers.
const WORK: [(&str, &[Kind]); 6] = [
    ("gallery page: scaler and fit", &[Kind::Page]),
    ("one iteration", &[Kind::Round]),
    ("whole fit", &[Kind::Fit]),
    ("seeding by k-means++", &[Kind::Seeding]),
    (
        "scores",
        &[
            Kind::Contingency,
            Kind::AdjustedMutualInfo,
            Kind::Silhouette,
            Kind::CalinskiHarabasz,
            Kind::DaviesBouldin,
        ],
    ),
    ("principal components", &[Kind::Pca]),
];

const COLUMNS: [&str; 5] = [
    "work",
    "cases",
    "best peer with our start",
    "best peer with its own start",
    "faster than we are",
];

/// One row per kind of work: the range of the best peers' times over ours, and the cases that we lose.
pub(super) fn summary(contests: &[Contest]) -> String {
    let rows: Vec<_> = WORK.iter().filter_map(|(name, kinds)| row(name, kinds, contests)).collect();
    if rows.is_empty() {
        String::new()
    } else {
        format!("\n## In short\n\n{}", table(&COLUMNS, &rows))
    }
}

/// `None` without a peer in any case.
fn row(name: &str, kinds: &[Kind], contests: &[Contest]) -> Option<Vec<String>> {
    let (mut like_us, mut elsewhere) = (Vec::new(), Vec::new());
    let (mut n_cases, mut n_lost) = (0, 0);
    for contest in contests.iter().filter(|contest| kinds.contains(&contest.kind)) {
        let best = contest.best_peers().into_iter();
        let ratios: Vec<_> = best
            .filter_map(|line| Some((line.starts_elsewhere(), contest.times_ours(line)?)))
            .collect();
        n_cases += usize::from(!ratios.is_empty());
        n_lost += usize::from(ratios.iter().any(|&(_, ratio)| ratio < 1.0));
        for (is_elsewhere, ratio) in ratios {
            if is_elsewhere { elsewhere.push(ratio) } else { like_us.push(ratio) }
        }
    }
    (n_cases > 0).then(|| {
        vec![
            name.to_owned(),
            n_cases.to_string(),
            range(&like_us),
            range(&elsewhere),
            format!("{n_lost} of {n_cases}"),
        ]
    })
}

/// The smallest and the largest ratio.
fn range(ratios: &[f64]) -> String {
    let shown =
        |ratio: f64| if ratio < 9.95 { format!("{ratio:.1}") } else { format!("{ratio:.0}") };
    let least = ratios.iter().copied().reduce(f64::min).map(shown);
    let most = ratios.iter().copied().reduce(f64::max).map(shown);
    or_dash(least.zip(most).map(|(least, most)| {
        if least == most { format!("{least} ×") } else { format!("{least} to {most} ×") }
    }))
}

#[cfg(test)]
mod tests {
    use bench_cli::Seconds;

    use super::*;
    use crate::cases::{Case, Data};
    use crate::contest::Line;
    use crate::ours::OURS;

    fn contest(kind: Kind, like_us: f64, elsewhere: Option<f64>) -> Contest {
        let line = |contender: &str, seconds, note: &str| Line {
            seconds: Seconds::of([seconds]),
            counts: true,
            note: note.to_owned(),
            ..Line::untimed(contender, "")
        };
        let mut lines = vec![line(OURS, 2.0, ""), line("peer", 2.0 * like_us, "")];
        lines.extend(elsewhere.map(|ratio| line("other", 2.0 * ratio, "own start")));
        Contest { name: String::new(), case: Case::of(Data::Digits), kind, lines }
    }

    #[test]
    fn a_row_has_the_range_of_ratios_and_the_cases_that_are_lost() {
        let contests = [
            contest(Kind::Fit, 1.5, Some(0.25)),
            contest(Kind::Fit, 12.3, None),
            contest(Kind::Pca, 3.0, None),
        ];
        let text = summary(&contests);
        assert!(text.contains("| whole fit | 2 | 1.5 to 12 × | 0.2 × | 1 of 2 |"), "{text}");
        assert!(text.contains("| principal components | 1 | 3.0 × | – | 0 of 1 |"), "{text}");
        assert_eq!(text.lines().filter(|line| line.starts_with("| ")).count(), 3, "{text}");
        assert_eq!(summary(&[]), "");
    }
}
