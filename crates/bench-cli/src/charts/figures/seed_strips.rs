use svg::node::element::{Group, Path};

use super::Named;
use crate::charts::drawing::{
    Axis, FONT_SIZE, Look, PlotArea, Side, dots, fitted_name, group, heading, label, line, page,
    widest,
};
use crate::text::numbers::short_number;
use crate::trials::median;

const HEADING: f64 = 30.0;
const WIDTH: f64 = 430.0;
/// Room for the words right of a strip.
const WORDS: f64 = 190.0;
const NAMES: f64 = 190.0;
const MARGIN: f64 = 16.0;
const TOP: f64 = 34.0;
const ROW: f64 = 40.0;
const BOTTOM: f64 = 34.0;
/// Share of a row's height that its dots take.
const SPREAD: f64 = 0.62;
/// The golden ratio's fraction: multiples of it, without their whole part, fill a range evenly.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// The spread of a few measures over seeds: one panel per measure, one strip of dots per initialisation.
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
    /// One per initialisation, each with one value per seed.
    pub(crate) strips: Vec<Named>,
}

impl SeedStrips<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let names = self.panels.iter().flat_map(|panel| &panel.strips).map(|strip| &strip.name);
        let left = MARGIN + widest(names, FONT_SIZE).min(NAMES) + 12.0;
        let width = left + WIDTH + 12.0 + WORDS;
        let (mut top, mut panels) = (HEADING, Vec::new());
        for panel in self.panels {
            let height = ROW * panel.strips.len().max(1) as f64;
            panels.push(draw(panel, PlotArea { left, top: top + TOP, width: WIDTH, height }));
            top += TOP + height + BOTTOM;
        }
        let svg = page(width, top + MARGIN, self.title, &self.description())
            .add(heading(self.title, width / 2.0));
        panels.into_iter().fold(svg, svg::Document::add).to_string()
    }

    fn description(&self) -> String {
        let strip =
            |strip: &Named| format!("{}, {}", strip.name, Summary::new(&strip.values).in_words());
        let panels = self.panels.iter().map(|panel| {
            let strips: Vec<String> = panel.strips.iter().map(strip).collect();
            format!("{}: {}", panel.title, strips.join("; "))
        });
        let panels: Vec<String> = panels.collect();
        format!("One dot per seed, and a bar at the median. {}.", panels.join(". "))
    }
}

fn draw(panel: &StripPanel, area: PlotArea) -> Group {
    let values = panel.strips.iter().flat_map(|strip| strip.values.iter().copied());
    let axis = Axis::linear(values, WIDTH);
    let marks = group("panel")
        .add(area.title(&panel.title))
        .add(area.x_axis(&axis, ""))
        .add(area.outline());
    panel.strips.iter().enumerate().fold(marks, |marks, (number, strip)| {
        let row = PlotArea { top: area.top + ROW * number as f64, height: ROW, ..area };
        marks.add(draw_strip(strip, Look::of(number), &axis, row))
    })
}

fn draw_strip(strip: &Named, look: Look, axis: &Axis, row: PlotArea) -> Group {
    let summary = Summary::new(&strip.values);
    let middle = row.top + ROW / 2.0;
    let name = fitted_name(&strip.name, FONT_SIZE, NAMES);
    let words = summary.in_words();
    let marks = group("strip")
        .add(label(&name, FONT_SIZE, row.left - 8.0, middle + 4.0, Side::End))
        .add(label(&words, FONT_SIZE, row.right() + 8.0, middle + 4.0, Side::Start))
        .add(seeds(&summary, look, axis, row));
    let Some(x) = summary.median.and_then(|median| row.x(axis, median)) else { return marks };
    let reach = SPREAD / 2.0 * ROW + 4.0;
    let median = line(x, middle - reach, x, middle + reach).set("stroke", "#000");
    let marks = marks.add(median.set("class", "ink").set("stroke-width", 2));
    if !summary.is_one_value() {
        return marks;
    }
    marks.add(look.marker(x, middle, 4.5).set("class", "rim").set("stroke", "#fff"))
}

fn seeds(summary: &Summary, look: Look, axis: &Axis, row: PlotArea) -> Path {
    let values = if summary.is_one_value() { &[] } else { summary.sorted.as_slice() };
    let points = values.iter().enumerate().filter_map(|(number, &value)| {
        let place = (number as f64 * GOLDEN).fract() - 0.5;
        Some([row.x(axis, value)?, row.top + ROW / 2.0 + place * SPREAD * ROW])
    });
    let size = if values.len() > 200 { 3.5 } else { 5.5 };
    dots(points, size, look.colour).set("class", "seeds").set("stroke-opacity", 0.75)
}

struct Summary {
    sorted: Vec<f64>,
    median: Option<f64>,
    n_undefined: usize,
}

impl Summary {
    fn new(values: &[f64]) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let n_undefined = values.len() - sorted.len();
        Self { median: median(&sorted), n_undefined, sorted }
    }

    /// An initialisation that draws no random numbers repeats itself to the bit.
    fn is_one_value(&self) -> bool {
        self.sorted.first().is_some_and(|first| Some(first) == self.sorted.last())
    }

    fn in_words(&self) -> String {
        let undefined = match self.n_undefined {
            0 => String::new(),
            number => format!(", {number} undefined"),
        };
        match (self.median.map(short_number), self.sorted.len()) {
            (None, _) => "undefined".to_owned(),
            (Some(value), 1) => format!("{value}, one seed{undefined}"),
            (Some(value), number) if self.is_one_value() => {
                format!("{value} for all {number} seeds{undefined}")
            }
            (Some(value), _) => format!("median {value}{undefined}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{checked, of_class, read};

    fn panel(title: &str, strips: &[(&str, &[f64])]) -> StripPanel {
        let strips = strips
            .iter()
            .map(|(name, values)| Named { name: (*name).to_owned(), values: values.to_vec() });
        StripPanel { title: title.to_owned(), strips: strips.collect() }
    }

    fn draw(panels: &[StripPanel]) -> String {
        checked(SeedStrips { title: "Seeds", panels }.to_svg())
    }

    fn n_dots(xml: &roxmltree::Document) -> Vec<usize> {
        let dots = of_class(xml, "seeds");
        dots.iter().map(|dots| dots.attribute("d").unwrap().matches('M').count()).collect()
    }

    #[test]
    fn every_seed_has_a_dot_and_every_strip_a_median() {
        let inertia = panel("inertia", &[("k-means++", &[3.0, 1.0, 2.0]), ("random", &[5.0, 4.0])]);
        let svg = draw(&[inertia.clone(), inertia]);
        let xml = read(&svg);
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
        assert_eq!(n_dots(&read(&svg)), [0, 0, 0]);
    }

    #[test]
    fn what_is_no_number_is_counted() {
        let odd = [("odd", &[1.0, f64::NAN, 2.0, f64::INFINITY][..]), ("none", &[f64::NAN][..])];
        let svg = draw(&[panel("ARI", &odd)]);
        assert!(svg.contains("median 1.5, 2 undefined"), "{svg}");
        assert_eq!(n_dots(&read(&svg)), [2, 0]);
    }

    #[test]
    fn anything_is_drawn() {
        let long = "an initialisation with a name that is very long indeed";
        let huge = [(long, &[f64::MAX, f64::MIN][..]), ("tiny", &[f64::MIN_POSITIVE, 0.0][..])];
        for panels in [vec![], vec![panel("none", &[])], vec![panel("huge", &huge)]] {
            read(&draw(&panels));
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
                let xml = read(&svg);
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
