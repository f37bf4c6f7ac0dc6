use std::fmt::Write as _;

use svg::Document;
use svg::node::element::{Circle, Group, Line, Path, Rectangle};

use super::colours::PAIRED;
use super::document::{caption, page, rounded};
use super::log_scale::LogScale;

const LEFT: f64 = 70.0;
const WIDTH: f64 = 430.0;
const LEGEND: f64 = 320.0;
const TOP: f64 = 44.0;
const HEIGHT: f64 = 280.0;
const BOTTOM: f64 = 46.0;
const FONT_SIZE: f64 = 12.0;
const LEGEND_LINE: f64 = 17.0;

/// A look for each time that the colours start over.
const DASHES: [&str; 3] = ["", "6 3", "2 2"];

/// Time against size, both axes logarithmic, a panel a series: straight lines are powers, and their
/// slope stands beside their names.
#[derive(Debug, Clone, Copy)]
pub struct GrowthChart<'a> {
    /// One panel per series, from top to bottom.
    pub panels: &'a [Panel],
}

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// The name of the series.
    pub title: String,
    /// What grows.
    pub axis: &'static str,
    /// One curve per contender.
    pub curves: Vec<Curve>,
}

/// One contender.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The contender's name.
    pub name: String,
    /// Index of its colour and dashes, the same in every panel.
    pub look: usize,
    /// Draws the curve black and bold.
    pub is_ours: bool,
    /// Size and seconds.
    pub points: Vec<(f64, f64)>,
    /// The power of the size that time grows with, which the legend shows.
    pub slope: Option<f64>,
}

impl GrowthChart<'_> {
    /// The text of an SVG file.
    pub fn to_svg(self) -> String {
        let of_panel = TOP + HEIGHT + BOTTOM;
        let height = of_panel * self.panels.len() as f64;
        let names: Vec<&str> = self.panels.iter().map(|panel| panel.title.as_str()).collect();
        let description = format!("Time against size, both logarithmic: {}.", names.join("; "));
        let svg = page(LEFT + WIDTH + LEGEND, height, "How time grows", &description);
        let panels = self.panels.iter().enumerate();
        panels
            .fold(svg, |svg, (number, panel)| draw(svg, panel, of_panel * number as f64))
            .to_string()
    }
}

/// The scales of one panel, and where it stands.
struct Frame {
    x: LogScale,
    /// In milliseconds.
    y: LogScale,
    top: f64,
}

impl Frame {
    fn on_page(&self, (size, seconds): (f64, f64)) -> Option<(f64, f64)> {
        let (x, y) = (self.x.place(size)?, self.y.place(1e3 * seconds)?);
        Some((rounded(LEFT + x), rounded(self.top + HEIGHT - y)))
    }
}

fn draw(svg: Document, panel: &Panel, y: f64) -> Document {
    let points = || panel.curves.iter().flat_map(|curve| &curve.points);
    let frame = Frame {
        x: LogScale::around(points().map(|&(size, _)| size), WIDTH),
        y: LogScale::around(points().map(|&(_, seconds)| 1e3 * seconds), HEIGHT),
        top: y + TOP,
    };
    let mut svg = svg
        .add(caption(&panel.title, 15.0, LEFT + WIDTH / 2.0, y + 26.0))
        .add(axes(&frame, panel.axis));
    for (number, curve) in panel.curves.iter().enumerate() {
        svg = svg.add(line(curve, number, &frame));
    }
    svg
}

fn axes(frame: &Frame, axis: &str) -> Group {
    let (top, bottom) = (frame.top, frame.top + HEIGHT);
    let outline = Rectangle::new().set("x", LEFT).set("y", top);
    let outline = outline.set("width", WIDTH).set("height", HEIGHT).set("fill", "none");
    let mut group = Group::new().set("class", "axes").add(outline.set("stroke", "#000"));
    let grid = |x1: f64, y1: f64, x2: f64, y2: f64| {
        let line = Line::new().set("x1", rounded(x1)).set("y1", rounded(y1));
        line.set("x2", rounded(x2)).set("y2", rounded(y2)).set("stroke", "#ddd")
    };
    for tick in frame.x.ticks() {
        let Some(place) = frame.x.place(tick) else { continue };
        let x = LEFT + place;
        group = group.add(grid(x, top, x, bottom)).add(caption(
            &short(tick),
            FONT_SIZE,
            x,
            bottom + 16.0,
        ));
    }
    for tick in frame.y.ticks() {
        let Some(place) = frame.y.place(tick) else { continue };
        let y = bottom - place;
        let label = caption(&short(tick), FONT_SIZE, LEFT - 6.0, y + 4.0).set("text-anchor", "end");
        group = group.add(grid(LEFT, y, LEFT + WIDTH, y)).add(label);
    }
    group
        .add(caption(axis, FONT_SIZE, LEFT + WIDTH / 2.0, bottom + 34.0))
        .add(caption("ms", FONT_SIZE, LEFT - 6.0, top - 8.0).set("text-anchor", "end"))
}

/// `100000` as `100k`.
fn short(value: f64) -> String {
    let [thousands, millions] = [value / 1e3, value / 1e6];
    match value {
        1e6.. => format!("{}M", rounded(millions)),
        1e3.. => format!("{}k", rounded(thousands)),
        _ => format!("{}", (value * 1e4).round() / 1e4),
    }
}

fn line(curve: &Curve, number: usize, frame: &Frame) -> Group {
    // The darker one of each pair of colours.
    let colour = PAIRED[(2 * curve.look + 1) % PAIRED.len()];
    let (colour, width) = if curve.is_ours { ("#000", 3.0) } else { (colour, 1.5) };
    let mut data = String::new();
    let mut group = Group::new().set("class", "curve").set("fill", colour);
    for (x, y) in curve.points.iter().filter_map(|&point| frame.on_page(point)) {
        let _ = write!(data, "{}{x} {y}", if data.is_empty() { 'M' } else { 'L' });
        group = group.add(Circle::new().set("cx", x).set("cy", y).set("r", 2.0 + width / 2.0));
    }
    let y = frame.top + 10.0 + LEGEND_LINE * number as f64;
    let x = LEFT + WIDTH + 12.0;
    let _ = write!(data, "M{x} {y}h24", y = rounded(y));
    let mut path = Path::new().set("d", data).set("fill", "none");
    let dashes = DASHES[2 * curve.look / PAIRED.len() % DASHES.len()];
    if !dashes.is_empty() && !curve.is_ours {
        path = path.set("stroke-dasharray", dashes);
    }
    let slope = curve.slope.map_or_else(String::new, |slope| format!(" ({slope:.2})"));
    let name = caption(&format!("{}{slope}", curve.name), FONT_SIZE, x + 32.0, y + 4.0);
    group
        .add(path.set("stroke", colour).set("stroke-width", width))
        .add(name.set("text-anchor", "start").set("fill", "#000"))
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document as Xml, Node};

    use super::*;

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
        let panel = Panel { title: "round".to_owned(), axis: "n_samples", curves };
        let svg = GrowthChart { panels: &[panel.clone(), panel] }.to_svg();
        let xml = Xml::parse(&svg).unwrap();
        let curves: Vec<Node> =
            xml.descendants().filter(|node| node.attribute("class") == Some("curve")).collect();
        assert_eq!(curves.len(), 4);
        for (number, curve) in curves.iter().enumerate() {
            let top = TOP + if number < 2 { 0.0 } else { TOP + HEIGHT + BOTTOM };
            let dots: Vec<Node> =
                curve.children().filter(|node| node.has_tag_name("circle")).collect();
            assert_eq!(dots.len(), 2, "the one that is no number is left out");
            for dot in dots {
                let at = |name| dot.attribute(name).unwrap().parse::<f64>().unwrap();
                assert!((LEFT..=LEFT + WIDTH).contains(&at("cx")), "{dot:?}");
                assert!((top..=top + HEIGHT).contains(&at("cy")), "{dot:?}");
            }
        }
        assert!(svg.contains("we (1.00)") && svg.contains("&lt;they"), "{svg}");
    }

    #[test]
    fn sizes_are_short() {
        let texts = [0.02, 1.0, 500.0, 2e3, 1e5, 5e6].map(short);
        assert_eq!(texts, ["0.02", "1", "500", "2k", "100k", "5M"]);
    }

    #[test]
    fn many_curves_can_be_told_apart() {
        let points = [(1.0, 1.0), (2.0, 2.0)];
        let curves: Vec<Curve> = (0..18).map(|i| curve(&format!("peer {i}"), i, &points)).collect();
        let panel = Panel { title: String::new(), axis: "n_samples", curves };
        let svg = GrowthChart { panels: &[panel] }.to_svg();
        let xml = Xml::parse(&svg).unwrap();
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
