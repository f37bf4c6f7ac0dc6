use svg::node::element::{Group, Rectangle};

use super::axes::{FONT_SIZE, PlotArea, line};
use super::colours::OKABE_ITO;
use super::document::{caption, heading, page, rounded};
use super::fitted_text::{fitted, text_width};
use super::linear_scale::LinearScale;

const HEADING: f64 = 38.0;
const MARGIN: f64 = 16.0;
const WORDS: f64 = 170.0;
const TICKS: f64 = 50.0;
const WIDTH: f64 = 540.0;
const ROW: f64 = 74.0;
const GAP: f64 = 24.0;
const LINE: f64 = 16.0;
/// The longest that the name of a feature may be.
const NAMES: f64 = 110.0;
/// Features that are drawn at most: more bars have no room for their names.
const MOST: usize = 30;
/// Of the room that a feature has, what its bar takes.
const BAR: f64 = 0.75;

/// The features of each cluster as a row of bars, all rows on one scale, with words beside each.
///
/// What [`ImageGrid`](super::ImageGrid) is for images, for samples that are none. Past 30 features it
/// says how many it leaves out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BarGrid<'a> {
    pub(crate) title: &'a str,
    /// Without names, features are numbered from 0.
    pub(crate) feature_names: Option<&'a [String]>,
    pub(crate) bars: &'a [CaptionedBars],
}

/// One cluster.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CaptionedBars {
    /// One a feature. What is no number has no bar.
    pub(crate) values: Vec<f64>,
    /// Written beside them, the first in black and the others in grey.
    pub(crate) lines: Vec<String>,
}

impl BarGrid<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let n_features = self.n_features();
        let names: Vec<String> =
            (0..n_features.min(MOST)).map(|feature| self.name(feature)).collect();
        let lines = self.bars.iter().flat_map(|bars| &bars.lines);
        let words = lines.map(|line| text_width(line, FONT_SIZE)).fold(0.0, f64::max).min(WORDS);
        let left = MARGIN + words + TICKS;
        let width = left + WIDTH + MARGIN;
        let n_lines = self.bars.iter().map(|bars| bars.lines.len()).max().unwrap_or_default();
        let row = ROW.max(LINE * n_lines as f64 + 4.0);
        let bottom = HEADING + (row + GAP) * self.bars.len() as f64;

        let feature_axis = FeatureAxis { names: &names, left, top: bottom - GAP + 4.0 };
        let note = bottom + feature_axis.height() + 10.0;
        let height = if n_features > MOST { note + GAP } else { note };
        let scale = LinearScale::around(self.ends().into_iter(), row);
        let mut svg = page(width, rounded(height), self.title, &self.description(n_features))
            .add(heading(&fitted(self.title, 16.0, width - MARGIN), width / 2.0));
        for (number, bars) in self.bars.iter().enumerate() {
            let top = HEADING + (row + GAP) * number as f64;
            let area = PlotArea { left, top, width: WIDTH, height: row };
            svg = svg.add(draw(bars, names.len(), area, &scale));
        }
        if !self.bars.is_empty() {
            svg = svg.add(feature_axis.draw());
        }
        if n_features > MOST {
            let words = format!("the first {MOST} of {n_features} features");
            let words = caption(&words, FONT_SIZE, left + WIDTH / 2.0, note);
            svg = svg.add(words.set("class", "faint").set("fill", "#555"));
        }
        svg.to_string()
    }

    /// Zero and the values on either side that are farthest from it. What rounding left of a zero is no
    /// side of its own, or it would take half of the room.
    fn ends(&self) -> [f64; 3] {
        let shown = self.bars.iter().flat_map(|bars| bars.values.iter().take(MOST).copied());
        let shown = shown.filter(|value| value.is_finite());
        let (low, high) =
            shown.fold((0.0, 0.0), |(low, high): (f64, f64), x| (low.min(x), high.max(x)));
        let least = 1e-9 * high.max(-low);
        [low, 0.0, high].map(|end| if end.abs() > least { end } else { 0.0 })
    }

    fn n_features(&self) -> usize {
        self.bars.iter().map(|bars| bars.values.len()).max().unwrap_or_default()
    }

    fn name(&self, feature: usize) -> String {
        let name = self.feature_names.and_then(|names| names.get(feature));
        name.map_or_else(|| feature.to_string(), Clone::clone)
    }

    fn description(&self, n_features: usize) -> String {
        let lines = self.bars.iter().map(|bars| format!("{}.", bars.lines.join(", ")));
        let lines: Vec<String> = lines.collect();
        format!(
            "{} rows of {n_features} bars, a bar a feature. {}",
            self.bars.len(),
            lines.join(" ")
        )
    }
}

fn draw(bars: &CaptionedBars, n_features: usize, area: PlotArea, scale: &LinearScale) -> Group {
    let mut group = Group::new().set("class", "captioned");
    for (text, number) in bars.lines.iter().zip(1_u32..) {
        let y = area.top + LINE * f64::from(number) - 3.0;
        let text = fitted(text, FONT_SIZE, WORDS);
        let text = caption(&text, FONT_SIZE, MARGIN, y).set("text-anchor", "start");
        let is_first = number == 1;
        group =
            group.add(if is_first { text } else { text.set("class", "faint").set("fill", "#555") });
    }
    // Of the ticks only the ends and zero: a row is not high.
    let ends = [scale.ticks().first(), scale.ticks().last()].into_iter().flatten();
    let zero = scale.ticks().iter().filter(|tick| tick.value == 0.0);
    let mut ticks: Vec<_> =
        ends.chain(zero).filter_map(|tick| Some((area.y(scale, tick.value)?, tick))).collect();
    ticks.sort_by(|one, other| one.0.total_cmp(&other.0));
    ticks.dedup_by(|one, other| (one.0 - other.0).abs() < FONT_SIZE && one.1.value != 0.0);
    for (y, tick) in ticks {
        let text = caption(&tick.text, 11.0, area.left - 5.0, y + 4.0).set("text-anchor", "end");
        let grid = line(area.left, y, area.right(), y);
        let is_zero = tick.value == 0.0;
        let (class, colour) = if is_zero { ("ink", "#000") } else { ("grid", "#ddd") };
        group = group.add(text).add(grid.set("class", class).set("stroke", colour));
    }
    group.add(rectangles(&bars.values, n_features, area, scale))
}

fn rectangles(values: &[f64], n_features: usize, area: PlotArea, scale: &LinearScale) -> Group {
    let column = WIDTH / n_features.max(1) as f64;
    let width = (BAR * column).min(48.0);
    let mut group = Group::new().set("class", "bars").set("fill", OKABE_ITO[0]);
    let Some(zero) = area.y(scale, 0.0) else { return group };
    for (feature, &value) in values.iter().take(n_features).enumerate() {
        let Some(y) = area.y(scale, value) else { continue };
        let x = area.left + column * (feature as f64 + 0.5) - width / 2.0;
        let bar = Rectangle::new().set("x", rounded(x)).set("width", rounded(width));
        group = group.add(bar.set("y", y.min(zero)).set("height", rounded((y - zero).abs())));
    }
    group
}

/// The names of the features, turned where they have no room.
struct FeatureAxis<'a> {
    names: &'a [String],
    left: f64,
    top: f64,
}

impl FeatureAxis<'_> {
    fn widest(&self) -> f64 {
        self.names.iter().map(|name| text_width(name, FONT_SIZE)).fold(0.0, f64::max)
    }

    fn is_turned(&self) -> bool {
        self.widest() > WIDTH / self.names.len().max(1) as f64 - 4.0
    }

    fn height(&self) -> f64 {
        if self.is_turned() { self.widest().min(NAMES) + 6.0 } else { LINE }
    }

    fn draw(&self) -> Group {
        let column = WIDTH / self.names.len().max(1) as f64;
        let group = Group::new().set("class", "features");
        self.names.iter().enumerate().fold(group, |group, (feature, name)| {
            let x = rounded(self.left + column * (feature as f64 + 0.5));
            if !self.is_turned() {
                return group.add(caption(name, FONT_SIZE, x, self.top + FONT_SIZE));
            }
            let (x, y) = (rounded(x + 0.35 * FONT_SIZE), rounded(self.top));
            let name = caption(&fitted(name, FONT_SIZE, NAMES), FONT_SIZE, x, y);
            group.add(
                name.set("text-anchor", "end").set("transform", format!("rotate(-90 {x} {y})")),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document as Xml, Node};

    use super::*;

    fn bars(values: &[f64], lines: &[&str]) -> CaptionedBars {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        CaptionedBars { values: values.to_vec(), lines }
    }

    fn draw(bars: &[CaptionedBars], feature_names: Option<&[String]>) -> String {
        let svg = BarGrid { title: "Centres", feature_names, bars }.to_svg();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        svg
    }

    fn of_class<'a>(xml: &'a Xml, class: &str) -> Vec<Node<'a, 'a>> {
        xml.descendants().filter(|node| node.attribute("class") == Some(class)).collect()
    }

    fn rectangles<'a>(group: &Node<'a, 'a>) -> Vec<Node<'a, 'a>> {
        group.children().filter(|node| node.has_tag_name("rect")).collect()
    }

    #[test]
    fn bars_stand_on_zero_on_one_scale() {
        let svg =
            draw(&[bars(&[2.0, -1.0], &["0", "50 samples"]), bars(&[4.0, 0.5], &["1"])], None);
        let xml = Xml::parse(&svg).unwrap();
        let groups = of_class(&xml, "bars");
        let heights: Vec<f64> = groups
            .iter()
            .flat_map(rectangles)
            .map(|bar| bar.attribute("height").unwrap().parse().unwrap())
            .collect();
        let unit = heights[1];
        let expected = [2.0, 1.0, 4.0, 0.5].map(|value| value * unit);
        assert!(
            heights.iter().zip(expected).all(|(one, other)| (one - other).abs() < 0.02),
            "{heights:?}"
        );
        assert!(svg.contains("50 samples"), "{svg}");
    }

    #[test]
    fn a_rounded_zero_is_no_side_of_its_own() {
        let with = draw(&[bars(&[3.0, -1e-15], &[])], None);
        assert_eq!(with.matches("stroke=\"#ddd\"").count(), 1, "{with}");
        let below = draw(&[bars(&[3.0, -1.0], &[])], None);
        assert_eq!(below.matches("stroke=\"#ddd\"").count(), 2, "{below}");
    }

    #[test]
    fn names_have_room_or_are_turned() {
        let names = |n: usize| (0..n).map(|i| format!("petal length {i}")).collect::<Vec<_>>();
        let few = draw(&[bars(&[1.0; 3], &[])], Some(&names(3)));
        assert!(few.contains("petal length 2") && !few.contains("rotate"), "{few}");
        let many = draw(&[bars(&[1.0; 20], &[])], Some(&names(20)));
        assert_eq!(many.matches("rotate").count(), 20);
    }

    #[test]
    fn it_says_what_it_leaves_out() {
        let svg = draw(&[bars(&[1.0; 64], &[])], None);
        let xml = Xml::parse(&svg).unwrap();
        assert_eq!(rectangles(&of_class(&xml, "bars")[0]).len(), MOST);
        assert!(svg.contains("the first 30 of 64 features"), "{svg}");
        assert!(!draw(&[bars(&[1.0; 30], &[])], None).contains("the first"));
    }

    #[test]
    fn anything_is_drawn() {
        let long = ["a line of words that is too long to stand beside the bars"; 9];
        let odd = [
            vec![],
            vec![bars(&[], &[])],
            vec![bars(&[f64::NAN, f64::INFINITY], &["x"])],
            vec![bars(&[f64::MAX, f64::MIN], &long), bars(&[0.0], &[])],
            vec![bars(&[1e-300], &[])],
        ];
        for bars in odd {
            Xml::parse(&draw(&bars, None)).unwrap();
        }
    }
}
