use std::fmt::Write as _;

use crate::text::range::whole;

/// `ColorBrewer`'s qualitative palette "Paired", by Cynthia Brewer (colorbrewer2.org).
pub(crate) const PAIRED: [&str; 12] = [
    "#a6cee3", "#1f78b4", "#b2df8a", "#33a02c", "#fb9a99", "#e31a1c", "#fdbf6f", "#ff7f00",
    "#cab2d6", "#6a3d9a", "#ffff99", "#b15928",
];

/// Colours that the colour-blind can tell apart too, without black and without yellow, which is too pale
/// for a line: M. Okabe and K. Ito, "Color Universal Design" (2008), jfly.uni-koeln.de/color.
pub(crate) const OKABE_ITO: [&str; 6] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/// The colours of clusters in a report. The first ten are the qualitative scheme "muted" with its grey, safe
/// for the colour-blind too: P. Tol, "Colour Schemes", technical note SRON/EPS/TN/09-002 (2021),
/// personal.sron.nl/~pault. Each of the others is the colour that is farthest, in Oklab, from all before it,
/// from white and from the dark rim, also as the colour-blind see them (G. Machado, M. Oliveira and
/// L. Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009).
const CLUSTERS: [&str; 20] = [
    "#88ccee", "#cc6677", "#ddcc77", "#117733", "#332288", "#aa4499", "#44aa99", "#999933",
    "#882255", "#dddddd", "#2266ff", "#bb88ff", "#bbff00", "#7700cc", "#554400", "#7777cc",
    "#2211ff", "#ff77bb", "#dd0044", "#11cc00",
];

/// `ColorBrewer`'s sequential palette "Blues", by Cynthia Brewer (colorbrewer2.org).
const BLUES: [u32; 9] = [
    0xf7_fb_ff, 0xde_eb_f7, 0xc6_db_ef, 0x9e_ca_e1, 0x6b_ae_d6, 0x42_92_c6, 0x21_71_b5, 0x08_51_9c,
    0x08_30_6b,
];

/// Number of clusters in a report before colours come again.
pub(crate) const N_CLUSTER_COLOURS: usize = CLUSTERS.len();

/// The colour of one cluster in a report, and true if its dots are square: the colours come again for a
/// second set of clusters with square dots. Past both sets, looks start over.
pub(crate) fn cluster_look(cluster: usize) -> (&'static str, bool) {
    let set = cluster / CLUSTERS.len();
    (CLUSTERS[cluster % CLUSTERS.len()], set % 2 == 1)
}

/// The shade of one region on a plane that is clustered itself: no colour that a cluster has. White lines
/// keep equal neighbours apart.
pub(crate) fn grey(region: usize) -> &'static str {
    ["#b8b8b8", "#d2d2d2", "#c5c5c5"][region % 3]
}

/// A blue, almost white for 0 and dark for 1, and the colour of words that can be read on it.
pub(crate) fn blue(share: f64) -> (String, &'static str) {
    let place = share.clamp(0.0, 1.0) * (BLUES.len() - 1) as f64;
    let below = whole(place).min(BLUES.len() - 2);
    let part = place - below as f64;
    let mut colour = "#".to_owned();
    let [low, high] = [below, below + 1].map(|at| BLUES[at].to_be_bytes());
    for (low, high) in low.into_iter().zip(high).skip(1) {
        let channel = f64::from(low) + part * (f64::from(high) - f64::from(low));
        // Writing to a string cannot fail.
        let _ = write!(colour, "{:02x}", whole(channel.round()));
    }
    // Black and white stand out equally here, 4.5 to 1.
    let words = if share < 0.715 { "#000" } else { "#fff" };
    (colour, words)
}

/// Blue for -1, white for 0, orange for 1, and past them the same; black words can be read on all of them.
/// White for NaN.
pub(crate) fn diverging(share: f64) -> String {
    const BLUE: [f64; 3] = [86.0, 180.0, 233.0];
    const ORANGE: [f64; 3] = [230.0, 159.0, 0.0];
    let end = if share < 0.0 { BLUE } else { ORANGE };
    let part = if share.is_nan() { 0.0 } else { share.abs().min(1.0) };
    let [red, green, blue] = end.map(|channel| whole((255.0 + part * (channel - 255.0)).round()));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The colour of one cluster among `n_clusters`.
///
/// Up to 12 clusters are spread over the palette as matplotlib's `imshow` spreads the labels
/// `0..n_clusters`, each with a colour of its own. Past 12, where matplotlib would give neighbouring
/// labels the same colour, the palette starts over.
pub(crate) fn cluster_colour(label: usize, n_clusters: usize) -> &'static str {
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
    fn forty_clusters_of_a_report_look_different() {
        let looks: Vec<_> = (0..2 * N_CLUSTER_COLOURS).map(cluster_look).collect();
        for (cluster, (colour, is_square)) in looks.iter().enumerate() {
            assert!(!looks[..cluster].contains(&(colour, *is_square)), "{cluster}");
            assert_eq!(*is_square, cluster >= N_CLUSTER_COLOURS);
        }
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
    fn blues_begin_and_end_where_the_palette_does() {
        assert_eq!(blue(0.0), ("#f7fbff".to_owned(), "#000"));
        assert_eq!(blue(0.5), ("#6baed6".to_owned(), "#000"));
        assert_eq!(blue(1.0), ("#08306b".to_owned(), "#fff"));
        assert_eq!(blue(2.0), blue(1.0));
    }

    /// 4.5 to 1 is what WCAG 2 asks of words.
    #[test]
    fn words_can_be_read_on_any_blue() {
        let channel = |hex: &str| {
            let value = f64::from(u8::from_str_radix(hex, 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        for step in 0..=100 {
            let (colour, words) = blue(f64::from(step) / 100.0);
            let [red, green, blue] =
                [1, 3, 5].map(|start| channel(colour.get(start..start + 2).unwrap()));
            let light = 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
            let contrast = if words == "#000" { light / 0.05 } else { 1.05 / light };
            assert!(contrast > 4.45, "{colour}: {contrast}");
        }
    }

    #[test]
    fn any_label_has_a_colour() {
        for n_clusters in [0, 1, 2, 12, 13, usize::MAX] {
            assert!(PAIRED.contains(&cluster_colour(usize::MAX, n_clusters)));
        }
    }
}
