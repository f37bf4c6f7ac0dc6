use svg::node::element::{Group, Line, Rectangle};

use super::document::{caption, rounded};
use super::linear_scale::LinearScale;

pub(super) const FONT_SIZE: f64 = 12.0;

/// The rectangle that values are drawn in, with its place on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlotArea {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl PlotArea {
    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    pub(super) fn middle(&self) -> f64 {
        self.left + self.width / 2.0
    }

    /// Where a value stands from left to right; `None` if it has no place there.
    pub(super) fn x(&self, scale: &LinearScale, value: f64) -> Option<f64> {
        Some(rounded(self.left + scale.place(value)?))
    }

    /// Where a value stands from bottom to top; `None` if it has no place there.
    pub(super) fn y(&self, scale: &LinearScale, value: f64) -> Option<f64> {
        Some(rounded(self.bottom() - scale.place(value)?))
    }

    /// Lines up and down, their numbers below and under them what they are.
    pub(super) fn x_axis(&self, scale: &LinearScale, name: &str) -> Group {
        let mut group = Group::new().set("class", "axis");
        for tick in scale.ticks() {
            let Some(x) = self.x(scale, tick.value) else { continue };
            let number = caption(&tick.text, FONT_SIZE, x, self.bottom() + 16.0);
            group = group.add(grid_line(x, self.top, x, self.bottom())).add(number);
        }
        group.add(caption(name, FONT_SIZE, self.middle(), self.bottom() + 34.0))
    }

    /// Lines from left to right and their numbers.
    pub(super) fn y_axis(&self, scale: &LinearScale) -> Group {
        let mut group = Group::new().set("class", "axis");
        for tick in scale.ticks() {
            let Some(y) = self.y(scale, tick.value) else { continue };
            let number = caption(&tick.text, FONT_SIZE, self.left - 6.0, y + 4.0);
            group = group
                .add(grid_line(self.left, y, self.right(), y))
                .add(number.set("text-anchor", "end"));
        }
        group
    }

    pub(super) fn outline(&self) -> Rectangle {
        let outline = Rectangle::new().set("x", self.left).set("y", self.top);
        let outline = outline.set("width", self.width).set("height", self.height);
        outline.set("class", "ink").set("fill", "none").set("stroke", "#000")
    }
}

pub(super) fn line(x1: f64, y1: f64, x2: f64, y2: f64) -> Line {
    let line = Line::new().set("x1", rounded(x1)).set("y1", rounded(y1));
    line.set("x2", rounded(x2)).set("y2", rounded(y2))
}

fn grid_line(x1: f64, y1: f64, x2: f64, y2: f64) -> Line {
    line(x1, y1, x2, y2).set("class", "grid").set("stroke", "#ddd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_a_place_on_the_page() {
        let area = PlotArea { left: 10.0, top: 20.0, width: 100.0, height: 50.0 };
        let (x, y) = (
            LinearScale::around([0.0, 1.0].into_iter(), 100.0),
            LinearScale::around([0.0, 1.0].into_iter(), 50.0),
        );
        assert_eq!((area.x(&x, 0.5), area.y(&y, 0.2)), (Some(60.0), Some(60.0)));
        assert_eq!((area.x(&x, 1.5), area.y(&y, f64::NAN)), (None, None));
    }
}
