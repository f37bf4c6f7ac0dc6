/// `ColorBrewer`'s qualitative palette "Paired", by Cynthia Brewer (colorbrewer2.org).
pub(super) const PAIRED: [&str; 12] = [
    "#a6cee3", "#1f78b4", "#b2df8a", "#33a02c", "#fb9a99", "#e31a1c", "#fdbf6f", "#ff7f00",
    "#cab2d6", "#6a3d9a", "#ffff99", "#b15928",
];

/// The colour of one cluster among `n_clusters`.
///
/// Up to 12 clusters are spread over the palette as matplotlib's `imshow` spreads the labels
/// `0..n_clusters`, each with a colour of its own. Past 12, where matplotlib would give neighbouring
/// labels the same colour, the palette starts over.
pub(super) fn cluster_colour(label: usize, n_clusters: usize) -> &'static str {
    let last = PAIRED.len() - 1;
    match n_clusters {
        0 | 1 => PAIRED[0],
        2..=12 => PAIRED[(label.min(n_clusters - 1) * PAIRED.len() / (n_clusters - 1)).min(last)],
        _ => PAIRED[label % PAIRED.len()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indices(n_clusters: usize) -> Vec<usize> {
        let colours = (0..n_clusters).map(|label| cluster_colour(label, n_clusters));
        colours.map(|colour| PAIRED.iter().position(|&paired| paired == colour).unwrap()).collect()
    }

    /// Read from the pixels of `imshow(range(k), cmap="Paired")`, matplotlib 3.11.
    #[test]
    fn labels_take_the_colours_matplotlib_gives_them() {
        assert_eq!(indices(1), [0]);
        assert_eq!(indices(2), [0, 11]);
        assert_eq!(indices(3), [0, 6, 11]);
        assert_eq!(indices(7), [0, 2, 4, 6, 8, 10, 11]);
        assert_eq!(indices(10), [0, 1, 2, 4, 5, 6, 8, 9, 10, 11]);
        assert_eq!(indices(12), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    }

    #[test]
    fn up_to_twelve_clusters_have_twelve_colours() {
        for n_clusters in 1..=12 {
            let indices = indices(n_clusters);
            assert!(indices.windows(2).all(|pair| pair[0] < pair[1]), "{indices:?}");
        }
    }

    #[test]
    fn past_twelve_neighbouring_labels_differ() {
        let indices = indices(30);
        assert!(indices.windows(2).all(|pair| pair[0] != pair[1]), "{indices:?}");
    }

    #[test]
    fn any_label_has_a_colour() {
        for n_clusters in [0, 1, 2, 12, 13, usize::MAX] {
            assert!(PAIRED.contains(&cluster_colour(usize::MAX, n_clusters)));
        }
    }
}
