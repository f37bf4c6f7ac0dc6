use svg::node::element::Text;

use super::document::{Side, label, rounded};
use super::fitted_text::{fitted_name, widest};

/// Names of columns side by side, turned where they have no room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ColumnNames<'a> {
    pub(crate) names: &'a [String],
    pub(crate) font_size: f64,
    /// Room for the longest of them, in user units.
    pub(crate) room: f64,
    /// The longest that a turned name may be.
    pub(crate) most: f64,
}

impl ColumnNames<'_> {
    pub(crate) fn is_turned(&self) -> bool {
        self.widest() > self.room
    }

    /// The longest name, as far as it is shown.
    pub(crate) fn widest(&self) -> f64 {
        widest(self.names, self.font_size).min(self.most)
    }

    /// A name centred on `x`. A turned one begins or ends at `y`, on the side given.
    pub(crate) fn draw(&self, name: &str, x: f64, y: f64, side: Side) -> Text {
        if !self.is_turned() {
            return label(name, self.font_size, x, y, Side::Middle);
        }
        let (x, y) = (rounded(x + 0.35 * self.font_size), rounded(y));
        let name = fitted_name(name, self.font_size, self.most);
        label(&name, self.font_size, x, y, side).set("transform", format!("rotate(-90 {x} {y})"))
    }
}
