use svg::node::element::{Circle, Group, Path, Polygon, Rectangle};

use crate::charts::drawing::{
    FONT_SIZE, PlaneLayout, Side, caption, cluster_look, dots, faint, fitted, grey, group, heading,
    label, line, page, rectangle, text_width,
};

/// Room for the title and the line below it.
const TOP: f64 = 60.0;
/// Room for the name and the numbers of the vertical axis.
const LEFT: f64 = 76.0;
const RIGHT: f64 = 12.0;
/// Room for the name and the numbers of the horizontal axis.
const BOTTOM: f64 = 48.0;

/// Samples on a plane with the centres of their clusters, to be moved by a script.
///
/// Every cluster has a group of class `cross`, which holds the mark of its centre and its name and stands
/// where its `transform` puts it. With [`PlaneLook::Clusters`] it also has a path of class `members`, the
/// dots of its samples; with [`PlaneLook::Regions`] a polygon of class `region`. All of them carry the
/// cluster in `data-cluster`. A hidden circle of class `pick` is for the sample that is pointed at. A
/// script that shows other centres sets these attributes to what [`PlaneLayout`] gives for them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReportPlane<'a> {
    pub(crate) title: &'a str,
    /// A sentence below the title, without a full stop.
    pub(crate) subtitle: &'a str,
    /// Names of the horizontal and the vertical axis.
    pub(crate) axes: &'a [String; 2],
    pub(crate) points: &'a [[f64; 2]],
    /// The cluster of each point.
    pub(crate) labels: &'a [u32],
    pub(crate) cluster_centers: &'a [[f64; 2]],
    /// Centres of all iterations. The figure leaves room for them.
    pub(crate) all_centers: &'a [[f64; 2]],
    pub(crate) look: PlaneLook,
}

/// Marks that tell the clusters of a fit from a clustering of the plane itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum PlaneLook {
    /// Samples in the colours of their clusters, and numbered centres.
    #[default]
    Clusters,
    /// Regions in shades of grey, and white crosses with letters.
    Regions,
}

impl PlaneLook {
    /// The name of a cluster: a number, or a letter.
    pub(crate) fn name(self, cluster: usize) -> String {
        match self {
            Self::Clusters => cluster.to_string(),
            Self::Regions => letters(cluster),
        }
    }
}

/// `A` to `Z`, then `AA`, `AB` and so on.
fn letters(number: usize) -> String {
    const ALPHABET: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let last = char::from(ALPHABET[number % ALPHABET.len()]);
    match number / ALPHABET.len() {
        0 => last.to_string(),
        before => letters(before - 1) + &last.to_string(),
    }
}

impl ReportPlane<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let all_centers = [self.all_centers, self.cluster_centers].concat();
        let layout = PlaneLayout::new(self.points, &all_centers);
        let (width, height) = (PlaneLayout::WIDTH, PlaneLayout::HEIGHT);
        // White stays white on a dark page, or marks would change their colours.
        let ground = Rectangle::new().set("width", width).set("height", height).set("fill", "#fff");
        let rim = rectangle(0.5, 0.5, width - 1.0, height - 1.0).set("fill", "none");
        let pick = Circle::new().set("class", "pick").set("r", 7).set("visibility", "hidden");
        let plane = group("on-plane").set("transform", format!("translate({LEFT} {TOP})"));
        let plane = match self.look {
            PlaneLook::Clusters => plane.add(ground).add(self.members(&layout)),
            PlaneLook::Regions => {
                plane.add(ground).add(self.regions(&layout)).add(self.dots(&layout, 0.0))
            }
        };
        let plane = plane
            .add(self.centers(&layout))
            .add(pick.set("fill", "none").set("stroke", "#000").set("stroke-width", 2.5))
            .add(rim.set("class", "ink").set("stroke", "#000"));
        let page_width = LEFT + width + RIGHT;
        let (title, subtitle) =
            (fitted(self.title, 16.0, width), fitted(self.subtitle, FONT_SIZE, width));
        let subtitle_mark = faint(caption(&subtitle, page_width / 2.0, 46.0));
        let subtitle_mark = subtitle_mark.set("class", "faint heading");
        page(page_width, TOP + height + BOTTOM, self.title, &self.description())
            .add(heading(&title, page_width / 2.0))
            .add(subtitle_mark)
            .add(self.axis_names(&layout))
            .add(ticks(&layout))
            .add(plane)
            .to_string()
    }

    fn description(&self) -> String {
        let (n_points, n_clusters) = (self.points.len(), self.cluster_centers.len());
        let [across, up] = self.axes;
        let marks = match self.look {
            PlaneLook::Clusters => {
                "the dots have the colours of their clusters, and numbered discs mark"
            }
            PlaneLook::Regions => {
                "grey regions are the clusters, and white crosses with letters mark"
            }
        };
        format!(
            "{}. {n_points} samples in {n_clusters} clusters: {marks} the centres. Across: {across}. \
             Up: {up}.",
            self.subtitle
        )
    }

    /// The names of the axes. They say so if one is stretched, because distances then mislead.
    fn axis_names(&self, layout: &PlaneLayout) -> Group {
        let stretch = layout.stretch();
        let named = |axis: usize, length: f64| {
            let stretched = match (stretch[axis], stretch[1 - axis]) {
                (Some(times), _) => format!(", stretched {} times", times_of(times)),
                (None, Some(_)) => ", not stretched".to_owned(),
                (None, None) => String::new(),
            };
            let name =
                fitted(&self.axes[axis], FONT_SIZE, length - text_width(&stretched, FONT_SIZE));
            name + &stretched
        };
        let (width, height) = (PlaneLayout::WIDTH, PlaneLayout::HEIGHT);
        let (x, y, left) = (LEFT + width / 2.0, TOP + height / 2.0, 16.0);
        let up = caption(&named(1, height), left, y);
        group("axes")
            .add(caption(&named(0, width), x, TOP + height + 38.0))
            .add(up.set("transform", format!("rotate(-90 {left} {y})")))
    }

    /// The samples of each cluster in its colour and shape, with a dark rim that keeps pale colours visible.
    fn members(&self, layout: &PlaneLayout) -> Group {
        let size = self.dot_size() + 1.5;
        let marks = group("clusters").add(self.dots(layout, 3.0));
        (0..self.cluster_centers.len()).fold(marks, |marks, cluster| {
            let own = self.points.iter().zip(self.labels);
            let own = own.filter(|(point, label)| **label as usize == cluster && is_finite(point));
            let (colour, is_square) = cluster_look(cluster);
            let members = dots(own.map(|(&point, _)| layout.place(point)), size, colour);
            let members = if is_square { members.set("stroke-linecap", "square") } else { members };
            marks.add(members.set("class", "members").set("data-cluster", cluster))
        })
    }

    fn regions(&self, layout: &PlaneLayout) -> Group {
        let marks = group("regions").set("stroke", "#fff").set("stroke-width", 2);
        let marks = marks.set("stroke-linejoin", "round");
        let regions = layout.regions(self.cluster_centers).into_iter().enumerate();
        regions.fold(marks, |marks, (cluster, points)| {
            let region = Polygon::new().set("class", "region").set("data-cluster", cluster);
            marks.add(region.set("points", points).set("fill", grey(cluster)))
        })
    }

    /// All samples as dark dots, larger by `more`.
    fn dots(&self, layout: &PlaneLayout, more: f64) -> Path {
        let finite = self.points.iter().filter(|point| is_finite(point));
        let dots = dots(finite.map(|&point| layout.place(point)), self.dot_size() + more, "#222");
        dots.set("class", "points")
    }

    fn dot_size(&self) -> f64 {
        match self.points.len() {
            0..=600 => 4.0,
            601..=3000 => 3.0,
            _ => 2.0,
        }
    }

    fn centers(&self, layout: &PlaneLayout) -> Group {
        let marks = group("centers").set("stroke-linecap", "round");
        // Many discs hide fewer samples if they are small.
        let (size, margin) =
            if self.cluster_centers.len() > 10 { (FONT_SIZE, 2.0) } else { (14.0, 4.0) };
        self.cluster_centers.iter().enumerate().fold(marks, |marks, (cluster, &center)| {
            let [x, y] = layout.place(center);
            let name = self.look.name(cluster);
            let center = match self.look {
                PlaneLook::Clusters => disc(&name, size, margin),
                PlaneLook::Regions => cross(&name),
            };
            let place = format!("translate({x} {y})");
            marks.add(center.set("data-cluster", cluster).set("transform", place))
        })
    }
}

/// Short marks at rounded numbers, left of the plane and below it.
fn ticks(layout: &PlaneLayout) -> Group {
    let [across, up] = layout.ticks();
    let bottom = TOP + PlaneLayout::HEIGHT;
    let mark = |[x, y]: [f64; 2], [dx, dy]: [f64; 2]| {
        line(x, y, x + dx, y + dy).set("class", "ink").set("stroke", "#000")
    };
    let marks = across.into_iter().fold(group("axis"), |marks, (x, text)| {
        let x = LEFT + x;
        marks.add(mark([x, bottom], [0.0, 5.0])).add(caption(&text, x, bottom + 18.0))
    });
    up.into_iter().fold(marks, |marks, (y, text)| {
        let y = TOP + y;
        let number = label(&text, FONT_SIZE, LEFT - 8.0, y + 4.0, Side::End);
        marks.add(mark([LEFT - 5.0, y], [5.0, 0.0])).add(number)
    })
}

/// A factor to two digits.
fn times_of(factor: f64) -> String {
    match factor {
        10.0.. => format!("{factor:.0}"),
        2.0..10.0 => format!("{factor:.1}"),
        _ => format!("{factor:.2}"),
    }
}

fn is_finite(point: &[f64; 2]) -> bool {
    point.iter().all(|x| x.is_finite())
}

/// A white disc with a number of this size in it.
fn disc(number: &str, size: f64, margin: f64) -> Group {
    let radius = text_width(number, size).max(size) / 2.0 + margin;
    let disc = Circle::new().set("r", radius).set("fill", "#fff");
    let number = label(number, size, 0.0, size / 2.8, Side::Middle).set("class", "number");
    let disc = disc.set("stroke", "#111").set("stroke-width", 2.5);
    group("cross").add(disc).add(number.set("font-weight", 600))
}

/// A white cross with a letter beside it.
fn cross(letter: &str) -> Group {
    let cross = || Path::new().set("d", "M-8-8L8 8M8-8L-8 8").set("fill", "none");
    let letter = label(letter, 15.0, 12.0, -4.0, Side::Start)
        .set("class", "number")
        .set("font-weight", 600)
        .set("paint-order", "stroke")
        .set("stroke", "#fff")
        .set("stroke-width", 4)
        .set("stroke-linejoin", "round");
    group("cross")
        .add(cross().set("stroke", "#111").set("stroke-width", 6.5))
        .add(cross().set("stroke", "#fff").set("stroke-width", 4))
        .add(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{checked, of_class, read, texts};
    use digits_data::{Blobs, make_blobs};

    fn plane<'a>(
        points: &'a [[f64; 2]],
        labels: &'a [u32],
        cluster_centers: &'a [[f64; 2]],
        axes: &'a [String; 2],
    ) -> ReportPlane<'a> {
        let (title, subtitle, look) = ("A plane", "What it shows", PlaneLook::Clusters);
        ReportPlane {
            title,
            subtitle,
            axes,
            points,
            labels,
            cluster_centers,
            all_centers: &[],
            look,
        }
    }

    fn axes() -> [String; 2] {
        ["across: 60 %", "up: 20 %"].map(String::from)
    }

    fn blobs(n: usize) -> Vec<[f64; 2]> {
        let blobs = make_blobs::<f64>(&Blobs::new(n, 2, 12)).unwrap();
        blobs.samples().view().rows().map(|row| row.try_into().unwrap()).collect()
    }

    #[test]
    fn a_script_finds_what_it_moves() {
        let points = blobs(1797);
        let centers = &points[..12];
        let axes = axes();
        let figure = plane(&points, &[], centers, &axes);
        let svg = checked(ReportPlane { look: PlaneLook::Regions, ..figure }.to_svg());
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
    fn every_sample_is_among_the_members_of_its_cluster() {
        let points = blobs(200);
        let labels: Vec<u32> = (0..200).map(|row| row * row % 12).collect();
        let axes = axes();
        let svg = checked(plane(&points, &labels, &points[..12], &axes).to_svg());
        let xml = read(&svg);
        let layout = PlaneLayout::new(&points, &[]);
        let members = of_class(&xml, "members");
        for (&point, &label) in points.iter().zip(&labels) {
            let [x, y] = layout.place(point);
            let path = members[label as usize].attribute("d").unwrap();
            assert!(path.contains(&format!("M{x} {y}h0")), "{point:?}");
        }
        let dots: usize =
            members.iter().map(|path| path.attribute("d").unwrap().matches('M').count()).sum();
        assert_eq!(dots, 200);
    }

    #[test]
    fn the_two_looks_share_no_name_and_no_colour() {
        let points = blobs(40);
        let labels = vec![0; 40];
        let axes = axes();
        let clusters = plane(&points, &labels, &points[..12], &axes);
        let regions = ReportPlane { look: PlaneLook::Regions, ..clusters };
        let [clusters, regions] = [clusters, regions].map(|plane| checked(plane.to_svg()));
        let (clusters, regions) = (read(&clusters), read(&regions));
        let names = |xml| texts(of_class(xml, "centers")[0]);
        assert_eq!(names(&clusters)[..3], ["0", "1", "2"]);
        assert_eq!(names(&regions)[..3], ["A", "B", "C"]);
        let fills: Vec<_> =
            of_class(&regions, "region").iter().map(|it| it.attribute("fill").unwrap()).collect();
        for member in of_class(&clusters, "members") {
            assert!(!fills.contains(&member.attribute("stroke").unwrap()));
        }
        for xml in [&clusters, &regions] {
            let texts = texts(xml.root());
            for text in ["A plane", "What it shows", "across: 60 %", "up: 20 %"] {
                assert!(texts.contains(&text), "{text}: {texts:?}");
            }
        }
    }

    #[test]
    fn letters_go_on_after_z() {
        let names = [0, 25, 26, 51, 52, 701, 702].map(letters);
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn there_is_room_for_all_centers() {
        let points = [[0.0, 0.0], [1.0, 1.0]];
        let axes = axes();
        let figure = plane(&points, &[0, 0], &points[..1], &axes);
        let svg = ReportPlane { all_centers: &[[50.0, 50.0]], ..figure }.to_svg();
        let xml = read(&svg);
        let layout = PlaneLayout::new(&points, &[[50.0, 50.0]]);
        let [x, y] = layout.place(points[0]);
        let cross = of_class(&xml, "cross")[0].attribute("transform").unwrap().to_owned();
        assert_eq!(cross, format!("translate({x} {y})"));
    }

    #[test]
    fn anything_is_drawn() {
        let axes = axes();
        for centers in [&[][..], &[[0.0; 2]], &[[1.0; 2]; 3], &[[f64::NAN, 0.0], [f64::MAX, 1.0]]] {
            for points in [&[][..], &[[5.0; 2]; 4], &[[f64::INFINITY, 0.0], [1e-300, 1e300]]] {
                for look in [PlaneLook::Clusters, PlaneLook::Regions] {
                    let plane = plane(points, &[7, 0, 1, 1], centers, &axes);
                    read(&checked(ReportPlane { look, ..plane }.to_svg()));
                }
            }
        }
    }
}
