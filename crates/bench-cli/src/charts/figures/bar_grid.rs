use svg::node::element::Group;

use super::Captioned;
use crate::charts::drawing::{
    Axis, ColumnNames, FONT_SIZE, OKABE_ITO, PlotArea, Side, caption, faint, fitted,
    grey_after_first, group, heading, label, line, page, rectangle, rounded, widest,
};
use crate::text::range::finite_range;

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
/// Share of a feature's room that its bar takes.
const BAR: f64 = 0.75;

/// The features of each cluster as a row of bars, all rows on one scale, with words beside each.
///
/// Shows samples that are not images; [`ImageGrid`](super::ImageGrid) shows images. Past 30 features it says
/// how many it leaves out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BarGrid<'a> {
    pub(crate) title: &'a str,
    /// Without names, features are numbered from 0.
    pub(crate) feature_names: Option<&'a [String]>,
    /// One per cluster. A value that is not finite has no bar.
    pub(crate) bars: &'a [Captioned],
}

impl BarGrid<'_> {
    /// The text of an SVG file.
    pub(crate) fn to_svg(self) -> String {
        let n_features = self.n_features();
        let names: Vec<String> = (0..n_features.min(MOST)).map(|i| self.name(i)).collect();
        let words = widest(self.bars.iter().flat_map(|bars| &bars.lines), FONT_SIZE).min(WORDS);
        let left = MARGIN + words + TICKS;
        let width = left + WIDTH + MARGIN;
        let n_lines = self.bars.iter().map(|bars| bars.lines.len()).max().unwrap_or_default();
        let row = ROW.max(LINE * n_lines as f64 + 4.0);
        let bottom = HEADING + (row + GAP) * self.bars.len() as f64;
        let column = WIDTH / names.len().max(1) as f64;
        let names =
            ColumnNames { names: &names, font_size: FONT_SIZE, room: column - 4.0, most: NAMES };
        let names_height = if names.is_turned() { names.widest() + 6.0 } else { LINE };
        let note = bottom + names_height + 10.0;
        let height = if n_features > MOST { note + GAP } else { note };

        let axis = Axis::linear(self.ends().into_iter(), row);
        let mut svg = page(width, rounded(height), self.title, &self.description(n_features))
            .add(heading(&fitted(self.title, 16.0, width - MARGIN), width / 2.0));
        for (number, bars) in self.bars.iter().enumerate() {
            let top = HEADING + (row + GAP) * number as f64;
            let area = PlotArea { left, top, width: WIDTH, height: row };
            svg = svg.add(draw(bars, column, area, &axis));
        }
        if !self.bars.is_empty() {
            svg = svg.add(feature_names(&names, column, left, bottom - GAP + 4.0));
        }
        if n_features > MOST {
            let words = format!("the first {MOST} of {n_features} features");
            svg = svg.add(faint(caption(&words, left + WIDTH / 2.0, note)));
        }
        svg.to_string()
    }

    /// Zero, the smallest value below it and the largest above it. A side that holds only rounding errors
    /// of 0 counts as empty, because it would fill half of the picture.
    fn ends(&self) -> [f64; 3] {
        let shown = self.bars.iter().flat_map(|bars| bars.values.iter().take(MOST).copied());
        let (low, high) = finite_range(shown.chain([0.0]));
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
        let (n_rows, words) = (self.bars.len(), Captioned::words(self.bars));
        format!("{n_rows} rows of {n_features} bars, one bar per feature. {words}")
    }
}

fn draw(bars: &Captioned, column: f64, area: PlotArea, axis: &Axis) -> Group {
    let lines = bars.lines.iter().zip(1_u32..).map(|(text, number)| {
        let y = area.top + LINE * f64::from(number) - 3.0;
        label(&fitted(text, FONT_SIZE, WORDS), FONT_SIZE, MARGIN, y, Side::Start)
    });
    let rectangles = rectangles(&bars.values, column, area, axis);
    grey_after_first(group("captioned"), lines).add(ticks(area, axis)).add(rectangles)
}

/// The ends of the axis and zero: a row has no room for more.
fn ticks(area: PlotArea, axis: &Axis) -> Group {
    let ends = [axis.ticks().first(), axis.ticks().last()].into_iter().flatten();
    let zero = axis.ticks().iter().filter(|tick| tick.value == 0.0);
    let mut ticks: Vec<_> =
        ends.chain(zero).filter_map(|tick| Some((area.y(axis, tick.value)?, tick))).collect();
    ticks.sort_by(|one, other| one.0.total_cmp(&other.0));
    ticks.dedup_by(|one, other| (one.0 - other.0).abs() < FONT_SIZE && one.1.value != 0.0);
    ticks.into_iter().fold(group("axis"), |group, (y, tick)| {
        let is_zero = tick.value == 0.0;
        let (class, colour) = if is_zero { ("ink", "#000") } else { ("grid", "#ddd") };
        let grid = line(area.left, y, area.right(), y).set("class", class).set("stroke", colour);
        group.add(label(&tick.text, 11.0, area.left - 5.0, y + 4.0, Side::End)).add(grid)
    })
}

fn rectangles(values: &[f64], column: f64, area: PlotArea, axis: &Axis) -> Group {
    let width = (BAR * column).min(48.0);
    let group = group("bars").set("fill", OKABE_ITO[0]);
    let Some(zero) = area.y(axis, 0.0) else { return group };
    values.iter().take(MOST).enumerate().fold(group, |group, (feature, &value)| {
        let Some(y) = area.y(axis, value) else { return group };
        let x = area.left + column * (feature as f64 + 0.5) - width / 2.0;
        group.add(rectangle(x, y.min(zero), width, (y - zero).abs()))
    })
}

fn feature_names(names: &ColumnNames, column: f64, left: f64, top: f64) -> Group {
    let y = if names.is_turned() { top } else { top + FONT_SIZE };
    names.names.iter().enumerate().fold(group("features"), |group, (feature, name)| {
        group.add(names.draw(name, left + column * (feature as f64 + 0.5), y, Side::End))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{checked, numbers, of_class, parts, read};

    fn draw(bars: &[Captioned], feature_names: Option<&[String]>) -> String {
        checked(BarGrid { title: "Centres", feature_names, bars }.to_svg())
    }

    #[test]
    fn bars_stand_on_zero_on_one_scale() {
        let svg = draw(
            &[
                Captioned::of(&[2.0, -1.0], &["0", "50 samples"]),
                Captioned::of(&[4.0, 0.5], &["1"]),
            ],
            None,
        );
        let heights = numbers(&read(&svg), "bars", "rect", "height");
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
        let with = draw(&[Captioned::of(&[3.0, -1e-15], &[])], None);
        assert_eq!(with.matches("stroke=\"#ddd\"").count(), 1, "{with}");
        let below = draw(&[Captioned::of(&[3.0, -1.0], &[])], None);
        assert_eq!(below.matches("stroke=\"#ddd\"").count(), 2, "{below}");
    }

    #[test]
    fn names_have_room_or_are_turned() {
        let names = |n: usize| (0..n).map(|i| format!("petal length {i}")).collect::<Vec<_>>();
        let few = draw(&[Captioned::of(&[1.0; 3], &[])], Some(&names(3)));
        assert!(few.contains("petal length 2") && !few.contains("rotate"), "{few}");
        let many = draw(&[Captioned::of(&[1.0; 20], &[])], Some(&names(20)));
        assert_eq!(many.matches("rotate").count(), 20);
    }

    #[test]
    fn it_says_what_it_leaves_out() {
        let svg = draw(&[Captioned::of(&[1.0; 64], &[])], None);
        let xml = read(&svg);
        assert_eq!(parts(of_class(&xml, "bars")[0], "rect").len(), MOST);
        assert!(svg.contains("the first 30 of 64 features"), "{svg}");
        assert!(!draw(&[Captioned::of(&[1.0; 30], &[])], None).contains("the first"));
    }

    #[test]
    fn anything_is_drawn() {
        let long = ["a line of words that is too long to stand beside the bars"; 9];
        let odd = [
            vec![],
            vec![Captioned::of(&[], &[])],
            vec![Captioned::of(&[f64::NAN, f64::INFINITY], &["x"])],
            vec![Captioned::of(&[f64::MAX, f64::MIN], &long), Captioned::of(&[0.0], &[])],
            vec![Captioned::of(&[1e-300], &[])],
        ];
        for bars in odd {
            read(&draw(&bars, None));
        }
    }
}
