use std::fmt::Write as _;

use svg::node::element::{Circle, Group, Path, Polygon, Rectangle};
use svg::{Document, Node};

use super::colours::cluster_colour;
use super::document::{page, rounded};
use super::plane::Plane;
use super::voronoi::{Point, cells};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 480.0;

/// The plane of a report, whose centres can be moved: regions, samples, crosses and a mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReportPlane<'a> {
    pub(crate) title: &'a str,
    pub(crate) points: &'a [Point],
    /// Those that are drawn.
    pub(crate) cluster_centers: &'a [Point],
    /// Those of every round.
    pub(crate) all_centers: &'a [Point],
}

impl ReportPlane<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let layout = PlaneLayout::new(self.points, self.all_centers);
        let n_clusters = self.cluster_centers.len();
        let mut regions = Group::new();
        for (cluster, corners) in layout.regions(self.cluster_centers).into_iter().enumerate() {
            let region = Polygon::new().set("class", "region").set("data-cluster", cluster);
            let colour = cluster_colour(cluster, n_clusters);
            regions = regions.add(region.set("points", corners).set("fill", colour));
        }
        let mut dots = String::new();
        for &point in self.points {
            let [x, y] = layout.place(point);
            let _ = write!(dots, "M{x} {y}h0");
        }
        let dots = Path::new().set("class", "points").set("d", dots).set("stroke", "#000");
        let dots = dots.set("stroke-width", 3).set("stroke-linecap", "round");
        let mut crosses = Group::new().set("stroke", "#fff").set("stroke-width", 5);
        for (cluster, &center) in self.cluster_centers.iter().enumerate() {
            let [x, y] = layout.place(center);
            let cross = Group::new().set("class", "cross").set("data-cluster", cluster);
            let cross = cross.set("transform", format!("translate({x} {y})"));
            crosses = crosses.add(cross.add(Path::new().set("d", "M-10-10l20 20m0-20l-20 20")));
        }
        let pick = Circle::new().set("class", "pick").set("r", 8).set("fill", "none");
        let pick = pick.set("stroke", "#000").set("stroke-width", 3).set("visibility", "hidden");
        let inside = in_frame(Document::new()).add(regions).add(dots).add(crosses).add(pick);
        let outline = in_frame(Rectangle::new()).set("fill", "none").set("stroke", "#000");
        let description = format!(
            "{} points on a plane cut into the regions of {n_clusters} clusters.",
            self.points.len()
        );
        let svg = page(WIDTH + 2.0, HEIGHT + 2.0, self.title, &description);
        svg.add(inside).add(outline.set("class", "ink")).to_string()
    }
}

fn in_frame<N: Node>(mut element: N) -> N {
    for (name, value) in [("x", 1.0), ("y", 1.0), ("width", WIDTH), ("height", HEIGHT)] {
        element.assign(name, value);
    }
    element
}

/// Where points and regions lie in the drawing.
#[derive(Debug)]
pub(crate) struct PlaneLayout {
    plane: Plane,
}

impl PlaneLayout {
    pub(crate) fn new(points: &[Point], all_centers: &[Point]) -> Self {
        let all: Vec<Point> = points.iter().chain(all_centers).copied().collect();
        Self { plane: Plane::around(&all, WIDTH, HEIGHT) }
    }

    pub(crate) fn place(&self, point: Point) -> Point {
        self.plane.on_page(self.plane.place(point)).map(rounded)
    }

    /// The corners of each centre's region, as a polygon has them; empty if it has none.
    pub(crate) fn regions(&self, centers: &[Point]) -> Vec<String> {
        let centers: Vec<Point> = centers.iter().map(|&center| self.plane.place(center)).collect();
        let corners = |cell: Vec<Point>| {
            let pairs = cell.into_iter().map(|vertex| {
                let [x, y] = self.plane.on_page(vertex).map(rounded);
                format!("{x},{y}")
            });
            pairs.collect::<Vec<_>>().join(" ")
        };
        cells(&centers, self.plane.frame).into_iter().map(corners).collect()
    }
}
