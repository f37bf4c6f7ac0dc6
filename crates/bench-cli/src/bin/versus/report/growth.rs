use super::results::{Contest, Results};
use crate::cases::Axis;
use crate::contest::Line;

/// One measure while one size grows.
pub(super) struct Series {
    /// The name, such as `round normal f32 *x32x64`.
    pub(super) name: String,
    pub(super) axis: Axis,
    pub(super) curves: Vec<Curve>,
}

/// Times of one contender.
pub(super) struct Curve {
    pub(super) contender: String,
    /// Size and seconds, in the order of measuring. A time that is a difference and not above 0 is
    /// `None`, because both of its times are noise.
    pub(super) points: Vec<(f64, Option<f64>)>,
}

impl Curve {
    /// The power of the size that time grows with; `None` for fewer than two sizes.
    ///
    /// It is the slope of the line that fits best where both axes are logarithmic.
    pub(super) fn slope(&self) -> Option<f64> {
        let logs = || self.times().map(|(size, seconds)| (size.ln(), seconds.ln()));
        let n = logs().count() as f64;
        let mean = |sum: f64| sum / n;
        let (x, y) = (mean(logs().map(|(x, _)| x).sum()), mean(logs().map(|(_, y)| y).sum()));
        let spread: f64 = logs().map(|(of_x, _)| (of_x - x).powi(2)).sum();
        let together: f64 = logs().map(|(of_x, of_y)| (of_x - x) * (of_y - y)).sum();
        let slope = together / spread;
        slope.is_finite().then_some(slope)
    }

    /// The sizes that have a time.
    pub(super) fn times(&self) -> impl Iterator<Item = (f64, f64)> {
        self.points.iter().filter_map(|&(size, seconds)| Some((size, seconds?)))
    }
}

/// Collects every series among the contests, with the contenders that count in it.
pub(super) fn series(results: &Results) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for contest in &results.contests {
        let Some((axis, name)) = contest.case.series(contest.kind) else { continue };
        let at = all.iter().position(|series| series.name == name).unwrap_or_else(|| {
            all.push(Series { name, axis, curves: Vec::new() });
            all.len() - 1
        });
        for line in &contest.lines {
            all[at].add(contest, line);
        }
    }
    all
}

impl Series {
    fn add(&mut self, contest: &Contest, line: &Line) {
        let Some(seconds) = line.median().filter(|_| line.counts) else { return };
        let size = contest.case.shape[self.axis as usize] as f64;
        let point = (size, (seconds > 0.0).then_some(seconds));
        let of_line = |curve: &&mut Curve| curve.contender == line.contender;
        if let Some(curve) = self.curves.iter_mut().find(of_line) {
            curve.points.push(point);
        } else {
            let contender = line.contender.clone();
            self.curves.push(Curve { contender, points: vec![point] });
        }
    }
}

#[cfg(test)]
mod tests {
    use bench_cli::Seconds;
    use proptest::prelude::*;

    use super::*;
    use crate::cases::{Case, Data, Kind};
    use crate::ours::OURS;

    fn curve(points: &[(f64, f64)]) -> Curve {
        let points = points.iter().map(|&(size, seconds)| (size, Some(seconds))).collect();
        Curve { contender: String::new(), points }
    }

    #[test]
    fn a_slope_wants_two_sizes() {
        assert_eq!(curve(&[]).slope(), None);
        assert_eq!(curve(&[(2.0, 3.0)]).slope(), None);
        assert_eq!(curve(&[(2.0, 3.0), (2.0, 5.0)]).slope(), None);
        let noise = Curve { points: vec![(2.0, Some(3.0)), (4.0, None)], ..curve(&[]) };
        assert_eq!(noise.slope(), None);
        assert!((curve(&[(1.0, 5.0), (100.0, 50.0)]).slope().unwrap() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_series_is_what_differs_in_its_axis_alone() {
        let mut results = Results::default();
        for (axis, n_samples, n_features) in [
            (Some(Axis::Samples), 100, 4),
            (Some(Axis::Samples), 200, 4),
            (Some(Axis::Features), 100, 4),
            (Some(Axis::Features), 100, 8),
            (None, 400, 4),
        ] {
            let shape = [n_samples, n_features, 3];
            let case = Case { grows: axis, shape, ..Case::of(Data::Digits) };
            let line = |contender: &str, counts| Line {
                seconds: Seconds::of([n_samples as f64]),
                counts,
                ..Line::untimed(contender, "")
            };
            let lines = vec![line(OURS, true), line("wrong", false)];
            let name = String::new();
            results.contests.push(Contest { name, case, kind: Kind::Round, lines });
        }
        let series = series(&results);
        let names: Vec<_> = series.iter().map(|series| series.name.as_str()).collect();
        assert_eq!(names, ["round digits f64 *x4x3", "round digits f64 100x*x3"]);
        assert_eq!(series[0].curves.len(), 1, "who does not count has no curve");
        assert_eq!(series[0].curves[0].points, [(100.0, Some(100.0)), (200.0, Some(200.0))]);
        assert_eq!(series[1].curves[0].points, [(4.0, Some(100.0)), (8.0, Some(100.0))]);
    }

    mod properties {
        use super::*;

        proptest! {
            #[test]
            fn the_slope_of_a_power_is_its_exponent(
                sizes in proptest::collection::btree_set(1..1_000_000_u32, 2..8),
                exponent in -3.0..3.0_f64,
                factor in 1e-6..1e3_f64,
            ) {
                let point = |&size: &u32| {
                    let size = f64::from(size);
                    (size, factor * size.powf(exponent))
                };
                let slope = curve(&sizes.iter().map(point).collect::<Vec<_>>()).slope().unwrap();
                // Two neighbouring large sizes are as close as rounding lets their logarithms be.
                let (low, high) = (sizes.first().unwrap(), sizes.last().unwrap());
                let apart = (f64::from(*high) / f64::from(*low)).ln();
                prop_assert!((slope - exponent).abs() < 1e-12 / apart.powi(2) + 1e-9);
            }
        }
    }
}
