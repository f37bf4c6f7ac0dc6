use svg::node::element::{Circle, Group, Path, Polygon, Rectangle};

use crate::charts::drawing::{PlaneLayout, Side, dots, group, label, muted, page, rectangle};

/// Regions keep this much of their colour, so that dark dots stand out on all of them.
const OPACITY: f64 = 0.55;

/// The plane of a report: samples, the region of each cluster, and the cluster centres.
///
/// Every cluster has a polygon of class `region` and a group of class `cross`, which holds its cross and
/// its number and stands where its `transform` puts it; both carry the cluster in `data-cluster`. A hidden
/// circle of class `pick` is for the sample that is pointed at. A script that shows other centres sets
/// `points` of the one and `transform` of the other to what [`PlaneLayout`] gives for them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReportPlane<'a> {
    pub(crate) title: &'a str,
    pub(crate) points: &'a [[f64; 2]],
    pub(crate) cluster_centers: &'a [[f64; 2]],
    /// Centres of all iterations. The figure leaves room for them.
    pub(crate) all_centers: &'a [[f64; 2]],
}

impl ReportPlane<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let all_centers = [self.all_centers, self.cluster_centers].concat();
        let layout = PlaneLayout::new(self.points, &all_centers);
        let (width, height) = (PlaneLayout::WIDTH, PlaneLayout::HEIGHT);
        let description = format!(
            "{} points, drawn as dark dots, on a plane cut into the regions of {} clusters. Numbered white \
             crosses mark the cluster centres.",
            self.points.len(),
            self.cluster_centers.len(),
        );
        // White stays white on a dark page, or regions would change their colours.
        let ground = Rectangle::new().set("width", width).set("height", height).set("fill", "#fff");
        let rim = rectangle(0.5, 0.5, width - 1.0, height - 1.0).set("fill", "none");
        let pick = Circle::new().set("class", "pick").set("r", 7).set("visibility", "hidden");
        page(width, height, self.title, &description)
            .add(ground)
            .add(self.regions(&layout))
            .add(self.dots(&layout))
            .add(self.crosses(&layout))
            .add(pick.set("fill", "none").set("stroke", "#000").set("stroke-width", 2.5))
            .add(rim.set("class", "ink").set("stroke", "#000"))
            .to_string()
    }

    fn regions(&self, layout: &PlaneLayout) -> Group {
        let marks = group("regions").set("fill-opacity", OPACITY);
        let marks = marks.set("stroke", "#fff").set("stroke-width", 2);
        let marks = marks.set("stroke-linejoin", "round");
        let regions = layout.regions(self.cluster_centers).into_iter().enumerate();
        regions.fold(marks, |marks, (cluster, points)| {
            let region = Polygon::new().set("class", "region").set("data-cluster", cluster);
            marks.add(region.set("points", points).set("fill", muted(cluster)))
        })
    }

    fn dots(&self, layout: &PlaneLayout) -> Path {
        let finite = self.points.iter().filter(|point| point.iter().all(|x| x.is_finite()));
        let size = match self.points.len() {
            0..=600 => 4.0,
            601..=3000 => 3.0,
            _ => 2.0,
        };
        let dots = dots(finite.map(|&point| layout.place(point)), size, "#222");
        dots.set("class", "points")
    }

    fn crosses(&self, layout: &PlaneLayout) -> Group {
        let marks = group("centers").set("stroke-linecap", "round");
        self.cluster_centers.iter().enumerate().fold(marks, |marks, (cluster, &center)| {
            let [x, y] = layout.place(center);
            let cross = || Path::new().set("d", "M-8-8L8 8M8-8L-8 8").set("fill", "none");
            let number = label(&cluster.to_string(), 15.0, 12.0, -4.0, Side::Start)
                .set("class", "number")
                .set("font-weight", 600)
                .set("paint-order", "stroke")
                .set("stroke", "#fff")
                .set("stroke-width", 4)
                .set("stroke-linejoin", "round");
            let cross = group("cross")
                .set("data-cluster", cluster)
                .set("transform", format!("translate({x} {y})"))
                .add(cross().set("stroke", "#111").set("stroke-width", 6.5))
                .add(cross().set("stroke", "#fff").set("stroke-width", 4))
                .add(number);
            marks.add(cross)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{checked, of_class, read};
    use digits_data::{Blobs, make_blobs};

    fn draw(points: &[[f64; 2]], cluster_centers: &[[f64; 2]]) -> String {
        let plane = ReportPlane { title: "A plane", points, cluster_centers, all_centers: &[] };
        checked(plane.to_svg())
    }

    #[test]
    fn a_script_finds_what_it_moves() {
        let blobs = make_blobs::<f64>(&Blobs::new(1797, 2, 12)).unwrap();
        let points: Vec<[f64; 2]> =
            blobs.samples().view().rows().map(|row| row.try_into().unwrap()).collect();
        let centers = &points[..12];
        let svg = draw(&points, centers);
        assert!(svg.len() < 60_000, "{}", svg.len());
        let xml = read(&svg);
        let layout = PlaneLayout::new(&points, centers);
        let regions = layout.regions(centers);
        for (class, attribute) in [("region", "points"), ("cross", "transform")] {
            let elements = of_class(&xml, class);
            assert_eq!(elements.len(), 12);
            for (cluster, element) in elements.iter().enumerate() {
                assert_eq!(element.attribute("data-cluster"), Some(cluster.to_string().as_str()));
                let [x, y] = layout.place(centers[cluster]);
                let place = format!("translate({x} {y})");
                let expected = if class == "region" { &regions[cluster] } else { &place };
                assert_eq!(element.attribute(attribute), Some(expected.as_str()));
            }
        }
        assert_eq!(of_class(&xml, "pick")[0].attribute("visibility"), Some("hidden"));
        let dots = of_class(&xml, "points")[0].attribute("d").unwrap();
        assert_eq!(dots.matches('M').count(), 1797);
    }

    #[test]
    fn there_is_room_for_all_centers() {
        let points = [[0.0, 0.0], [1.0, 1.0]];
        let plane = ReportPlane {
            title: "",
            points: &points,
            cluster_centers: &points[..1],
            all_centers: &[[50.0, 50.0]],
        };
        let svg = plane.to_svg();
        let xml = read(&svg);
        let layout = PlaneLayout::new(&points, &[[50.0, 50.0]]);
        let [x, y] = layout.place(points[0]);
        let cross = of_class(&xml, "cross")[0].attribute("transform").unwrap().to_owned();
        assert_eq!(cross, format!("translate({x} {y})"));
    }

    #[test]
    fn anything_is_drawn() {
        for centers in [&[][..], &[[0.0; 2]], &[[1.0; 2]; 3], &[[f64::NAN, 0.0], [f64::MAX, 1.0]]] {
            for points in [&[][..], &[[5.0; 2]; 4], &[[f64::INFINITY, 0.0], [1e-300, 1e300]]] {
                read(&draw(points, centers));
            }
        }
    }
}
