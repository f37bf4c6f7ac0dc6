use std::fmt::Write as _;

use svg::node::element::{Group, Polygon};

use super::Named;
use crate::charts::drawing::{
    Axis, FONT_SIZE, PlotArea, Side, caption, cluster_look, fitted_name, group, heading, label,
    page, rounded, text_width, widest,
};
use crate::text::numbers::short_number;
use crate::text::range::whole;

const HEADING: f64 = 58.0;
const WIDTH: f64 = 480.0;
const NAMES: f64 = 220.0;
const MARGIN: f64 = 16.0;
const BOTTOM: f64 = 48.0;
/// Height that all bands have together where clusters are few.
const HEIGHT: f64 = 380.0;
const GAP: f64 = 5.0;
/// A band is at least as high as its name.
const LEAST: f64 = 13.0;
/// Explains the words beside a band.
const COLUMNS: &str = "cluster · samples · mean";
/// Corners of a band at most: more than there are pixels.
const CORNERS: usize = 240;

/// Silhouette values sorted within each cluster, one band per cluster, as high as the cluster is large.
///
/// P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster
/// analysis" (1987). A band of few samples is drawn higher than its share, so that it has room for its
/// name; the name says how many samples there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SilhouettePlot<'a> {
    pub(crate) title: &'a str,
    /// One value per sample.
    pub(crate) clusters: &'a [Named],
    /// Over all samples.
    pub(crate) mean: f64,
}

impl SilhouettePlot<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let sorted: Vec<Vec<f64>> = self.clusters.iter().map(|band| sorted(&band.values)).collect();
        let names: Vec<String> = self.clusters.iter().zip(&sorted).map(named).collect();
        let words = widest(&names, FONT_SIZE).max(text_width(COLUMNS, FONT_SIZE));
        let left = MARGIN + words.min(NAMES) + 10.0;
        let heights = heights(&sorted);
        let height = heights.iter().map(|height| height + GAP).sum::<f64>().max(LEAST) + GAP;
        let area = PlotArea { left, top: HEADING, width: WIDTH, height };
        let ends = sorted.iter().flat_map(|band| band.first().into_iter().chain(band.last()));
        let axis = Axis::linear(ends.copied().chain([0.0]), WIDTH);

        let width = left + WIDTH + 2.0 * MARGIN;
        let svg = page(width, area.bottom() + BOTTOM, self.title, &self.description(&names))
            .add(heading(self.title, width / 2.0))
            .add(area.x_axis(&axis, "silhouette"))
            .add(label(COLUMNS, FONT_SIZE, left - 6.0, HEADING - 6.0, Side::End));
        let mut top = HEADING + GAP;
        let bands = heights.into_iter().map(|height| {
            let band = PlotArea { top, height, ..area };
            top += height + GAP;
            band
        });
        let bands = bands.zip(sorted.iter().zip(&names)).enumerate();
        let svg = bands.fold(svg, |svg, (cluster, (band, (values, name)))| {
            let (name, y) =
                (fitted_name(name, FONT_SIZE, NAMES), band.top + band.height / 2.0 + 4.0);
            let name = label(&name, FONT_SIZE, left - 6.0, y, Side::End);
            svg.add(polygon(values, cluster, band, &axis)).add(name)
        });
        svg.add(area.outline()).add(self.lines(area, &axis)).to_string()
    }

    fn description(&self, names: &[String]) -> String {
        format!(
            "Silhouette values, sorted within each cluster; their mean is {}. Cluster, samples and mean: {}.",
            short_number(self.mean),
            names.join("; ")
        )
    }

    /// Two lines, at zero and at the mean.
    fn lines(&self, area: PlotArea, axis: &Axis) -> Group {
        let mut marks = group("lines");
        let upright = |x| area.upright(x).set("class", "ink").set("stroke", "#000");
        if let Some(x) = area.x(axis, 0.0) {
            marks = marks.add(upright(x));
        }
        if let Some(x) = area.x(axis, self.mean) {
            let words = caption(&format!("mean {}", short_number(self.mean)), x, area.top - 6.0);
            let rim = upright(x).set("class", "rim").set("stroke", "#fff").set("stroke-width", 4);
            let dashed = upright(x).set("stroke-width", 1.5).set("stroke-dasharray", "5 3");
            marks = marks.add(rim.set("stroke-opacity", 0.7)).add(dashed).add(words);
        }
        marks
    }
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(|one, other| other.total_cmp(one));
    sorted
}

/// The cluster's name, how many samples it has, and their mean.
fn named((band, sorted): (&Named, &Vec<f64>)) -> String {
    if sorted.is_empty() {
        return format!("{} · {} · undefined", band.name, band.values.len());
    }
    let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
    format!("{} · {} · {mean:.3}", band.name, band.values.len())
}

fn heights(bands: &[Vec<f64>]) -> Vec<f64> {
    let total: usize = bands.iter().map(Vec::len).sum();
    let all = HEIGHT.max(1.6 * LEAST * bands.len() as f64);
    let share = |band: &Vec<f64>| all * band.len() as f64 / total.max(1) as f64;
    bands.iter().map(|band| share(band).max(LEAST)).collect()
}

/// A band from zero to each value and back along zero.
fn polygon(sorted: &[f64], cluster: usize, band: PlotArea, axis: &Axis) -> Polygon {
    // The value in the middle of each of equal parts stands for the part.
    let n_corners = sorted.len().min(CORNERS);
    let inner = (0..n_corners).map(|part| {
        let middle = (part as f64 + 0.5) / n_corners as f64;
        (sorted.get(whole(middle * sorted.len() as f64)).copied(), band.top + middle * band.height)
    });
    let zero = (!sorted.is_empty()).then_some(0.0);
    let first = [(zero, band.top), (sorted.first().copied(), band.top)];
    let last = [(sorted.last().copied(), band.bottom()), (zero, band.bottom())];
    let mut points = String::new();
    for (value, y) in first.into_iter().chain(inner).chain(last) {
        if let Some(x) = value.and_then(|value| band.x(axis, value)) {
            // Writing to a string cannot fail.
            let _ = write!(points, "{x},{} ", rounded(y));
        }
    }
    Polygon::new()
        .set("class", "band")
        .set("data-cluster", cluster)
        .set("points", points.trim_end())
        .set("fill", cluster_look(cluster).0)
        .set("stroke", "#777")
        .set("stroke-width", 0.5)
}

#[cfg(test)]
mod tests {
    use roxmltree::Node;

    use super::*;
    use crate::charts::reading::{checked, number_of, of_class, read};

    fn draw(clusters: &[Vec<f64>], mean: f64) -> String {
        let bands = clusters.iter().enumerate().map(|(cluster, values)| Named {
            name: format!("cluster {cluster}"),
            values: values.clone(),
        });
        let clusters: Vec<Named> = bands.collect();
        checked(SilhouettePlot { title: "Silhouette", clusters: &clusters, mean }.to_svg())
    }

    fn corners(band: &Node) -> Vec<[f64; 2]> {
        let corners = band.attribute("points").unwrap().split_whitespace();
        let corner = |corner: &str| {
            let (x, y) = corner.split_once(',').unwrap();
            [x.parse().unwrap(), y.parse().unwrap()]
        };
        corners.map(corner).collect()
    }

    #[test]
    fn values_are_sorted_within_their_band() {
        let svg = draw(&[vec![0.1, 0.5, 0.3], vec![-0.2]], 0.175);
        let xml = read(&svg);
        let [first, second] = [0, 1].map(|band| corners(&of_class(&xml, "band")[band]));
        assert_eq!(first.len(), 7);
        assert!(first[1..6].windows(2).all(|pair| pair[0][0] >= pair[1][0]), "{first:?}");
        assert!(first.windows(2).all(|pair| pair[0][1] <= pair[1][1]), "{first:?}");
        assert!(second[1][0] < second[0][0], "left of zero");
        assert!(second[0][1] > first[6][1], "below the first");
        assert!(svg.contains("cluster 0 · 3 · 0.300"), "{svg}");
        assert!(svg.contains("mean 0.175"), "{svg}");
    }

    #[test]
    fn a_band_is_as_high_as_its_cluster_is_large() {
        let svg = draw(&[vec![0.5; 300], vec![0.5; 100], vec![0.5]], 0.5);
        let xml = read(&svg);
        let height = |band: &Node| {
            let corners = corners(band);
            corners.last().unwrap()[1] - corners[0][1]
        };
        let heights: Vec<f64> = of_class(&xml, "band").iter().map(height).collect();
        assert!((heights[0] / heights[1] - 3.0).abs() < 0.01, "{heights:?}");
        assert!((heights[2] - LEAST).abs() < 0.01, "{heights:?}");
    }

    #[test]
    fn many_samples_stay_small() {
        let values: Vec<f64> = (0..50_000).map(|i| f64::from(i) / 50_000.0).collect();
        let svg = draw(&vec![values; 10], 0.5);
        assert!(svg.len() < 60_000, "{}", svg.len());
    }

    #[test]
    fn anything_is_drawn() {
        let odd = [
            vec![],
            vec![vec![]],
            vec![vec![0.3]],
            vec![vec![0.0; 5], vec![]],
            vec![vec![f64::NAN, 0.2], vec![f64::INFINITY]],
            vec![vec![1e300, -1e300]],
        ];
        for clusters in odd {
            for mean in [0.1, f64::NAN, -7.0] {
                read(&draw(&clusters, mean));
            }
        }
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        proptest! {
            #[test]
            fn bands_stay_apart_and_on_the_page(
                clusters in prop::collection::vec(prop::collection::vec(-1.0..=1.0, 0..400), 0..30),
            ) {
                let svg = draw(&clusters, 0.2);
                let xml = read(&svg);
                let root = xml.root_element();
                let [width, height] = ["width", "height"].map(|name| number_of(root, name));
                let mut above = 0.0;
                for band in of_class(&xml, "band") {
                    let corners = corners(&band);
                    prop_assert!(corners.iter().all(|corner| (0.0..=width).contains(&corner[0])));
                    let Some(first) = corners.first() else { continue };
                    prop_assert!(first[1] > above);
                    above = corners[corners.len() - 1][1];
                    prop_assert!(above < height);
                }
            }
        }
    }
}
