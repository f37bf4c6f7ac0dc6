/// A point of the plane.
pub(crate) type Point = [f64; 2];

/// An upright rectangle: the smallest and the largest coordinate of each axis.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) low: Point,
    pub(crate) high: Point,
}

impl Frame {
    /// The smallest and the largest coordinate of each axis.
    pub(crate) fn new([x, y]: [(f64, f64); 2]) -> Self {
        Self { low: [x.0, y.0], high: [x.1, y.1] }
    }

    /// Inside, or on the edge.
    pub(crate) fn contains(&self, point: Point) -> bool {
        (0..2).all(|axis| (self.low[axis]..=self.high[axis]).contains(&point[axis]))
    }

    fn corners(&self) -> Vec<Point> {
        let [left, bottom] = self.low;
        let [right, top] = self.high;
        vec![[left, bottom], [right, bottom], [right, top], [left, top]]
    }
}

/// For each centre the part of the frame that is nearer to it than to any other, a convex polygon.
///
/// The polygons share edges and cover the frame. A cell that does not reach into the frame has no
/// vertices; of centres at one place the first has the cell, as it has the samples. The frame's
/// coordinates should be of the order of 1; the centres may be anywhere.
///
/// Each cell is the frame cut by one half-plane per other centre (Sutherland and Hodgman, "Reentrant
/// polygon clipping", 1974): O(k²), no mesh, and short.
pub(crate) fn cells(centers: &[Point], frame: Frame) -> Vec<Vec<Point>> {
    // The sum and the difference of two halves never overflow.
    let halves: Vec<Point> = centers.iter().map(|center| center.map(|x| x / 2.0)).collect();
    (0..halves.len()).map(|label| cell(label, &halves, frame)).collect()
}

#[expect(clippy::float_cmp, reason = "only at the very same place is there no line halfway")]
fn cell(label: usize, halves: &[Point], frame: Frame) -> Vec<Point> {
    let mut polygon = frame.corners();
    for (other, &half) in halves.iter().enumerate() {
        if half != halves[label] {
            polygon = nearer_part(&polygon, halves[label], half);
        } else if other < label {
            polygon.clear();
        }
        if polygon.is_empty() {
            break;
        }
    }
    polygon
}

/// The part of a convex polygon that is nearer to the centre than to the other.
fn nearer_part(polygon: &[Point], half_center: Point, half_other: Point) -> Vec<Point> {
    let beyond = |vertex| beyond_bisector(vertex, half_center, half_other);
    let mut kept = Vec::with_capacity(polygon.len() + 1);
    let followers = polygon.iter().cycle().skip(1);
    for (&from, &to) in polygon.iter().zip(followers) {
        let (start, end) = (beyond(from), beyond(to));
        if start <= 0.0 {
            kept.push(from);
        }
        if start.min(end) < 0.0 && start.max(end) > 0.0 {
            let share = start / (start - end);
            kept.push([0, 1].map(|axis| from[axis] + share * (to[axis] - from[axis])));
        }
    }
    // A bisector that only touches leaves a corner or an edge.
    if kept.len() < 3 { Vec::new() } else { kept }
}

/// Distance of a point past the line halfway between the centres, in any unit.
fn beyond_bisector(point: Point, half_center: Point, half_other: Point) -> f64 {
    let toward = [0, 1].map(|axis| half_other[axis] - half_center[axis]);
    let length = toward[0].abs().max(toward[1].abs());
    let along = |axis: usize| {
        toward[axis] / length * (point[axis] - (half_other[axis] + half_center[axis]))
    };
    along(0) + along(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Frame = Frame { low: [-1.0, -1.0], high: [1.0, 1.0] };

    fn area(polygon: &[Point]) -> f64 {
        let followers = polygon.iter().cycle().skip(1);
        let crosses = polygon.iter().zip(followers).map(|(a, b)| a[0] * b[1] - a[1] * b[0]);
        crosses.sum::<f64>() / 2.0
    }

    /// The polygons run counterclockwise, so what is inside lies to the left of every edge.
    fn holds(polygon: &[Point], point: Point, tolerance: f64) -> bool {
        let followers = polygon.iter().cycle().skip(1);
        polygon.len() >= 3
            && polygon.iter().zip(followers).all(|(a, b)| {
                let left = (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]);
                left >= -tolerance
            })
    }

    #[test]
    fn one_center_has_the_frame() {
        assert_eq!(cells(&[[0.3, 7.0]], SQUARE), [SQUARE.corners()]);
    }

    #[test]
    fn two_centers_share_it_at_the_line_halfway() {
        let cells = cells(&[[-0.5, 0.2], [1.5, 0.2]], SQUARE);
        assert_eq!(cells[0], [[-1.0, -1.0], [0.5, -1.0], [0.5, 1.0], [-1.0, 1.0]]);
        assert_eq!(cells[1], [[0.5, -1.0], [1.0, -1.0], [1.0, 1.0], [0.5, 1.0]]);
    }

    #[test]
    fn of_coinciding_centers_the_first_has_the_cell() {
        let cells = cells(&[[0.5, 0.0], [-0.5, 0.0], [0.5, 0.0], [-0.5, 0.0]], SQUARE);
        let areas: Vec<f64> = cells.iter().map(|cell| area(cell)).collect();
        assert_eq!(areas, [2.0, 2.0, 0.0, 0.0]);
        assert!(cells[2].is_empty() && cells[3].is_empty());
    }

    #[test]
    fn a_far_center_has_no_cell_and_a_touching_one_neither() {
        let cells = cells(&[[0.0, 0.0], [0.0, 50.0], [2.0, 0.0], [2.0, 2.0]], SQUARE);
        assert_eq!(cells[0], SQUARE.corners());
        assert!(cells[1..].iter().all(Vec::is_empty), "{cells:?}");
    }

    #[test]
    fn centers_at_the_ends_of_the_numbers_have_cells() {
        let tiny = f64::from_bits(1);
        for [x, y] in
            [[f64::MAX, 0.0], [f64::MAX; 2], [tiny, 0.0], [2.0 * tiny, tiny], [1e200, -1e-200]]
        {
            let cells = cells(&[[x, y], [-x, -y]], SQUARE);
            let total: f64 = cells.iter().map(|cell| area(cell)).sum();
            assert!((total - 4.0).abs() < 1e-12, "{x:e} {y:e}: {cells:?}");
        }
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        /// On a lattice many bisectors meet in one point, run through corners, or coincide.
        fn centers() -> impl Strategy<Value = Vec<Point>> {
            let lattice = prop::array::uniform2((-6_i8..=6).prop_map(|x| f64::from(x) / 4.0));
            let anywhere = prop::array::uniform2(-2.0..2.0);
            prop_oneof![
                prop::collection::vec(lattice, 1..20),
                prop::collection::vec(anywhere, 1..20)
            ]
        }

        fn frame() -> impl Strategy<Value = Frame> {
            let sides = prop::array::uniform2((-1.5..0.0, 0.1..3.0));
            sides.prop_map(|sides| Frame::new(sides.map(|(low, length)| (low, low + length))))
        }

        proptest! {
            #[test]
            fn areas_add_up_to_the_frame(centers in centers(), frame in frame()) {
                let total: f64 = cells(&centers, frame).iter().map(|cell| area(cell)).sum();
                prop_assert!((total - area(&frame.corners())).abs() < 1e-12, "{total}");
            }

            #[test]
            fn a_point_lies_in_the_cell_of_its_nearest_center(
                centers in centers(),
                frame in frame(),
                share in prop::array::uniform2(0.0..=1.0),
            ) {
                let point: Point = [0, 1].map(|axis| {
                    frame.low[axis] + share[axis] * (frame.high[axis] - frame.low[axis])
                });
                let distance = |label: &usize| {
                    let [x, y] = [0, 1].map(|axis| point[axis] - centers[*label][axis]);
                    x * x + y * y
                };
                let labels = 0..centers.len();
                let nearest = labels.min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap();
                prop_assert!(holds(&cells(&centers, frame)[nearest], point, 1e-12));
            }
        }
    }
}
