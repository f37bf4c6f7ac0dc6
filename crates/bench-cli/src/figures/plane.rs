use super::voronoi::{Frame, Point};

/// How far a figure reaches past the outermost samples, in the samples' unit.
const MARGIN: f64 = 1.0;

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
}

/// From below the smallest to above the largest value.
fn range(values: impl Iterator<Item = f64>, unit: f64) -> (f64, f64) {
    let (smallest, largest) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    // From about 10^15 on, adding 1 changes nothing.
    let least = 4.0 * f64::EPSILON * smallest.abs().max(largest.abs());
    let margin = (MARGIN / unit).max(least);
    (smallest - margin, largest + margin)
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
    fn one_sample_stands_in_the_middle_however_far_out() {
        for sample in [[0.0; 2], [3.0, -2.0], [1e-300, 1e15], [1e17, -1e-17], [f64::MAX, f64::MIN]]
        {
            let plane = Plane::around(&[sample; 3], 60.0, 50.0);
            let [x, y] = plane.on_page(plane.place(sample));
            assert!((x - 30.0).abs() < 8.0 && (y - 25.0).abs() < 8.0, "{sample:?}: {x} {y}");
        }
    }
}
