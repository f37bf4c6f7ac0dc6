use std::fmt::Write as _;

use svg::node::element::{Group, Path};

use super::axes::{FONT_SIZE, PlotArea, line};
use super::document::{caption, heading, page, rounded};
use super::fitted_text::{fitted, text_width};
use super::linear_scale::LinearScale;
use super::looks::Look;
use super::numbers::{median, written};

const HEADING: f64 = 30.0;
const WIDTH: f64 = 430.0;
/// What stands right of a strip in words.
const WORDS: f64 = 190.0;
const NAMES: f64 = 190.0;
const MARGIN: f64 = 16.0;
const TOP: f64 = 34.0;
const ROW: f64 = 40.0;
const BOTTOM: f64 = 34.0;
/// Of a row's height, what its dots take.
const SPREAD: f64 = 0.62;
/// The golden ratio's fraction: multiples of it, without their whole part, fill a range evenly.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// The spread of a few measures over seeds: a panel a measure, a strip of dots an initialisation.
///
/// A line marks the median. Up and down the dots are moved so that they do not cover each other, by
/// their order alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SeedStrips<'a> {
    pub(crate) title: &'a str,
    pub(crate) panels: &'a [StripPanel],
}

/// One measure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StripPanel {
    pub(crate) title: String,
    pub(crate) strips: Vec<Strip>,
}

/// One initialisation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Strip {
    pub(crate) name: String,
    /// One a seed, in any order. What is no number has no dot.
    pub(crate) values: Vec<f64>,
}

impl SeedStrips<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let names = self.panels.iter().flat_map(|panel| &panel.strips);
        let names = names.map(|strip| text_width(&strip.name, FONT_SIZE)).fold(0.0, f64::max);
        let left = MARGIN + names.min(NAMES) + 12.0;
        let width = left + WIDTH + 12.0 + WORDS;
        let height: f64 = self.panels.iter().map(height).sum();
        let svg = page(width, HEADING + height + MARGIN, self.title, &self.description())
            .add(heading(self.title, width / 2.0));
        let mut top = HEADING;
        let mut draw = |panel: &StripPanel| {
            let area = PlotArea {
                left,
                top: top + TOP,
                width: WIDTH,
                height: ROW * panel.strips.len().max(1) as f64,
            };
            top += height_of(panel.strips.len());
            draw(panel, area)
        };
        let panels: Vec<Group> = self.panels.iter().map(&mut draw).collect();
        panels.into_iter().fold(svg, svg::Document::add).to_string()
    }

    fn description(&self) -> String {
        let panels = self.panels.iter().map(|panel| {
            let strips = panel
                .strips
                .iter()
                .map(|strip| format!("{}, {}", strip.name, Summary::of(&strip.values).in_words()));
            format!("{}: {}", panel.title, strips.collect::<Vec<_>>().join("; "))
        });
        let panels: Vec<String> = panels.collect();
        format!("A dot a seed, a line at the median. {}.", panels.join(". "))
    }
}

fn height(panel: &StripPanel) -> f64 {
    height_of(panel.strips.len())
}

fn height_of(n_strips: usize) -> f64 {
    TOP + ROW * n_strips.max(1) as f64 + BOTTOM
}

fn draw(panel: &StripPanel, area: PlotArea) -> Group {
    let values = panel.strips.iter().flat_map(|strip| strip.values.iter().copied());
    let scale = LinearScale::around(values, WIDTH);
    let group = Group::new()
        .set("class", "panel")
        .add(caption(&panel.title, 14.0, area.middle(), area.top - 10.0))
        .add(area.x_axis(&scale, ""))
        .add(area.outline());
    panel.strips.iter().enumerate().fold(group, |group, (number, strip)| {
        let y = area.top + ROW * (number as f64 + 0.5);
        group.add(row(strip, Look::of(number), &scale, area, y))
    })
}

fn row(strip: &Strip, look: Look, scale: &LinearScale, area: PlotArea, y: f64) -> Group {
    let summary = Summary::of(&strip.values);
    let name = caption(&fitted(&strip.name, FONT_SIZE, NAMES), FONT_SIZE, area.left - 8.0, y + 4.0);
    let words = caption(&summary.in_words(), FONT_SIZE, area.right() + 8.0, y + 4.0);
    let group = Group::new()
        .set("class", "strip")
        .add(name.set("text-anchor", "end"))
        .add(words.set("text-anchor", "start"))
        .add(dots(&summary, look, scale, area, y));
    let median = summary.median.and_then(|median| area.x(scale, median));
    median.map_or(group.clone(), |x| {
        let reach = SPREAD / 2.0 * ROW + 4.0;
        let median = line(x, y - reach, x, y + reach).set("stroke", "#000");
        let place = look.marker(x, y, 4.5).set("class", "rim").set("stroke", "#fff");
        let group = group.add(median.set("class", "ink").set("stroke-width", 2));
        if summary.is_one_value() { group.add(place) } else { group }
    })
}

/// Lines of no length with round ends are dots, and take a few bytes each.
fn dots(summary: &Summary, look: Look, scale: &LinearScale, area: PlotArea, y: f64) -> Path {
    let mut data = String::new();
    let values = if summary.is_one_value() { &[] } else { summary.sorted.as_slice() };
    for (number, &value) in values.iter().enumerate() {
        let Some(x) = area.x(scale, value) else { continue };
        let place = (number as f64 * GOLDEN).fract() - 0.5;
        // Writing to a string cannot fail.
        let _ = write!(data, "M{x} {}h0", rounded(y + place * SPREAD * ROW));
    }
    Path::new()
        .set("class", "seeds")
        .set("d", data)
        .set("stroke", look.colour)
        .set("stroke-opacity", 0.75)
        .set("stroke-width", if values.len() > 200 { 3.5 } else { 5.5 })
        .set("stroke-linecap", "round")
}

struct Summary {
    sorted: Vec<f64>,
    median: Option<f64>,
    n_undefined: usize,
}

impl Summary {
    fn of(values: &[f64]) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let n_undefined = values.len() - sorted.len();
        Self { median: median(&sorted), n_undefined, sorted }
    }

    /// An initialisation that draws nothing repeats itself to the bit.
    fn is_one_value(&self) -> bool {
        self.sorted.first().is_some_and(|first| Some(first) == self.sorted.last())
    }

    fn in_words(&self) -> String {
        let undefined = match self.n_undefined {
            0 => String::new(),
            number => format!(", {number} undefined"),
        };
        match (self.median, self.sorted.len()) {
            (None, _) => "undefined".to_owned(),
            (Some(value), 1) => format!("{}, one seed{undefined}", written(value)),
            (Some(value), number) if self.is_one_value() => {
                format!("{} for all {number} seeds{undefined}", written(value))
            }
            (Some(value), _) => format!("median {}{undefined}", written(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document as Xml, Node};

    use super::*;

    fn panel(title: &str, strips: &[(&str, &[f64])]) -> StripPanel {
        let strips = strips
            .iter()
            .map(|(name, values)| Strip { name: (*name).to_owned(), values: values.to_vec() });
        StripPanel { title: title.to_owned(), strips: strips.collect() }
    }

    fn draw(panels: &[StripPanel]) -> String {
        let svg = SeedStrips { title: "Seeds", panels }.to_svg();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        svg
    }

    fn of_class<'a>(xml: &'a Xml, class: &str) -> Vec<Node<'a, 'a>> {
        xml.descendants().filter(|node| node.attribute("class") == Some(class)).collect()
    }

    fn n_dots(xml: &Xml) -> Vec<usize> {
        let dots = of_class(xml, "seeds");
        dots.iter().map(|dots| dots.attribute("d").unwrap().matches('M').count()).collect()
    }

    #[test]
    fn every_seed_has_a_dot_and_every_strip_a_median() {
        let inertia = panel("inertia", &[("k-means++", &[3.0, 1.0, 2.0]), ("random", &[5.0, 4.0])]);
        let svg = draw(&[inertia.clone(), inertia]);
        let xml = Xml::parse(&svg).unwrap();
        assert_eq!(n_dots(&xml), [3, 2, 3, 2]);
        assert_eq!(of_class(&xml, "panel").len(), 2);
        assert_eq!(svg.matches(">\nmedian 2\n<").count(), 2, "{svg}");
        assert_eq!(svg.matches(">\nmedian 4.5\n<").count(), 2, "{svg}");
    }

    #[test]
    fn one_line_says_that_a_strip_has_no_spread() {
        let same = [("PCA-based", &[69_513.0; 20][..]), ("once", &[7.0][..]), ("never", &[][..])];
        let svg = draw(&[panel("inertia", &same)]);
        assert!(svg.contains("69513 for all 20 seeds"), "{svg}");
        assert!(svg.contains("7, one seed"), "{svg}");
        assert!(svg.contains("undefined"), "{svg}");
        assert_eq!(n_dots(&Xml::parse(&svg).unwrap()), [0, 0, 0]);
    }

    #[test]
    fn what_is_no_number_is_counted() {
        let odd = [("odd", &[1.0, f64::NAN, 2.0, f64::INFINITY][..]), ("none", &[f64::NAN][..])];
        let svg = draw(&[panel("ARI", &odd)]);
        assert!(svg.contains("median 1.5, 2 undefined"), "{svg}");
        assert_eq!(n_dots(&Xml::parse(&svg).unwrap()), [2, 0]);
    }

    #[test]
    fn anything_is_drawn() {
        let long = "an initialisation with a name that is very long indeed";
        let huge = [(long, &[f64::MAX, f64::MIN][..]), ("tiny", &[f64::MIN_POSITIVE, 0.0][..])];
        for panels in [vec![], vec![panel("none", &[])], vec![panel("huge", &huge)]] {
            Xml::parse(&draw(&panels)).unwrap();
        }
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        proptest! {
            #[test]
            fn dots_stay_in_their_row(
                values in prop::collection::vec(prop_oneof![-1e3..1e3, Just(0.0)], 0..60),
            ) {
                let svg = draw(&[panel("inertia", &[("a", &values), ("b", &values)])]);
                let xml = Xml::parse(&svg).unwrap();
                for (number, dots) in of_class(&xml, "seeds").into_iter().enumerate() {
                    let top = HEADING + TOP + ROW * number as f64;
                    for dot in dots.attribute("d").unwrap().split_terminator("h0") {
                        let y: f64 = dot.split_once(' ').unwrap().1.parse().unwrap();
                        prop_assert!((top..=top + ROW).contains(&y), "{dot}");
                    }
                }
            }
        }
    }
}
