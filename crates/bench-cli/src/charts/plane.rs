use std::fmt::Write as _;

use super::document::rounded;
use super::voronoi::{Frame, Point};

/// How far a figure reaches past the outermost samples, in the samples' unit.
const MARGIN: f64 = 1.0;
/// The same as a share of their range.
const SHARE: f64 = 0.06;
/// How many times longer on the page one axis would be than the other, before each has its own scale.
const FLAT: f64 = 4.0;

/// Where samples lie on the page.
///
/// Samples are first divided by the largest coordinate, if that is past 1: then nothing overflows,
/// and distances keep their order. Drawing stretches each axis by itself to fill the page, so regions
/// must be found before.
#[derive(Debug)]
pub(super) struct Plane {
    unit: f64,
    /// What is shown, in units.
    pub(super) frame: Frame,
    width: f64,
    height: f64,
}

impl Plane {
    /// A plane around all the points, `width × height` on the page.
    pub(super) fn around(points: &[Point], width: f64, height: f64) -> Self {
        let coordinates = points.iter().flatten();
        let unit = coordinates.fold(1.0, |unit: f64, x| unit.max(x.abs()));
        let [x, y] = [0, 1].map(|axis| range(points.iter().map(|point| point[axis] / unit), unit));
        Self { unit, frame: Frame { low: [x.0, y.0], high: [x.1, y.1] }, width, height }
    }

    /// A plane around all the points that are finite, with room at its edges. Both axes have one scale,
    /// as distances have, unless that would leave the points a flat stripe.
    pub(super) fn to_scale(points: &[Point], width: f64, height: f64) -> Self {
        let finite = || points.iter().filter(|point| point.iter().all(|x| x.is_finite()));
        let unit = finite().flatten().fold(1.0, |unit: f64, x| unit.max(x.abs()));
        let ends = [0, 1].map(|axis| {
            let (low, high) = ends(finite().map(|point| point[axis] / unit));
            if low > high { (0.0, 0.0) } else { (low, high) }
        });
        let longest = (ends[0].1 - ends[0].0).max(ends[1].1 - ends[1].0);
        let frame = ends.map(|(low, high)| {
            let margin = if high > low { SHARE * (high - low) } else { longest / 2.0 };
            let margin = margin.max(least_margin(low, high));
            let margin = if margin > 0.0 { margin } else { MARGIN };
            (low - margin, high + margin)
        });
        let lengths = [(frame[0].1 - frame[0].0) / width, (frame[1].1 - frame[1].0) / height];
        let scale = lengths[0].max(lengths[1]);
        let [x, y] = [0, 1].map(|axis| {
            let (low, high) = frame[axis];
            if scale > FLAT * lengths[axis] {
                return (low, high);
            }
            let more = (scale / lengths[axis] - 1.0) * (high - low) / 2.0;
            (low - more, high + more)
        });
        Self { unit, frame: Frame { low: [x.0, y.0], high: [x.1, y.1] }, width, height }
    }

    /// A sample in units.
    pub(super) fn place(&self, sample: Point) -> Point {
        sample.map(|x| x / self.unit)
    }

    /// A place on the page, x to the right and y down from the upper left corner.
    pub(super) fn on_page(&self, place: Point) -> Point {
        let Frame { low, high } = self.frame;
        let [x, y] = [0, 1].map(|axis| (place[axis] - low[axis]) / (high[axis] - low[axis]));
        [x * self.width, (1.0 - y) * self.height]
    }

    /// The corners of a region as an SVG polygon has them.
    pub(super) fn corners(&self, region: &[Point]) -> String {
        let mut corners = String::new();
        for &corner in region {
            let [x, y] = self.on_page(corner).map(rounded);
            // Writing to a string cannot fail.
            let _ = write!(corners, "{x},{y} ");
        }
        corners.truncate(corners.trim_end().len());
        corners
    }

    /// The data of a path with a dot at each place: a line of no length with round ends is a dot, and takes
    /// a few bytes.
    pub(super) fn dots(&self, places: &[Point]) -> String {
        let mut dots = String::new();
        for &place in places {
            let [x, y] = self.on_page(place).map(rounded);
            let _ = write!(dots, "M{x} {y}h0");
        }
        dots
    }
}

/// From below the smallest to above the largest value.
fn range(values: impl Iterator<Item = f64>, unit: f64) -> (f64, f64) {
    let (smallest, largest) = ends(values);
    let margin = (MARGIN / unit).max(least_margin(smallest, largest));
    (smallest - margin, largest + margin)
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

/// From about 10^15 on, adding 1 changes nothing.
fn least_margin(smallest: f64, largest: f64) -> f64 {
    4.0 * f64::EPSILON * smallest.abs().max(largest.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reaches_one_past_the_samples() {
        let plane = Plane::around(&[[0.0, 10.0], [4.0, 7.0], [2.0, 9.0]], 60.0, 50.0);
        let on_page = |sample| format!("{:.3?}", plane.on_page(plane.place(sample)));
        assert_eq!(on_page([0.0, 10.0]), "[10.000, 10.000]");
        assert_eq!(on_page([4.0, 7.0]), "[50.000, 40.000]");
        assert_eq!(on_page([-1.0, 6.0]), "[0.000, 50.000]");
    }

    #[test]
    fn both_axes_have_one_scale_unless_that_is_flat() {
        let across = |points: &[Point]| {
            let plane = Plane::to_scale(points, 60.0, 50.0);
            let [low, high] = [0, 1].map(|end| plane.on_page(plane.place(points[end])));
            [high[0] - low[0], low[1] - high[1]]
        };
        let [x, y] = across(&[[0.0, 0.0], [2.0, 1.0]]);
        assert!((x - 2.0 * y).abs() < 1e-9 && x > 50.0, "{x} {y}");
        let [x, y] = across(&[[0.0, 0.0], [1.0, 2000.0]]);
        assert!(x > 50.0 && y > 40.0, "{x} {y}");
    }

    #[test]
    fn any_points_stand_inside_a_plane_to_scale() {
        let odd: [&[Point]; 6] = [
            &[],
            &[[f64::NAN, 1.0], [f64::INFINITY, 0.0]],
            &[[0.0; 2]; 3],
            &[[1e-300, 7.0]],
            &[[f64::MAX, f64::MIN], [f64::MIN, 0.0]],
            &[[3.0, 0.0], [3.0, 1e-9]],
        ];
        for points in odd {
            let plane = Plane::to_scale(points, 60.0, 50.0);
            let Frame { low, high } = plane.frame;
            assert!(low[0] < high[0] && low[1] < high[1], "{points:?}: {plane:?}");
            for point in points.iter().filter(|point| point.iter().all(|x| x.is_finite())) {
                assert!(plane.frame.contains(plane.place(*point)), "{points:?}: {plane:?}");
            }
        }
    }

    #[test]
    fn one_sample_stands_in_the_middle_however_far_out() {
        for sample in [[0.0; 2], [3.0, -2.0], [1e-300, 1e15], [1e17, -1e-17], [f64::MAX, f64::MIN]]
        {
            let plane = Plane::around(&[sample; 3], 60.0, 50.0);
            let [x, y] = plane.on_page(plane.place(sample));
            assert!((x - 30.0).abs() < 8.0 && (y - 25.0).abs() < 8.0, "{sample:?}: {x} {y}");
        }
    }
}
