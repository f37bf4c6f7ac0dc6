use std::fmt::Write as _;

use svg::Document;
use svg::node::element::{Circle, Group, Path};

use super::axes::{FONT_SIZE, PlotArea, line};
use super::colours::PAIRED;
use super::document::{caption, heading, page, rounded};
use super::linear_scale::LinearScale;

const COLUMNS: usize = 2;
const LEFT: f64 = 62.0;
const WIDTH: f64 = 330.0;
const RIGHT: f64 = 18.0;
const TOP: f64 = 34.0;
const HEIGHT: f64 = 180.0;
const BOTTOM: f64 = 46.0;
const HEADING: f64 = 34.0;
/// How wide the ends of an error bar are, to either side.
const WHISKER: f64 = 3.0;

/// Several curves over the same numbers, a panel each, two panels a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CurveGrid<'a> {
    pub(crate) title: &'a str,
    /// What all panels have to the right.
    pub(crate) axis: &'a str,
    pub(crate) panels: &'a [CurvePanel],
}

/// One curve.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CurvePanel {
    pub(crate) title: String,
    /// Where it has no value it has no point.
    pub(crate) points: Vec<CurvePoint>,
    /// The point that a line goes through, and what it says.
    pub(crate) mark: Option<(f64, String)>,
}

/// A value, and how far an error bar reaches from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CurvePoint {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) error: f64,
}

impl CurveGrid<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let (panel_width, panel_height) = (LEFT + WIDTH + RIGHT, TOP + HEIGHT + BOTTOM);
        let n_rows = self.panels.len().div_ceil(COLUMNS);
        let width = panel_width * self.panels.len().clamp(1, COLUMNS) as f64;
        let names: Vec<&str> = self.panels.iter().map(|panel| panel.title.as_str()).collect();
        let description = format!("Against {}: {}.", self.axis, names.join("; "));
        let svg = page(width, HEADING + panel_height * n_rows as f64, self.title, &description)
            .add(heading(self.title, width / 2.0));
        let x = LinearScale::around(self.xs(), WIDTH);
        let draw = |svg: Document, (number, panel): (usize, &CurvePanel)| {
            let left = LEFT + panel_width * (number % COLUMNS) as f64;
            let top = HEADING + TOP + panel_height * (number / COLUMNS) as f64;
            svg.add(draw(panel, self.axis, &x, left, top))
        };
        self.panels.iter().enumerate().fold(svg, draw).to_string()
    }

    fn xs(&self) -> impl Iterator<Item = f64> {
        self.panels.iter().flat_map(|panel| panel.points.iter().map(|point| point.x))
    }
}

/// The scales of one panel, and where it stands.
struct Frame<'a> {
    x: &'a LinearScale,
    y: LinearScale,
    area: PlotArea,
}

impl Frame<'_> {
    fn x(&self, x: f64) -> Option<f64> {
        self.area.x(self.x, x)
    }

    fn y(&self, y: f64) -> Option<f64> {
        self.area.y(&self.y, y)
    }
}

fn draw(panel: &CurvePanel, axis: &str, x: &LinearScale, left: f64, top: f64) -> Group {
    let ends = panel.points.iter().flat_map(|point| [point.y - point.error, point.y + point.error]);
    let area = PlotArea { left, top, width: WIDTH, height: HEIGHT };
    let frame = Frame { x, y: LinearScale::around(ends, HEIGHT), area };
    let mut group = Group::new()
        .set("class", "panel")
        .add(caption(&panel.title, 14.0, area.middle(), top - 10.0))
        .add(area.x_axis(x, axis))
        .add(area.y_axis(&frame.y))
        .add(area.outline());
    if let Some(line) = panel.mark.as_ref().and_then(|mark| mark_line(&frame, mark)) {
        group = group.add(line);
    }
    group.add(curve(&frame, &panel.points))
}

/// The words stand on the side of the line that has more room.
fn mark_line(frame: &Frame, (at, text): &(f64, String)) -> Option<Group> {
    let x = frame.x(*at)?;
    let is_left = x < frame.area.middle();
    let (anchor, gap) = if is_left { ("start", 5.0) } else { ("end", -5.0) };
    let (top, colour) = (frame.area.top, PAIRED[5]);
    let words = caption(text, FONT_SIZE, x + gap, top + 14.0).set("text-anchor", anchor);
    // A white rim keeps the words readable where the curve passes.
    let rim = words.set("class", "rim").set("paint-order", "stroke").set("stroke", "#fff");
    let words = rim.set("stroke-width", 4).set("fill", colour);
    let line = line(x, top, x, frame.area.bottom()).set("stroke", colour);
    Some(Group::new().set("class", "mark").add(line.set("stroke-dasharray", "4 3")).add(words))
}

fn curve(frame: &Frame, points: &[CurvePoint]) -> Group {
    let colour = PAIRED[1];
    let mut group = Group::new().set("class", "curve").set("fill", colour);
    let mut data = String::new();
    for point in points {
        let (Some(x), Some(y)) = (frame.x(point.x), frame.y(point.y)) else { continue };
        // Writing to a string cannot fail.
        let _ = write!(data, "{}{x} {y}", if data.is_empty() { 'M' } else { 'L' });
        if point.error > 0.0
            && let Some(bar) = error_bar(frame, x, point)
        {
            group = group.add(bar.set("fill", "none").set("stroke", colour));
        }
        group = group.add(Circle::new().set("cx", x).set("cy", y).set("r", 3));
    }
    if data.is_empty() {
        let y = frame.area.top + HEIGHT / 2.0;
        return group.add(caption("undefined", FONT_SIZE, frame.area.middle(), y));
    }
    let path = Path::new().set("d", data).set("fill", "none").set("stroke", colour);
    group.add(path.set("stroke-width", 1.5))
}

fn error_bar(frame: &Frame, x: f64, point: &CurvePoint) -> Option<Path> {
    let (low, high) = (frame.y(point.y - point.error)?, frame.y(point.y + point.error)?);
    let (left, width) = (rounded(x - WHISKER), 2.0 * WHISKER);
    Some(
        Path::new()
            .set("d", format!("M{left} {high}h{width}M{x} {high}V{low}M{left} {low}h{width}")),
    )
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document as Xml, Node};

    use super::*;

    fn panel(title: &str, values: &[f64]) -> CurvePanel {
        let points = (2_u32..).zip(values);
        let points = points.map(|(k, &y)| CurvePoint { x: f64::from(k), y, error: y.abs() / 10.0 });
        CurvePanel {
            title: title.to_owned(),
            points: points.collect(),
            mark: Some((3.0, "knee: 3".to_owned())),
        }
    }

    fn of_class<'a>(xml: &'a Xml, class: &str) -> Vec<Node<'a, 'a>> {
        xml.descendants().filter(|node| node.attribute("class") == Some(class)).collect()
    }

    #[test]
    fn every_point_stands_in_its_panel() {
        let values = [[9.0, 4.0, 3.0, 2.5], [-0.1, 0.3, 0.2, 0.0], [1e9, 1e8, 1e8, 1e7]];
        let panels: Vec<CurvePanel> = values.iter().map(|values| panel("<a>", values)).collect();
        let svg = CurveGrid { title: "Sweep", axis: "n_clusters", panels: &panels }.to_svg();
        let xml = Xml::parse(&svg).unwrap();
        let drawn = of_class(&xml, "panel");
        assert_eq!(drawn.len(), 3);
        for (number, panel) in drawn.into_iter().enumerate() {
            let left = LEFT + (LEFT + WIDTH + RIGHT) * (number % 2) as f64;
            let top = HEADING + TOP + (TOP + HEIGHT + BOTTOM) * (number / 2) as f64;
            let dots: Vec<Node> =
                panel.descendants().filter(|node| node.has_tag_name("circle")).collect();
            assert_eq!(dots.len(), 4);
            for dot in dots {
                let at = |name| dot.attribute(name).unwrap().parse::<f64>().unwrap();
                assert!((left..=left + WIDTH).contains(&at("cx")), "{dot:?}");
                assert!((top..=top + HEIGHT).contains(&at("cy")), "{dot:?}");
            }
        }
        assert_eq!(of_class(&xml, "mark").len(), 3);
        assert!(svg.contains("knee: 3"), "{svg}");
        assert!(svg.contains("&lt;a&gt;"), "{svg}");
    }

    #[test]
    fn what_is_no_number_has_no_point() {
        let panels = [panel("nothing", &[]), panel("little", &[f64::NAN, 1.0, f64::INFINITY])];
        let svg = CurveGrid { title: "Sweep", axis: "n_clusters", panels: &panels }.to_svg();
        let xml = Xml::parse(&svg).unwrap();
        let dots = xml.descendants().filter(|node| node.has_tag_name("circle")).count();
        assert_eq!(dots, 1);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(svg.contains("undefined"), "{svg}");
    }
}
