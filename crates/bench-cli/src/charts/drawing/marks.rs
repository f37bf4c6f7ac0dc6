use std::fmt::Write as _;

use svg::node::element::{Circle, Group, Line, Path, Rectangle};

use super::document::rounded;

/// Parts of a figure that belong together, found by their class.
pub(crate) fn group(class: &str) -> Group {
    Group::new().set("class", class)
}

/// A straight line without a colour.
pub(crate) fn line(x1: f64, y1: f64, x2: f64, y2: f64) -> Line {
    let line = Line::new().set("x1", rounded(x1)).set("y1", rounded(y1));
    line.set("x2", rounded(x2)).set("y2", rounded(y2))
}

/// An upright rectangle, black unless it is filled.
pub(crate) fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Rectangle {
    let rectangle = Rectangle::new().set("x", rounded(x)).set("y", rounded(y));
    rectangle.set("width", rounded(width)).set("height", rounded(height))
}

/// A circle, black unless it is filled.
pub(crate) fn dot(x: f64, y: f64, radius: f64) -> Circle {
    Circle::new().set("cx", rounded(x)).set("cy", rounded(y)).set("r", radius)
}

/// The data of a path through all points, one straight line after the other.
pub(crate) fn polyline(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    points.into_iter().fold(String::new(), |mut data, (x, y)| {
        let command = if data.is_empty() { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        let _ = write!(data, "{command}{} {}", rounded(x), rounded(y));
        data
    })
}

/// The line that path data describes, in one colour.
pub(crate) fn stroke(data: &str, colour: &str, width: f64) -> Path {
    let path = Path::new().set("d", data).set("fill", "none");
    path.set("stroke", colour).set("stroke-width", width)
}

/// Many dots of one size: lines of no length with round ends, which take a few bytes each.
pub(crate) fn dots(points: impl IntoIterator<Item = [f64; 2]>, size: f64, colour: &str) -> Path {
    let mut data = String::new();
    for [x, y] in points {
        // Writing to a string cannot fail.
        let _ = write!(data, "M{} {}h0", rounded(x), rounded(y));
    }
    let dots = Path::new().set("d", data).set("stroke", colour);
    dots.set("stroke-width", size).set("stroke-linecap", "round")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_through_its_points_and_dots_stand_at_theirs() {
        assert_eq!(polyline([(1.0, 2.0), (1.0 / 3.0, -0.001)]), "M1 2L0.33 0");
        assert_eq!(polyline([]), "");
        let dots = dots([[1.0, 2.0], [3.0, 4.5]], 3.0, "#000").to_string();
        assert!(dots.contains("M1 2h0M3 4.5h0"), "{dots}");
    }
}
