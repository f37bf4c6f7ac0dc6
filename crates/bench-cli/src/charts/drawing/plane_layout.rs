use super::axis::Axis;
use super::document::rounded;
use super::voronoi::{Frame, Point, cells};
use crate::text::range::finite_range;

/// Room past the outermost samples, in the samples' unit.
const MARGIN: f64 = 1.0;
/// The same as a share of their range.
const SHARE: f64 = 0.06;
/// Each axis has its own scale if one would be this many times longer on the page than the other.
const FLAT: f64 = 4.0;

/// The places of samples, centres and regions on the page, also for a script that moves them.
///
/// Samples are first divided by the largest coordinate, if that is past 1: then nothing overflows,
/// and distances keep their order. Drawing stretches each axis by itself to fill the page, so regions
/// must be found before.
#[derive(Debug)]
pub(crate) struct PlaneLayout {
    unit: f64,
    /// The part of the plane that is shown, in units.
    frame: Frame,
    width: f64,
    height: f64,
}

impl PlaneLayout {
    /// Size of the page of [`new`](Self::new), in user units.
    pub(crate) const WIDTH: f64 = 640.0;
    pub(crate) const HEIGHT: f64 = 520.0;

    /// The plane of a [`ReportPlane`](crate::charts::ReportPlane), past all points and all centres.
    ///
    /// Both axes have one scale unless that would leave the points a flat stripe. A point that is not finite
    /// is left out.
    pub(crate) fn new(points: &[[f64; 2]], all_centers: &[[f64; 2]]) -> Self {
        let all: Vec<Point> = points.iter().chain(all_centers).copied().collect();
        Self::to_scale(&all, Self::WIDTH, Self::HEIGHT)
    }

    /// A plane around all the points, `width × height` on the page, each axis with its own scale.
    pub(crate) fn around(points: &[[f64; 2]], width: f64, height: f64) -> Self {
        let unit = points.iter().flatten().fold(1.0, |unit: f64, x| unit.max(x.abs()));
        let ends = [0, 1].map(|axis| {
            let (low, high) = finite_range(points.iter().map(|point| point[axis] / unit));
            let margin = (MARGIN / unit).max(least_margin(low, high));
            (low - margin, high + margin)
        });
        Self { unit, frame: Frame::new(ends), width, height }
    }

    /// A plane around all the points that are finite, with room at its edges. Both axes have one scale,
    /// as distances have, unless that would leave the points a flat stripe.
    fn to_scale(points: &[Point], width: f64, height: f64) -> Self {
        let finite = || points.iter().filter(|point| point.iter().all(|x| x.is_finite()));
        let unit = finite().flatten().fold(1.0, |unit: f64, x| unit.max(x.abs()));
        let ends = [0, 1].map(|axis| {
            let (low, high) = finite_range(finite().map(|point| point[axis] / unit));
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
        let ends = [0, 1].map(|axis| {
            let (low, high) = frame[axis];
            let is_flat = scale > FLAT * lengths[axis];
            let more =
                if is_flat { 0.0 } else { (scale / lengths[axis] - 1.0) * (high - low) / 2.0 };
            (low - more, high + more)
        });
        Self { unit, frame: Frame::new(ends), width, height }
    }

    /// A sample's or a centre's place on the page, to a hundredth of a unit: x to the right, y down.
    ///
    /// A point that is not finite has a place far outside.
    pub(crate) fn place(&self, point: [f64; 2]) -> [f64; 2] {
        let place = self.on_page(self.in_units(point)).map(rounded);
        // A hundred pages away is as good as any place that cannot be seen.
        place.map(|x| if x.is_nan() { -1e5 } else { x.clamp(-1e5, 1e5) })
    }

    /// Returns the rounded numbers along both axes: the place of each on the page, and its text.
    pub(crate) fn ticks(&self) -> [Vec<(f64, String)>; 2] {
        let Frame { low, high } = self.frame;
        [(0, self.width), (1, self.height)].map(|(axis, length)| {
            let ends = [low[axis], high[axis]].map(|end| end * self.unit);
            let scale = Axis::linear(ends.into_iter(), length);
            let place = |value: f64| {
                let mut point = [low[0] * self.unit, low[1] * self.unit];
                point[axis] = value;
                self.place(point)[axis]
            };
            let ticks = scale.ticks().iter().map(|tick| (place(tick.value), tick.text.clone()));
            ticks.filter(|(at, _)| (0.0..=length).contains(at)).collect()
        })
    }

    /// Returns how many times as long on the page a unit is along each axis as along the other one, if
    /// it is longer there.
    pub(crate) fn stretch(&self) -> [Option<f64>; 2] {
        let Frame { low, high } = self.frame;
        let unit = |axis: usize, length: f64| length / (high[axis] - low[axis]);
        let ratio = unit(0, self.width) / unit(1, self.height);
        [ratio, 1.0 / ratio].map(|ratio| (ratio > 1.001 && ratio.is_finite()).then_some(ratio))
    }

    pub(crate) fn contains(&self, point: [f64; 2]) -> bool {
        self.frame.contains(self.in_units(point))
    }

    /// The corners of each centre's region as an SVG polygon has them; empty where no part of the page is
    /// nearest to it.
    pub(crate) fn regions(&self, centers: &[[f64; 2]]) -> Vec<String> {
        let is_finite = |center: &&[f64; 2]| center.iter().all(|x| x.is_finite());
        let finite: Vec<Point> =
            centers.iter().filter(is_finite).map(|&center| self.in_units(center)).collect();
        let mut cells = cells(&finite, self.frame).into_iter();
        let region = |center: &[f64; 2]| {
            let cell = if is_finite(&center) { cells.next() } else { None };
            cell.map_or_else(String::new, |cell| self.corners(&cell))
        };
        centers.iter().map(region).collect()
    }

    fn in_units(&self, point: Point) -> Point {
        point.map(|x| x / self.unit)
    }

    fn on_page(&self, place: Point) -> Point {
        let Frame { low, high } = self.frame;
        let [x, y] = [0, 1].map(|axis| (place[axis] - low[axis]) / (high[axis] - low[axis]));
        [x * self.width, (1.0 - y) * self.height]
    }

    fn corners(&self, region: &[Point]) -> String {
        let corner = |&corner: &Point| {
            let [x, y] = self.on_page(corner).map(rounded);
            format!("{x},{y}")
        };
        region.iter().map(corner).collect::<Vec<_>>().join(" ")
    }
}

/// The least that changes a coordinate: from about 10^15 on, adding 1 does not.
fn least_margin(smallest: f64, largest: f64) -> f64 {
    4.0 * f64::EPSILON * smallest.abs().max(largest.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_points_and_centers_stand_in_the_view_box() {
        let (points, centers) = ([[0.0, 0.0], [4.0, 4.0]], [[9.0, -3.0]]);
        let layout = PlaneLayout::new(&points, &centers);
        for point in points.iter().chain(&centers) {
            let [x, y] = layout.place(*point);
            assert!(
                (0.0..=PlaneLayout::WIDTH).contains(&x) && (0.0..=PlaneLayout::HEIGHT).contains(&y)
            );
        }
        assert!(layout.place([1.0, 0.0])[0] > layout.place([0.0, 0.0])[0]);
        assert!(layout.place([0.0, 1.0])[1] < layout.place([0.0, 0.0])[1], "up is up");
    }

    #[test]
    fn regions_meet_halfway() {
        let layout = PlaneLayout::new(&[[-1.0, 0.0], [1.0, 0.0]], &[]);
        let regions = layout.regions(&[[-1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]);
        assert_eq!(regions[0], "0,520 320,520 320,0 0,0");
        assert_eq!(regions[1], "320,520 640,520 640,0 320,0");
        assert_eq!(regions[2], "", "the first has it");
    }

    #[test]
    fn what_is_no_number_has_no_region() {
        let layout = PlaneLayout::new(&[[0.0, 0.0], [f64::NAN, 1.0]], &[[f64::INFINITY, 0.0]]);
        let regions = layout.regions(&[[f64::NAN, 0.0], [0.0, 0.0], [0.0, f64::INFINITY]]);
        assert_eq!(regions, ["", "0,520 640,520 640,0 0,0", ""]);
        assert!(layout.place([f64::NAN, f64::INFINITY]).iter().all(|&x| x < -1e4));
        assert!(layout.regions(&[]).is_empty());
    }

    #[test]
    fn it_reaches_one_past_the_samples() {
        let plane = PlaneLayout::around(&[[0.0, 10.0], [4.0, 7.0], [2.0, 9.0]], 60.0, 50.0);
        let on_page = |sample| format!("{:.3?}", plane.on_page(plane.in_units(sample)));
        assert_eq!(on_page([0.0, 10.0]), "[10.000, 10.000]");
        assert_eq!(on_page([4.0, 7.0]), "[50.000, 40.000]");
        assert_eq!(on_page([-1.0, 6.0]), "[0.000, 50.000]");
    }

    #[test]
    fn both_axes_have_one_scale_unless_that_is_flat() {
        let across = |points: &[Point]| {
            let plane = PlaneLayout::to_scale(points, 60.0, 50.0);
            let [low, high] = [0, 1].map(|end| plane.on_page(plane.in_units(points[end])));
            [high[0] - low[0], low[1] - high[1]]
        };
        let [x, y] = across(&[[0.0, 0.0], [2.0, 1.0]]);
        assert!((x - 2.0 * y).abs() < 1e-9 && x > 50.0, "{x} {y}");
        let [x, y] = across(&[[0.0, 0.0], [1.0, 2000.0]]);
        assert!(x > 50.0 && y > 40.0, "{x} {y}");
    }

    #[test]
    fn ticks_are_few_and_stand_at_their_values() {
        let plane = PlaneLayout::to_scale(&[[0.0, 0.0], [1.0, 2000.0]], 640.0, 520.0);
        let [across, up] = plane.ticks();
        for ticks in [&across, &up] {
            assert!((3..=7).contains(&ticks.len()), "{ticks:?}");
        }
        for (at, text) in across {
            let [x, _] = plane.place([text.parse().unwrap(), 0.0]);
            assert!((x - at).abs() < 0.02, "{text}");
        }
        let [across, up] = plane.stretch();
        assert!(across.unwrap() > 1000.0 && up.is_none());
        let even = PlaneLayout::to_scale(&[[0.0, 0.0], [2.0, 1.0]], 60.0, 50.0);
        assert_eq!(even.stretch(), [None, None]);
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
            let plane = PlaneLayout::to_scale(points, 60.0, 50.0);
            let Frame { low, high } = plane.frame;
            assert!(low[0] < high[0] && low[1] < high[1], "{points:?}: {plane:?}");
            for point in points.iter().filter(|point| point.iter().all(|x| x.is_finite())) {
                assert!(plane.contains(*point), "{points:?}: {plane:?}");
            }
        }
    }

    #[test]
    fn one_sample_stands_in_the_middle_however_far_out() {
        for sample in [[0.0; 2], [3.0, -2.0], [1e-300, 1e15], [1e17, -1e-17], [f64::MAX, f64::MIN]]
        {
            let plane = PlaneLayout::around(&[sample; 3], 60.0, 50.0);
            let [x, y] = plane.on_page(plane.in_units(sample));
            assert!((x - 30.0).abs() < 8.0 && (y - 25.0).abs() < 8.0, "{sample:?}: {x} {y}");
        }
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;
        use crate::charts::reading::points;

        proptest! {
            #[test]
            fn regions_lie_in_the_view_box(points in points(), centers in points()) {
                let layout = PlaneLayout::new(&points, &centers);
                let regions = layout.regions(&centers);
                prop_assert_eq!(regions.len(), centers.len());
                prop_assert!(regions.iter().any(|region| !region.is_empty()));
                for number in regions.iter().flat_map(|region| region.split([' ', ','])) {
                    let number = if number.is_empty() { 0.0 } else { number.parse::<f64>().unwrap() };
                    prop_assert!((0.0..=PlaneLayout::WIDTH).contains(&number), "{regions:?}");
                }
            }
        }
    }
}
