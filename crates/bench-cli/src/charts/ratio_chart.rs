use svg::Document;
use svg::node::element::{Circle, Group, Line, Rectangle, Text};

use super::document::{caption, page, rounded};
use super::log_scale::LogScale;

const LABELS: f64 = 400.0;
const WIDTH: f64 = 400.0;
const NAMES: f64 = 300.0;
const TOP: f64 = 80.0;
const ROW: f64 = 20.0;
const MARGIN: f64 = 20.0;
const FONT_SIZE: f64 = 12.0;
const KEY: &str = "large: the best peer, red where it is faster than we are; small: all others";

/// How many times longer than we others take, a row a case, on a logarithmic axis.
///
/// The best peer is a large dot with its name; all others are small ones. A line marks 1: what lies
/// to its left is faster than we are.
#[derive(Debug, Clone, Copy)]
pub struct RatioChart<'a> {
    /// One row per case, from top to bottom.
    pub rows: &'a [Row],
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The name of the case.
    pub label: String,
    /// The best peer's time over ours.
    pub best: f64,
    /// The name of the best peer.
    pub who: String,
    /// All other peers' times over ours.
    pub others: Vec<f64>,
}

impl RatioChart<'_> {
    /// The text of an SVG file.
    pub fn to_svg(self) -> String {
        let height = TOP + ROW * self.rows.len() as f64 + MARGIN;
        let ratios = self.rows.iter().flat_map(|row| row.others.iter().chain([&row.best]));
        let scale = LogScale::around(ratios.copied().chain([1.0]), WIDTH);
        let title = "Time of others over ours";
        let description = format!(
            "{} rows, one a case. Dots right of 1 are slower than we are, dots left of it faster.",
            self.rows.len()
        );
        let width = LABELS + WIDTH + NAMES;
        let mut svg = page(width, height, title, &description)
            .add(caption(title, 16.0, LABELS + WIDTH / 2.0, 24.0))
            .add(caption(KEY, FONT_SIZE, LABELS + WIDTH / 2.0, 44.0))
            .add(axis(scale, height - MARGIN));
        for (number, row) in self.rows.iter().enumerate() {
            svg = draw(svg, row, scale, TOP + ROW * (number as f64 + 0.5), number % 2 == 1);
        }
        svg.to_string()
    }
}

fn axis(scale: LogScale, bottom: f64) -> Group {
    let mut group = Group::new().set("class", "axis");
    for tick in scale.ticks() {
        let Some(place) = scale.place(tick) else { continue };
        let x = rounded(LABELS + place);
        let is_one = (tick - 1.0).abs() < 1e-9;
        let (colour, width) = if is_one { ("#000", 1.5) } else { ("#ccc", 1.0) };
        let line = Line::new().set("x1", x).set("x2", x).set("y1", TOP).set("y2", rounded(bottom));
        group = group.add(line.set("stroke", colour).set("stroke-width", width));
        group = group.add(caption(&format!("{}×", rounded(tick)), FONT_SIZE, x, TOP - 8.0));
    }
    group
}

fn draw(svg: Document, row: &Row, scale: LogScale, y: f64, is_shaded: bool) -> Document {
    let baseline = rounded(y + 4.0);
    let mut group = Group::new().set("class", "case");
    if is_shaded {
        let shade = Rectangle::new().set("x", 0).set("width", LABELS + WIDTH + NAMES);
        let shade = shade.set("y", rounded(y - ROW / 2.0)).set("height", ROW);
        group = group.add(shade.set("fill", "#000").set("fill-opacity", 0.04));
    }
    group = group.add(text(&row.label, LABELS - 12.0, baseline, "end"));
    let dot = |place: f64, radius: f64, colour: &str| {
        Circle::new()
            .set("cx", rounded(LABELS + place))
            .set("cy", rounded(y))
            .set("r", radius)
            .set("fill", colour)
    };
    for place in row.others.iter().filter_map(|&ratio| scale.place(ratio)) {
        group = group.add(dot(place, 2.5, "#a6cee3"));
    }
    if let Some(place) = scale.place(row.best) {
        let colour = if row.best < 1.0 { "#e31a1c" } else { "#1f78b4" };
        group = group.add(dot(place, 5.0, colour));
    }
    let who = format!("{:.2}× {}", row.best, row.who);
    svg.add(group.add(text(&who, LABELS + WIDTH + 12.0, baseline, "start")))
}

fn text(words: &str, x: f64, y: f64, anchor: &str) -> Text {
    caption(words, FONT_SIZE, x, y).set("text-anchor", anchor)
}

#[cfg(test)]
mod tests {
    use roxmltree::Document as Xml;

    use super::*;

    #[test]
    fn every_case_has_its_dots_within_the_chart() {
        let row = |label: &str, best, others: &[f64]| Row {
            label: label.to_owned(),
            best,
            who: "a & <b>".to_owned(),
            others: others.to_vec(),
        };
        let rows =
            [row("slow", 7.5, &[9.0, 300.0]), row("lost", 0.4, &[]), row("odd", f64::NAN, &[])];
        let svg = RatioChart { rows: &rows }.to_svg();
        let xml = Xml::parse(&svg).unwrap();
        let class =
            |name| xml.descendants().filter(move |node| node.attribute("class") == Some(name));
        let circles = |node: roxmltree::Node| {
            let circles = node.descendants().filter(|node| node.has_tag_name("circle"));
            circles.map(|circle| circle.attribute("cx").unwrap().parse::<f64>().unwrap()).collect()
        };
        let dots: Vec<Vec<f64>> = class("case").map(circles).collect();
        assert_eq!(dots.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1, 0]);
        assert!(dots.iter().flatten().all(|x| (LABELS..=LABELS + WIDTH).contains(x)), "{dots:?}");
        assert!(dots[1][0] < dots[0][0], "faster is further left");
        assert!(svg.contains("7.50× a &amp; &lt;b"), "{svg}");
    }

    #[test]
    fn no_rows_are_an_empty_chart() {
        Xml::parse(&RatioChart { rows: &[] }.to_svg()).unwrap();
    }
}
