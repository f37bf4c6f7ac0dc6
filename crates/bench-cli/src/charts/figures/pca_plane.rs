use digits_data::SamplesView;
use svg::Document;
use svg::node::element::{Group, Path, Polygon};

use crate::charts::drawing::{
    PAIRED, PlaneLayout, PlotArea, Side, cluster_colour, dots, group, label, page,
};

const WIDTH: f64 = 592.0;
const HEIGHT: f64 = 440.0;
const MARGIN: f64 = 24.0;
const FONT_SIZE: f64 = 16.0;
const LINE_HEIGHT: f64 = 22.0;

/// Samples on a plane, the region of each cluster, and the cluster centres.
///
/// The figure of scikit-learn's "A demo of K-Means clustering on the handwritten digits data": it
/// reaches 1 past the samples on every side, each axis has its own scale, and regions have
/// matplotlib's colours. Where the page paints a mesh of pixels, regions here are exact polygons.
///
/// A centre outside the figure has its region drawn as far as it reaches in, and no cross. Past 12
/// clusters colours repeat, and white lines keep the regions apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PcaPlane<'a> {
    /// `(n_samples, 2)`, all of them drawn.
    pub(crate) points: SamplesView<'a>,
    /// `(n_clusters, 2)`.
    pub(crate) cluster_centers: SamplesView<'a>,
    /// Written above the figure, line by line.
    pub(crate) title: &'a str,
}

impl PcaPlane<'_> {
    /// The text of an SVG file; `None` unless points and centres have two features.
    pub(crate) fn to_svg(self) -> Option<String> {
        let (points, centers) = (pairs(self.points)?, pairs(self.cluster_centers)?);
        let layout = PlaneLayout::around(&points, WIDTH, HEIGHT);
        let top = MARGIN + LINE_HEIGHT * self.title.lines().count() as f64;
        let area = PlotArea { left: MARGIN, top, width: WIDTH, height: HEIGHT };
        let svg = self.title.lines().zip(1_u16..).fold(self.page(area), |svg, (line, number)| {
            let y = LINE_HEIGHT * f64::from(number) + 6.0;
            svg.add(label(line, FONT_SIZE, area.middle(), y, Side::Middle))
        });
        let dots = dots(points.iter().map(|&point| layout.place(point)), 3.0, "#000");
        // An inner document cuts off what reaches past its edges, and needs no id for it.
        let inside = Document::new().set("x", MARGIN).set("y", top);
        let inside = inside.set("width", WIDTH).set("height", HEIGHT);
        let inside = inside
            .add(regions(&centers, &layout))
            .add(dots.set("class", "points"))
            .add(crosses(&centers, &layout));
        Some(svg.add(inside).add(area.outline()).to_string())
    }

    fn page(&self, area: PlotArea) -> Document {
        let description = format!(
            "{} points, drawn as black dots, on a plane cut into the regions of {} clusters. White \
             crosses mark the cluster centres.",
            self.points.n_samples(),
            self.cluster_centers.n_samples(),
        );
        page(area.right() + MARGIN, area.bottom() + MARGIN, self.title, &description)
    }
}

fn pairs(samples: SamplesView<'_>) -> Option<Vec<[f64; 2]>> {
    samples.rows().map(|row| row.try_into().ok()).collect()
}

fn regions(centers: &[[f64; 2]], layout: &PlaneLayout) -> Group {
    let regions = layout.regions(centers).into_iter().enumerate();
    let seen = regions.filter(|(_, corners)| !corners.is_empty());
    let marks = group("regions").set("stroke-linejoin", "round");
    seen.fold(marks, |marks, (cluster, corners)| {
        let colour = cluster_colour(cluster, centers.len());
        // An edge of its own colour closes the gap that smoothing leaves between two regions.
        let edge = if centers.len() > PAIRED.len() { "#fff" } else { colour };
        let region = Polygon::new().set("points", corners);
        marks.add(region.set("fill", colour).set("stroke", edge))
    })
}

fn crosses(centers: &[[f64; 2]], layout: &PlaneLayout) -> Group {
    let inside = centers.iter().filter(|&&center| layout.contains(center));
    let marks = group("centers").set("stroke", "#fff").set("stroke-width", 5);
    inside.fold(marks, |marks, &center| {
        let [x, y] = layout.place(center);
        marks.add(Path::new().set("d", format!("M{x} {y}m-10-10l20 20m0-20l-20 20")))
    })
}

#[cfg(test)]
mod tests {
    use digits_data::{Blobs, Samples, make_blobs};
    use roxmltree::Node;

    use super::*;
    use crate::charts::reading::{of_class, parts, read, texts};

    fn draw(points: &[[f64; 2]], cluster_centers: &[[f64; 2]]) -> String {
        let points = Samples::from_rows(points).unwrap();
        let cluster_centers = Samples::from_rows(cluster_centers).unwrap();
        let (points, cluster_centers) = (points.view(), cluster_centers.view());
        PcaPlane { points, cluster_centers, title: "A plane" }.to_svg().unwrap()
    }

    /// Counts regions, dots and crosses; every one of them must lie in the frame.
    fn count(svg: &str) -> [usize; 3] {
        let xml = read(svg);
        let elements = |name| of_class(&xml, name)[0].children().filter(Node::is_element);
        let regions = elements("regions").map(|region| region.attribute("points").unwrap());
        let dots = of_class(&xml, "points")[0].attribute("d").unwrap().split_terminator("h0");
        let crosses = elements("centers").map(|cross| cross.attribute("d").unwrap());
        [
            regions.inspect(|corners| assert_in_frame(corners)).count(),
            dots.inspect(|dot| assert_in_frame(dot)).count(),
            crosses.inspect(|cross| assert_in_frame(cross.split('m').next().unwrap())).count(),
        ]
    }

    fn assert_in_frame(coordinates: &str) {
        let numbers = coordinates.trim_start_matches('M').split([' ', ',']);
        for (number, end) in numbers.zip([WIDTH, HEIGHT].into_iter().cycle()) {
            let number: f64 = number.parse().unwrap();
            assert!((0.0..=end).contains(&number), "{coordinates}");
        }
    }

    #[test]
    fn every_cluster_has_a_region_and_a_cross_and_every_sample_a_dot() {
        let blobs = make_blobs::<f64>(&Blobs::new(1797, 2, 10)).unwrap();
        let samples = blobs.samples().view();
        let cluster_centers = samples.slice(0..10).unwrap();
        let plane = PcaPlane { points: samples, cluster_centers, title: "One\nTwo & <three>" };
        let svg = plane.to_svg().unwrap();
        assert_eq!(count(&svg), [10, 1797, 10]);
        assert!(svg.len() < 50_000, "{}", svg.len());

        let xml = read(&svg);
        assert_eq!(texts(xml.root()), ["One", "Two & <three>"]);
        let title = xml.root_element().first_element_child().unwrap();
        assert_eq!(title.text(), Some("One Two & <three>"));

        let regions = parts(of_class(&xml, "regions")[0], "polygon").into_iter();
        let mut colours: Vec<_> = regions.map(|region| region.attribute("fill").unwrap()).collect();
        colours.dedup();
        assert_eq!(colours.len(), 10);
    }

    #[test]
    fn another_number_of_features_is_not_a_plane() {
        let (two, three) = (SamplesView::new(&[1.0; 6], 3, 2), SamplesView::new(&[1.0; 6], 2, 3));
        let (two, three) = (two.unwrap(), three.unwrap());
        for (points, cluster_centers) in [(two, three), (three, two), (three, three)] {
            assert_eq!(PcaPlane { points, cluster_centers, title: "" }.to_svg(), None);
        }
        assert!(PcaPlane { points: two, cluster_centers: two, title: "" }.to_svg().is_some());
    }

    #[test]
    fn degenerate_planes_are_drawn() {
        let line = [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]];
        assert_eq!(count(&draw(&line, &[[1.0, 1.0]])), [1, 3, 1], "one centre");
        assert_eq!(count(&draw(&line, &line)), [3, 3, 3], "collinear");
        assert_eq!(count(&draw(&line, &[[1.0, 0.0]; 3])), [1, 3, 3], "coinciding centres");
        assert_eq!(count(&draw(&[[5.0, 5.0]; 4], &[[5.0, 5.0]])), [1, 4, 1], "one place");
        assert_eq!(count(&draw(&line, &[[1.0, 0.0], [4.0, 0.0]])), [2, 3, 1], "one looks in");
        assert_eq!(count(&draw(&line, &[[1.0, 0.0], [1e300, 0.0]])), [1, 3, 1], "one far out");
    }

    #[test]
    fn white_lines_part_regions_where_colours_repeat() {
        let centers: Vec<[f64; 2]> = (0..13_u8).map(|i| [f64::from(i), 0.0]).collect();
        let with_white_edges =
            |centers: &[[f64; 2]]| draw(centers, centers).matches("stroke=\"#fff\"").count();
        assert_eq!(with_white_edges(&centers[..12]), 1, "the crosses");
        assert_eq!(with_white_edges(&centers), 14);
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;
        use crate::charts::reading::points;

        proptest! {
            #[test]
            fn any_finite_plane_is_drawn_inside_its_frame(
                samples in points(),
                cluster_centers in points(),
            ) {
                let [regions, dots, crosses] = count(&draw(&samples, &cluster_centers));
                prop_assert!((1..=cluster_centers.len()).contains(&regions));
                prop_assert_eq!(dots, samples.len());
                prop_assert!(crosses <= cluster_centers.len());
            }
        }
    }
}
