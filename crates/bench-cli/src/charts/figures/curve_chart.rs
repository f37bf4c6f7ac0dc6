use svg::Document;
use svg::node::element::Group;

use crate::charts::drawing::{
    Axis, FONT_SIZE, PAIRED, PlotArea, Side, dot, group, label, page, polyline, rounded, stroke,
};

const LEFT: f64 = 70.0;
const WIDTH: f64 = 430.0;
const LEGEND: f64 = 320.0;
const TOP: f64 = 44.0;
const HEIGHT: f64 = 280.0;
const BOTTOM: f64 = 46.0;
const LEGEND_LINE: f64 = 17.0;

/// A look for each time that the colours start over.
const DASHES: [&str; 3] = ["", "6 3", "2 2"];

/// One curve per contender, both axes logarithmic, one panel per series.
///
/// Straight lines are powers, and their slope may stand beside their names.
#[derive(Debug, Clone, Copy)]
pub struct CurveChart<'a> {
    /// The title of the picture, for readers who hear it.
    pub title: &'a str,
    /// One panel per series, from top to bottom.
    pub panels: &'a [Panel],
}

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// The name of the series.
    pub title: String,
    /// Names of the horizontal and of the vertical axis.
    pub axes: [&'static str; 2],
    /// One curve per contender.
    pub curves: Vec<Curve>,
}

/// One contender.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The name of the contender.
    pub name: String,
    /// Number of its colour and dashes, the same in every panel.
    pub look: usize,
    /// True draws the curve black and bold.
    pub is_ours: bool,
    /// Places on both axes.
    pub points: Vec<(f64, f64)>,
    /// The power with which the curve grows, shown in the legend.
    pub slope: Option<f64>,
}

impl CurveChart<'_> {
    /// The text of an SVG file.
    pub fn to_svg(self) -> String {
        let panel_height = TOP + HEIGHT + BOTTOM;
        let height = panel_height * self.panels.len() as f64;
        let names: Vec<&str> = self.panels.iter().map(|panel| panel.title.as_str()).collect();
        let description = format!("{}, both axes logarithmic: {}.", self.title, names.join("; "));
        let svg = page(LEFT + WIDTH + LEGEND, height, self.title, &description);
        let panels = self.panels.iter().enumerate();
        panels
            .fold(svg, |svg, (number, panel)| {
                let top = panel_height * number as f64 + TOP;
                draw(svg, panel, PlotArea { left: LEFT, top, width: WIDTH, height: HEIGHT })
            })
            .to_string()
    }
}

fn draw(svg: Document, panel: &Panel, area: PlotArea) -> Document {
    let points = || panel.curves.iter().flat_map(|curve| &curve.points);
    let x = Axis::logarithmic(points().map(|&(x, _)| x), WIDTH);
    let y = Axis::logarithmic(points().map(|&(_, y)| y), HEIGHT);
    let svg = svg
        .add(label(&panel.title, 15.0, area.middle(), area.top - 18.0, Side::Middle))
        .add(area.x_axis(&x, panel.axes[0]))
        .add(area.y_axis(&y))
        .add(label(panel.axes[1], FONT_SIZE, LEFT, area.top - 6.0, Side::Start))
        .add(area.outline());
    let place = |&(of_x, of_y): &(f64, f64)| Some((area.x(&x, of_x)?, area.y(&y, of_y)?));
    panel.curves.iter().enumerate().fold(svg, |svg, (number, curve)| {
        let points: Vec<(f64, f64)> = curve.points.iter().filter_map(place).collect();
        svg.add(line(curve, &points, area.top + 10.0 + LEGEND_LINE * number as f64))
    })
}

/// A curve, and its name at `y` beside the panel.
fn line(curve: &Curve, points: &[(f64, f64)], y: f64) -> Group {
    // The darker one of each pair of colours.
    let colour = PAIRED[(2 * curve.look + 1) % PAIRED.len()];
    let (colour, width) = if curve.is_ours { ("#000", 3.0) } else { (colour, 1.5) };
    let x = LEFT + WIDTH + 12.0;
    let data = format!("{}M{x} {}h24", polyline(points.iter().copied()), rounded(y));
    let mut path = stroke(&data, colour, width);
    let dashes = DASHES[2 * curve.look / PAIRED.len() % DASHES.len()];
    if !dashes.is_empty() && !curve.is_ours {
        path = path.set("stroke-dasharray", dashes);
    }
    let slope = curve.slope.map_or_else(String::new, |slope| format!(" ({slope:.2})"));
    let name = format!("{}{slope}", curve.name);
    let name = label(&name, FONT_SIZE, x + 32.0, y + 4.0, Side::Start);
    let marks = group("curve").set("fill", colour);
    let dots = points.iter().map(|&(x, y)| dot(x, y, 2.0 + width / 2.0));
    dots.fold(marks, Group::add).add(path).add(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{number_of, of_class, parts, read};

    fn curve(name: &str, look: usize, points: &[(f64, f64)]) -> Curve {
        Curve {
            name: name.to_owned(),
            look,
            is_ours: name == "we",
            points: points.to_vec(),
            slope: Some(1.0),
        }
    }

    #[test]
    fn every_curve_has_its_points_within_its_panel() {
        let curves = vec![
            curve("we", 0, &[(100.0, 1e-4), (1e4, 1e-2)]),
            curve("<they>", 1, &[(100.0, 1e-3), (1e4, 2.0), (1e5, f64::NAN)]),
        ];
        let panel = Panel { title: "round".to_owned(), axes: ["n_samples", "ms"], curves };
        let svg = CurveChart { title: "How time grows", panels: &[panel.clone(), panel] }.to_svg();
        let xml = read(&svg);
        let curves = of_class(&xml, "curve");
        assert_eq!(curves.len(), 4);
        for (number, curve) in curves.iter().enumerate() {
            let top = TOP + if number < 2 { 0.0 } else { TOP + HEIGHT + BOTTOM };
            let dots = parts(*curve, "circle");
            assert_eq!(dots.len(), 2, "the one that is no number is left out");
            for dot in dots {
                assert!((LEFT..=LEFT + WIDTH).contains(&number_of(dot, "cx")), "{dot:?}");
                assert!((top..=top + HEIGHT).contains(&number_of(dot, "cy")), "{dot:?}");
            }
        }
        assert!(svg.contains("we (1.00)") && svg.contains("&lt;they"), "{svg}");
    }

    #[test]
    fn many_curves_can_be_told_apart() {
        let points = [(1.0, 1.0), (2.0, 2.0)];
        let curves: Vec<Curve> = (0..18).map(|i| curve(&format!("peer {i}"), i, &points)).collect();
        let panel = Panel { title: String::new(), axes: ["n_samples", "ms"], curves };
        let svg = CurveChart { title: "How time grows", panels: &[panel] }.to_svg();
        let xml = read(&svg);
        let paths = xml.descendants().filter(|node| {
            node.has_tag_name("path")
                && node.parent().is_some_and(|g| g.attribute("class").is_some())
        });
        let looks: std::collections::BTreeSet<_> = paths
            .map(|path| (path.attribute("stroke"), path.attribute("stroke-dasharray")))
            .collect();
        assert_eq!(looks.len(), 18);
    }
}
