use anyhow::{Result, bail};
use svg::node::element::path::{Command, Data, Position};
use tiny_skia::{Path, PathBuilder, Point};

/// Returns the path that SVG path data describes; `None` where there is nothing to draw.
///
/// Knows lines and Bézier curves, which are all that figures and letters are made of.
pub(super) fn outline(data: &str) -> Result<Option<Path>> {
    let mut pen = Pen::default();
    for command in Data::parse(data)?.iter() {
        pen.follow(command)?;
    }
    Ok(pen.builder.finish())
}

#[derive(Default)]
struct Pen {
    builder: PathBuilder,
    /// The beginning of the present subpath.
    start: Point,
    at: Point,
}

impl Pen {
    fn follow(&mut self, command: &Command) -> Result<()> {
        let (size, position, numbers) = match command {
            Command::Move(position, numbers) | Command::Line(position, numbers) => {
                (2, position, numbers)
            }
            Command::HorizontalLine(position, numbers)
            | Command::VerticalLine(position, numbers) => (1, position, numbers),
            Command::QuadraticCurve(position, numbers) => (4, position, numbers),
            Command::CubicCurve(position, numbers) => (6, position, numbers),
            Command::Close => {
                self.builder.close();
                self.at = self.start;
                return Ok(());
            }
            other => bail!("no figure has {other:?} in a path"),
        };
        for numbers in numbers.chunks_exact(size) {
            self.add(command, *position == Position::Relative, numbers);
        }
        Ok(())
    }

    fn add(&mut self, command: &Command, is_relative: bool, numbers: &[f32]) {
        let origin = if is_relative { self.at } else { Point::zero() };
        let point = |numbers: &[f32]| match (command, numbers) {
            (Command::HorizontalLine(..), [x]) => Point { x: origin.x + x, y: self.at.y },
            (Command::VerticalLine(..), [y]) => Point { x: self.at.x, y: origin.y + y },
            (_, [x, y, ..]) => Point { x: origin.x + x, y: origin.y + y },
            _ => self.at,
        };
        let points: Vec<Point> = numbers.chunks(2).map(point).collect();
        let builder = &mut self.builder;
        match (command, points.as_slice()) {
            (Command::Move(..), [to]) => {
                builder.move_to(to.x, to.y);
                self.start = *to;
            }
            (_, [to]) => builder.line_to(to.x, to.y),
            (_, [by, to]) => builder.quad_to(by.x, by.y, to.x, to.y),
            (_, [one, two, to]) => builder.cubic_to(one.x, one.y, two.x, two.y, to.x, to.y),
            _ => {}
        }
        self.at = points.last().copied().unwrap_or(self.at);
    }
}

#[cfg(test)]
mod tests {
    use tiny_skia::PathSegment;

    use super::*;

    #[test]
    fn relative_data_is_the_same_path_as_absolute_data() {
        let relative = "M10 20m-5-5l20 20h3v4q1 2 3 4c1 1 2 2 3 3 4 4 5 5 6 6zm1 1h0";
        let absolute = "M10 20M5 15L25 35H28V39Q29 41 31 43C32 44 33 45 34 46C38 50 39 51 40 52Z\
                        M6 16H6";
        assert_eq!(outline(relative).unwrap(), outline(absolute).unwrap());
    }

    #[test]
    fn what_no_figure_has_is_an_error() {
        assert!(outline("M0 0A5 5 0 1 0 10 0").is_err());
        assert!(outline("M0 0X").is_err());
        assert_eq!(outline("").unwrap(), None);
    }

    /// Dots are lines of no length: they must not be lost on the way.
    #[test]
    fn a_line_of_no_length_is_kept() {
        let path = outline("M1 2h0").unwrap().unwrap();
        let segments: Vec<PathSegment> = path.segments().collect();
        let at = Point { x: 1.0, y: 2.0 };
        assert_eq!(segments, [PathSegment::MoveTo(at), PathSegment::LineTo(at)]);
    }
}
