use std::fmt::Write as _;

use svg::node::element::{Circle, Group, Path, Rectangle};

use super::axes::{FONT_SIZE, PlotArea, line};
use super::colours::PAIRED;
use super::document::{caption, heading, page, rounded};
use super::linear_scale::LinearScale;

const LEFT: f64 = 62.0;
const WIDTH: f64 = 520.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 66.0;
const HEIGHT: f64 = 260.0;
const BOTTOM: f64 = 46.0;
/// Of the room that a component has, what its bar takes.
const BAR: f64 = 0.8;
/// Components up to which each has a dot.
const DOTS: usize = 60;

/// The share of the variance that each component explains, as bars, and their sum, as a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScreePlot<'a> {
    /// Largest first.
    pub(crate) explained_variance_ratio: &'a [f64],
    pub(crate) title: &'a str,
}

impl ScreePlot<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let n_components = self.explained_variance_ratio.len();
        let total: f64 = self.explained_variance_ratio.iter().sum();
        let description = format!(
            "Bars: the share of the variance that each of {n_components} components explains. \
             Line: the sum so far, {:.1} % in the end.",
            100.0 * total
        );
        let width = LEFT + WIDTH + RIGHT;
        let middle = LEFT + WIDTH / 2.0;
        page(width, TOP + HEIGHT + BOTTOM, self.title, &description)
            .add(heading(self.title, middle))
            .add(legend())
            .add(axis())
            .add(self.bars())
            .add(self.sums())
            .add(caption("component", FONT_SIZE, middle, TOP + HEIGHT + 36.0))
            .to_string()
    }

    /// The middle of a component's place.
    fn x(&self, component: usize) -> f64 {
        LEFT + WIDTH * (component as f64 + 0.5) / self.explained_variance_ratio.len() as f64
    }

    fn bars(&self) -> Group {
        let n_components = self.explained_variance_ratio.len();
        let width = BAR * WIDTH / n_components as f64;
        let every = n_components.div_ceil(20);
        let mut group = Group::new().set("class", "bars").set("fill", PAIRED[0]);
        for (component, &ratio) in self.explained_variance_ratio.iter().enumerate() {
            let (x, height) = (self.x(component), HEIGHT * ratio.clamp(0.0, 1.0));
            let bar =
                Rectangle::new().set("x", rounded(x - width / 2.0)).set("width", rounded(width));
            let bar = bar.set("y", rounded(TOP + HEIGHT - height)).set("height", rounded(height));
            group = group.add(bar);
            // Counted from 1, as people count components.
            if component % every == 0 {
                let number =
                    caption(&(component + 1).to_string(), FONT_SIZE, x, TOP + HEIGHT + 16.0);
                group = group.add(number);
            }
        }
        group
    }

    fn sums(&self) -> Group {
        let n_components = self.explained_variance_ratio.len();
        let (colour, mut sum, mut data) = (PAIRED[1], 0.0_f64, String::new());
        let mut group = Group::new().set("class", "sums").set("fill", colour);
        for (component, &ratio) in self.explained_variance_ratio.iter().enumerate() {
            sum += ratio;
            let (x, y) =
                (rounded(self.x(component)), rounded(TOP + HEIGHT * (1.0 - sum.clamp(0.0, 1.0))));
            // Writing to a string cannot fail.
            let _ = write!(data, "{}{x} {y}", if data.is_empty() { 'M' } else { 'L' });
            if n_components <= DOTS {
                group = group.add(Circle::new().set("cx", x).set("cy", y).set("r", 3));
            }
        }
        if data.is_empty() {
            return group;
        }
        let path = Path::new().set("d", data).set("fill", "none").set("stroke", colour);
        group.add(path.set("stroke-width", 1.5))
    }
}

fn axis() -> Group {
    let scale = LinearScale::around([0.0, 1.0].into_iter(), HEIGHT);
    let mut group = Group::new().set("class", "axis");
    for tick in scale.ticks() {
        let y = rounded(TOP + HEIGHT * (1.0 - tick.value));
        let text = format!("{:.0} %", 100.0 * tick.value);
        let label = caption(&text, FONT_SIZE, LEFT - 6.0, y + 4.0).set("text-anchor", "end");
        let line = line(LEFT, y, LEFT + WIDTH, y).set("class", "grid").set("stroke", "#ddd");
        group = group.add(line).add(label);
    }
    let area = PlotArea { left: LEFT, top: TOP, width: WIDTH, height: HEIGHT };
    group.add(area.outline())
}

fn legend() -> Group {
    let y = TOP - 18.0;
    let bar = Rectangle::new().set("x", LEFT).set("y", y - 9.0).set("width", 14).set("height", 10);
    let line = line(LEFT + 190.0, y - 4.0, LEFT + 214.0, y - 4.0).set("stroke-width", 1.5);
    let text = |text, x| caption(text, FONT_SIZE, x, y).set("text-anchor", "start");
    Group::new()
        .set("class", "legend")
        .add(bar.set("fill", PAIRED[0]))
        .add(text("explained variance ratio", LEFT + 20.0))
        .add(line.set("stroke", PAIRED[1]))
        .add(text("sum so far", LEFT + 220.0))
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document as Xml, Node};

    use super::*;

    fn number(node: Node, name: &str) -> f64 {
        node.attribute(name).unwrap().parse().unwrap()
    }

    #[test]
    fn bars_are_shares_and_the_line_their_sum() {
        let ratios = [0.5, 0.25, 0.125];
        let svg = ScreePlot { explained_variance_ratio: &ratios, title: "a & b" }.to_svg();
        let xml = Xml::parse(&svg).unwrap();
        let of_class = |class, tag: &'static str| -> Vec<Node> {
            let group = xml.descendants().find(|node| node.attribute("class") == Some(class));
            group.unwrap().children().filter(|node| node.has_tag_name(tag)).collect()
        };
        let heights: Vec<f64> =
            of_class("bars", "rect").iter().map(|bar| number(*bar, "height")).collect();
        assert_eq!(heights, ratios.map(|ratio| ratio * HEIGHT));
        let sums: Vec<f64> =
            of_class("sums", "circle").iter().map(|dot| number(*dot, "cy")).collect();
        assert_eq!(sums, [0.5, 0.75, 0.875].map(|sum| TOP + HEIGHT * (1.0 - sum)));
    }

    #[test]
    fn any_number_of_components_fits() {
        for n_components in [0_usize, 1, 64, 784] {
            let ratios = vec![1.0 / n_components.max(1) as f64; n_components];
            let svg = ScreePlot { explained_variance_ratio: &ratios, title: "" }.to_svg();
            let xml = Xml::parse(&svg).unwrap();
            let bars = xml.descendants().find(|node| node.attribute("class") == Some("bars"));
            let bars = bars.unwrap().children().filter(|node| node.has_tag_name("rect"));
            for bar in bars {
                assert!(number(bar, "x") >= LEFT && number(bar, "y") >= TOP, "{bar:?}");
            }
            assert!(!svg.contains("NaN"), "{n_components}");
        }
    }
}
