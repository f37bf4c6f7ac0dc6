use svg::node::element::{Group, Path};

use crate::charts::drawing::{
    Axis, FONT_SIZE, PAIRED, PlotArea, Side, dot, group, heading, label, page, polyline, rounded,
    stroke,
};

const COLUMNS: usize = 2;
const LEFT: f64 = 62.0;
const WIDTH: f64 = 330.0;
const RIGHT: f64 = 18.0;
const TOP: f64 = 34.0;
const HEIGHT: f64 = 180.0;
const BOTTOM: f64 = 46.0;
const HEADING: f64 = 34.0;
/// Half the width of an error bar's ends.
const WHISKER: f64 = 3.0;

/// Several curves over the same numbers, one per panel, two panels in a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CurveGrid<'a> {
    pub(crate) title: &'a str,
    /// Name of the x-axis of all panels.
    pub(crate) axis: &'a str,
    pub(crate) panels: &'a [CurvePanel],
}

/// One curve.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CurvePanel {
    pub(crate) title: String,
    /// A value that is not finite has no point.
    pub(crate) points: Vec<CurvePoint>,
    /// The `x` that an upright line marks, and the words beside it.
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
        let points = self.panels.iter().flat_map(|panel| &panel.points);
        let x = Axis::linear(points.map(|point| point.x), WIDTH);
        let panels = self.panels.iter().enumerate();
        let svg = panels.fold(svg, |svg, (number, panel)| {
            let left = LEFT + panel_width * (number % COLUMNS) as f64;
            let top = HEADING + TOP + panel_height * (number / COLUMNS) as f64;
            let area = PlotArea { left, top, width: WIDTH, height: HEIGHT };
            svg.add(Frame::new(panel, &x, area).draw(panel, self.axis))
        });
        svg.to_string()
    }
}

/// The axes of one panel, and where it stands.
struct Frame<'a> {
    x: &'a Axis,
    y: Axis,
    area: PlotArea,
}

impl<'a> Frame<'a> {
    fn new(panel: &CurvePanel, x: &'a Axis, area: PlotArea) -> Self {
        let points = panel.points.iter();
        let ends = points.flat_map(|point| [point.y - point.error, point.y + point.error]);
        Self { x, y: Axis::linear(ends, HEIGHT), area }
    }

    fn draw(&self, panel: &CurvePanel, axis: &str) -> Group {
        let marks = group("panel")
            .add(self.area.title(&panel.title))
            .add(self.area.x_axis(self.x, axis))
            .add(self.area.y_axis(&self.y))
            .add(self.area.outline());
        let mark = panel.mark.iter().filter_map(|mark| self.mark(mark));
        mark.fold(marks, Group::add).add(self.curve(&panel.points))
    }

    /// The words stand on the side of the line that has more room.
    fn mark(&self, (at, text): &(f64, String)) -> Option<Group> {
        let x = self.area.x(self.x, *at)?;
        let is_left = x < self.area.middle();
        let (side, gap) = if is_left { (Side::Start, 5.0) } else { (Side::End, -5.0) };
        let colour = PAIRED[5];
        let words = label(text, FONT_SIZE, x + gap, self.area.top + 14.0, side);
        // A white rim keeps the words readable where the curve passes.
        let rim = words.set("class", "rim").set("paint-order", "stroke").set("stroke", "#fff");
        let words = rim.set("stroke-width", 4).set("fill", colour);
        let line = self.area.upright(x).set("stroke", colour).set("stroke-dasharray", "4 3");
        Some(group("mark").add(line).add(words))
    }

    fn curve(&self, points: &[CurvePoint]) -> Group {
        let colour = PAIRED[1];
        let marks = group("curve").set("fill", colour);
        let place = |point: &CurvePoint| {
            Some((self.area.x(self.x, point.x)?, self.area.y(&self.y, point.y)?))
        };
        let data = polyline(points.iter().filter_map(place));
        if data.is_empty() {
            return marks.add(self.area.undefined());
        }
        let placed = points.iter().filter_map(|point| Some((place(point)?, point)));
        let marks = placed.fold(marks, |marks, ((x, y), point)| {
            let bar = self.error_bar(x, point).into_iter();
            let bar = bar.map(|bar| bar.set("fill", "none").set("stroke", colour));
            bar.fold(marks, Group::add).add(dot(x, y, 3.0))
        });
        marks.add(stroke(&data, colour, 1.5))
    }

    fn error_bar(&self, x: f64, point: &CurvePoint) -> Option<Path> {
        let [low, high] = [point.y - point.error, point.y + point.error];
        let (low, high) = (self.area.y(&self.y, low)?, self.area.y(&self.y, high)?);
        let (left, width) = (rounded(x - WHISKER), 2.0 * WHISKER);
        let data = format!("M{left} {high}h{width}M{x} {high}V{low}M{left} {low}h{width}");
        (point.error > 0.0).then(|| Path::new().set("d", data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{number_of, of_class, parts, read};

    fn panel(title: &str, values: &[f64]) -> CurvePanel {
        let points = (2_u32..).zip(values);
        let points = points.map(|(k, &y)| CurvePoint { x: f64::from(k), y, error: y.abs() / 10.0 });
        CurvePanel {
            title: title.to_owned(),
            points: points.collect(),
            mark: Some((3.0, "knee: 3".to_owned())),
        }
    }

    #[test]
    fn every_point_stands_in_its_panel() {
        let values = [[9.0, 4.0, 3.0, 2.5], [-0.1, 0.3, 0.2, 0.0], [1e9, 1e8, 1e8, 1e7]];
        let panels: Vec<CurvePanel> = values.iter().map(|values| panel("<a>", values)).collect();
        let svg = CurveGrid { title: "Sweep", axis: "n_clusters", panels: &panels }.to_svg();
        let xml = read(&svg);
        let drawn = of_class(&xml, "panel");
        assert_eq!(drawn.len(), 3);
        for (number, panel) in drawn.into_iter().enumerate() {
            let left = LEFT + (LEFT + WIDTH + RIGHT) * (number % 2) as f64;
            let top = HEADING + TOP + (TOP + HEIGHT + BOTTOM) * (number / 2) as f64;
            let dots = parts(panel, "circle");
            assert_eq!(dots.len(), 4);
            for dot in dots {
                assert!((left..=left + WIDTH).contains(&number_of(dot, "cx")), "{dot:?}");
                assert!((top..=top + HEIGHT).contains(&number_of(dot, "cy")), "{dot:?}");
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
        let xml = read(&svg);
        assert_eq!(parts(xml.root(), "circle").len(), 1);
        assert!(svg.contains("undefined"), "{svg}");
    }
}
