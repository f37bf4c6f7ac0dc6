use svg::node::element::Group;

use crate::charts::drawing::{
    Axis, FONT_SIZE, PAIRED, PlotArea, Side, caption, dot, group, label, page, rectangle, rounded,
};

const LABELS: f64 = 400.0;
const WIDTH: f64 = 400.0;
const NAMES: f64 = 300.0;
const TOP: f64 = 80.0;
const ROW: f64 = 20.0;
const MARGIN: f64 = 20.0;
const KEY: &str = "large: the best peer, red where it is faster than we are; small: all others";

/// Others' times over ours on a logarithmic axis, one row per case.
///
/// The best peer is a large dot with its name; all others are small ones. A line marks 1: dots to its left
/// are faster than we are.
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
        let height = ROW * self.rows.len() as f64;
        let area = PlotArea { left: LABELS, top: TOP, width: WIDTH, height };
        let ratios = self.rows.iter().flat_map(|row| row.others.iter().chain([&row.best]));
        let axis = Axis::logarithmic(ratios.copied().chain([1.0]), WIDTH)
            .written(|ratio| format!("{}×", rounded(ratio)));
        let title = "Time of others over ours";
        let description = format!(
            "{} rows, one per case. Dots right of 1 are slower than we are, dots left of it are faster.",
            self.rows.len()
        );
        let svg = page(LABELS + WIDTH + NAMES, area.bottom() + MARGIN, title, &description)
            .add(label(title, 16.0, area.middle(), 24.0, Side::Middle))
            .add(caption(KEY, area.middle(), 44.0))
            .add(ratios_above(&axis, area));
        let rows = self.rows.iter().enumerate();
        rows.fold(svg, |svg, (number, row)| svg.add(draw(row, number, &axis, area))).to_string()
    }
}

/// Ratios stand above a long chart, where they are seen first.
fn ratios_above(axis: &Axis, area: PlotArea) -> Group {
    axis.ticks().iter().fold(group("axis"), |group, tick| {
        let Some(x) = area.x(axis, tick.value) else { return group };
        let is_one = (tick.value - 1.0).abs() < 1e-9;
        let (colour, width) = if is_one { ("#000", 1.5) } else { ("#ccc", 1.0) };
        let line = area.upright(x).set("stroke", colour).set("stroke-width", width);
        group.add(line).add(caption(&tick.text, x, area.top - 8.0))
    })
}

fn draw(row: &Row, number: usize, axis: &Axis, area: PlotArea) -> Group {
    let y = area.top + ROW * (number as f64 + 0.5);
    let mut marks = group("case");
    if number % 2 == 1 {
        let shade = rectangle(0.0, y - ROW / 2.0, LABELS + WIDTH + NAMES, ROW);
        marks = marks.add(shade.set("fill", "#000").set("fill-opacity", 0.04));
    }
    marks = marks.add(label(&row.label, FONT_SIZE, area.left - 12.0, y + 4.0, Side::End));
    let others = row.others.iter().map(|&ratio| (ratio, 2.5, PAIRED[0]));
    let best = (row.best, 5.0, if row.best < 1.0 { PAIRED[5] } else { PAIRED[1] });
    for (ratio, radius, colour) in others.chain([best]) {
        if let Some(x) = area.x(axis, ratio) {
            marks = marks.add(dot(x, y, radius).set("fill", colour));
        }
    }
    let who = format!("{:.2}× {}", row.best, row.who);
    marks.add(label(&who, FONT_SIZE, area.right() + 12.0, y + 4.0, Side::Start))
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;
    use crate::charts::reading::{number_of, of_class, parts, read};

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
        let xml = Document::parse(&svg).unwrap();
        let cases = of_class(&xml, "case").into_iter();
        let dots: Vec<Vec<f64>> = cases
            .map(|case| parts(case, "circle").iter().map(|dot| number_of(*dot, "cx")).collect())
            .collect();
        assert_eq!(dots.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1, 0]);
        assert!(dots.iter().flatten().all(|x| (LABELS..=LABELS + WIDTH).contains(x)), "{dots:?}");
        assert!(dots[1][0] < dots[0][0], "faster is further left");
        assert!(svg.contains("7.50× a &amp; &lt;b"), "{svg}");
    }

    #[test]
    fn no_rows_are_an_empty_chart() {
        read(&RatioChart { rows: &[] }.to_svg());
    }
}
