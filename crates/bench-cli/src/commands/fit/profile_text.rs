use crate::report::sections::{ClusterProfile, Profile};
use crate::text::names::without_shared_start;
use crate::text::numbers::{alike, percent};
use crate::text::plain::plain;

/// Clusters that stand beside each other in one block of the table.
const MOST_BESIDE: usize = 8;
/// Clusters and features that are printed at most.
const MOST_CLUSTERS: usize = 24;
const MOST_FEATURES: usize = 20;
/// The longest that a name may be.
const MOST_LETTERS: usize = 24;

/// The clusters in the units of the data, for people: one column per cluster, one line per feature. The
/// features that set each cluster apart come last.
pub(super) fn profile_text(profile: &Profile) -> String {
    let shown = &profile.clusters[..profile.clusters.len().min(MOST_CLUSTERS)];
    let features = profile.most_telling(MOST_FEATURES);
    let names = without_shared_start(&profile.features, MOST_LETTERS);
    let blocks =
        shown.chunks(MOST_BESIDE).map(|clusters| block(profile, clusters, &features, &names));
    let mut text = blocks.collect::<String>();
    text += &left_out(profile, features.len(), shown.len());
    text += "\nMost unusual features of each cluster (difference from the mean of all samples, in standard deviations)\n";
    text + &shown.iter().map(|cluster| apart(profile, cluster, &names)).collect::<String>()
}

fn left_out(profile: &Profile, n_features: usize, n_clusters: usize) -> String {
    let (all_features, all_clusters) = (profile.features.len(), profile.clusters.len());
    if (n_features, n_clusters) == (all_features, all_clusters) {
        return String::new();
    }
    format!(
        "Shown: {n_features} of {all_features} features, those that differ most between clusters, and \
         {n_clusters} of {all_clusters} clusters; --format json has all.\n"
    )
}

/// A table of some clusters.
fn block(
    profile: &Profile,
    clusters: &[ClusterProfile],
    features: &[usize],
    names: &[String],
) -> String {
    let facts = |name: &str, all: String, of: &dyn Fn(&ClusterProfile) -> String| {
        [name.to_owned()].into_iter().chain(clusters.iter().map(of)).chain([all]).collect()
    };
    let n_samples: usize = profile.clusters.iter().map(|cluster| cluster.size).sum();
    let central = |it: &ClusterProfile| it.most_central().map_or("–".into(), |row| cut(&row));
    let most_central = match &profile.id_name {
        Some(name) => cut(&format!("most central {name}")),
        None => "most central row (from 0)".to_owned(),
    };
    let mut lines: Vec<Vec<String>> = vec![
        facts("Cluster", "all".into(), &|it| it.cluster.to_string()),
        facts("size", n_samples.to_string(), &|it| it.size.to_string()),
        facts("share", "100 %".into(), &|it| percent(it.share)),
        facts(&most_central, String::new(), &central),
    ];
    for &feature in features {
        let means = clusters.iter().map(|cluster| cluster.mean[feature]);
        let means: Vec<f64> = means.chain([profile.overall_mean[feature]]).collect();
        let name = format!("mean {}", cut(&names[feature]));
        lines.push([name].into_iter().chain(alike(&means)).collect());
    }
    "\n".to_owned() + &aligned(&lines)
}

/// Names to the left, numbers to the right, each column as wide as it must be.
fn aligned(lines: &[Vec<String>]) -> String {
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..lines[0].len()).filter_map(width).collect();
    let line = |cells: &Vec<String>| {
        let cell = |(column, (cell, &width)): (usize, (&String, &usize))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("  {cell:>width$}"),
        };
        let line: String = cells.iter().zip(&widths).enumerate().map(cell).collect();
        line.trim_end().to_owned() + "\n"
    };
    lines.iter().map(line).collect()
}

fn apart(profile: &Profile, cluster: &ClusterProfile, names: &[String]) -> String {
    let difference = |name: &String| {
        let feature = profile.features.iter().position(|feature| feature == name)?;
        Some(format!("{} {:+.1}", cut(&names[feature]), cluster.standardized_difference[feature]))
    };
    let by: Vec<String> = cluster.set_apart_by.iter().filter_map(difference).collect();
    let by = if by.is_empty() { "none".into() } else { by.join(", ") };
    format!("  {}: {by}\n", cluster.cluster)
}

/// A name short enough for its column.
fn cut(name: &str) -> String {
    let plain = plain(name);
    if plain.chars().count() <= MOST_LETTERS {
        return plain;
    }
    // Names that begin alike, as in surveys, differ at their ends.
    let end = MOST_LETTERS / 2;
    let n_skipped = plain.chars().count() - end;
    plain
        .chars()
        .take(MOST_LETTERS - 1 - end)
        .chain(['…'])
        .chain(plain.chars().skip(n_skipped))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_below_each_other() {
        let lines = [vec!["a", "1", "22"], vec!["size", "100", "3"]];
        let lines = lines.map(|line| line.into_iter().map(String::from).collect());
        assert_eq!(aligned(&lines), "a       1  22\nsize  100   3\n");
        assert_eq!(cut("a\u{1b}b"), r"a\u{1b}b");
        assert_eq!(cut(&"x".repeat(30)).chars().count(), MOST_LETTERS);
        assert_eq!(cut("a rather long name of question 17"), "a rather lo… question 17");
    }
}
