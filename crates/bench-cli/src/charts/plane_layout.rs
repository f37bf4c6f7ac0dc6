use super::document::rounded;
use super::plane::Plane;
use super::voronoi::{Point, cells};

/// Where things stand on a [`ReportPlane`](super::ReportPlane), for a script that moves them.
///
/// It reaches past all the points and all the centres it is made of, and both axes have one scale unless
/// that would leave the points a flat stripe.
#[derive(Debug)]
pub(crate) struct PlaneLayout {
    plane: Plane,
}

impl PlaneLayout {
    /// The figure's view box is `0 0 WIDTH HEIGHT`.
    pub(crate) const WIDTH: f64 = 640.0;
    pub(crate) const HEIGHT: f64 = 520.0;

    /// What is not finite has no place and is left out.
    pub(crate) fn new(points: &[[f64; 2]], all_centers: &[[f64; 2]]) -> Self {
        let all: Vec<Point> = points.iter().chain(all_centers).copied().collect();
        Self { plane: Plane::to_scale(&all, Self::WIDTH, Self::HEIGHT) }
    }

    /// A sample's or a centre's place in the view box, to a hundredth of a unit.
    ///
    /// What is not finite has a place far outside.
    pub(crate) fn place(&self, point: [f64; 2]) -> [f64; 2] {
        let place = self.plane.on_page(self.plane.place(point)).map(rounded);
        // A hundred pages away is as good as any place that cannot be seen.
        place.map(|x| if x.is_nan() { -1e5 } else { x.clamp(-1e5, 1e5) })
    }

    /// For each centre what an SVG polygon around its region has for `points`; empty where no part of the
    /// view box is nearest to it.
    pub(crate) fn regions(&self, centers: &[[f64; 2]]) -> Vec<String> {
        let is_finite = |center: &&[f64; 2]| center.iter().all(|x| x.is_finite());
        let finite: Vec<Point> =
            centers.iter().filter(is_finite).map(|&center| self.plane.place(center)).collect();
        let mut cells = cells(&finite, self.plane.frame).into_iter();
        let region = |center: &[f64; 2]| {
            let cell = if is_finite(&center) { cells.next() } else { None };
            cell.map_or_else(String::new, |cell| self.plane.corners(&cell))
        };
        centers.iter().map(region).collect()
    }
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

    mod properties {
        use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
        use proptest::prelude::*;

        use super::*;

        fn points() -> impl Strategy<Value = Vec<Point>> {
            let finite = POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO;
            let coordinate = prop_oneof![finite, -30.0..30.0];
            prop::collection::vec(prop::array::uniform2(coordinate), 1..15)
        }

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
