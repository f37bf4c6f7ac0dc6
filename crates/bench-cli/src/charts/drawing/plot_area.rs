use svg::node::element::{Group, Line, Rectangle, Text};

use super::axis::Axis;
use super::document::{FONT_SIZE, Side, caption, label, rounded};
use super::marks::{group, line, rectangle};

/// The rectangle that values are drawn in, with its place on the page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlotArea {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl PlotArea {
    pub(crate) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    pub(crate) fn middle(&self) -> f64 {
        self.left + self.width / 2.0
    }

    /// The place of a value from left to right; `None` outside the axis.
    pub(crate) fn x(&self, axis: &Axis, value: f64) -> Option<f64> {
        Some(rounded(self.left + axis.place(value)?))
    }

    /// The place of a value from bottom to top; `None` outside the axis.
    pub(crate) fn y(&self, axis: &Axis, value: f64) -> Option<f64> {
        Some(rounded(self.bottom() - axis.place(value)?))
    }

    /// Grid lines up and down, their numbers below, and under them what they are.
    pub(crate) fn x_axis(&self, axis: &Axis, name: &str) -> Group {
        let ticks = axis.ticks().iter().filter_map(|tick| Some((self.x(axis, tick.value)?, tick)));
        let marks = ticks.fold(group("axis"), |marks, (x, tick)| {
            let number = caption(&tick.text, x, self.bottom() + 16.0);
            marks.add(grid(self.upright(x))).add(number)
        });
        marks.add(caption(name, self.middle(), self.bottom() + 34.0))
    }

    /// Grid lines from left to right and their numbers.
    pub(crate) fn y_axis(&self, axis: &Axis) -> Group {
        let ticks = axis.ticks().iter().filter_map(|tick| Some((self.y(axis, tick.value)?, tick)));
        ticks.fold(group("axis"), |marks, (y, tick)| {
            let number = label(&tick.text, FONT_SIZE, self.left - 6.0, y + 4.0, Side::End);
            marks.add(grid(line(self.left, y, self.right(), y))).add(number)
        })
    }

    /// A name above it.
    pub(crate) fn title(&self, text: &str) -> Text {
        label(text, 14.0, self.middle(), self.top - 10.0, Side::Middle)
    }

    /// A word that stands in for missing values.
    pub(crate) fn undefined(&self) -> Text {
        caption("undefined", self.middle(), self.top + self.height / 2.0)
    }

    pub(crate) fn outline(&self) -> Rectangle {
        let outline = rectangle(self.left, self.top, self.width, self.height);
        outline.set("class", "ink").set("fill", "none").set("stroke", "#000")
    }

    /// A line at a value, from top to bottom.
    pub(crate) fn upright(&self, x: f64) -> Line {
        line(x, self.top, x, self.bottom())
    }
}

/// A pale line behind the values.
fn grid(line: Line) -> Line {
    line.set("class", "grid").set("stroke", "#ddd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_a_place_on_the_page() {
        let area = PlotArea { left: 10.0, top: 20.0, width: 100.0, height: 50.0 };
        let (x, y) = (
            Axis::linear([0.0, 1.0].into_iter(), 100.0),
            Axis::linear([0.0, 1.0].into_iter(), 50.0),
        );
        assert_eq!((area.x(&x, 0.5), area.y(&y, 0.2)), (Some(60.0), Some(60.0)));
        assert_eq!((area.x(&x, 1.5), area.y(&y, f64::NAN)), (None, None));
    }
}
