use super::document::rounded;
use crate::text::range::{finite_range, whole};

/// An axis of a chart: linear from one tick to another, or logarithmic.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    ticks: Vec<Tick>,
    /// The ends. For a logarithmic axis, their logarithms to base 10.
    low: f64,
    high: f64,
    length: f64,
    is_logarithmic: bool,
}

/// A value beside an axis, and how it is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    pub(crate) value: f64,
    pub(crate) text: String,
}

/// Ticks of a linear axis at most, about.
const TICKS: f64 = 5.0;
/// Ticks in every decade of a logarithmic axis.
const STEPS: [f64; 3] = [1.0, 2.0, 5.0];

impl Axis {
    /// A linear axis of `length` user units around all values that are finite.
    pub(crate) fn linear(values: impl Iterator<Item = f64>, length: f64) -> Self {
        let (low, high) = finite_range(values);
        let (low, high) = wide_enough(low, high);
        let step = step(low, high);
        // Counted in whole steps, because sums of steps would drift.
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let n_steps = (last - first).clamp(1.0, 4.0 * TICKS);
        let decimals = decimals(step);
        let ticks = (0..=whole(n_steps)).map(|number| {
            let value = (first + number as f64) * step;
            Tick { value, text: written(value, decimals) }
        });
        let (low, high) = (first * step, (first + n_steps) * step);
        Self { ticks: ticks.collect(), low, high, length, is_logarithmic: false }
    }

    /// A logarithmic axis of `length` user units around all values that are finite and above 0.
    pub(crate) fn logarithmic(values: impl Iterator<Item = f64>, length: f64) -> Self {
        let (low, high) = finite_range(values.map(f64::log10));
        // A twentieth of a decade keeps dots off the edges, and one value from being a point.
        let (low, high) = if low > high { (0.0, 1.0) } else { (low - 0.05, high + 0.05) };
        let tick = |value| Tick { value, text: short(value) };
        let ticks = powers(low, high).map(tick).collect();
        Self { ticks, low, high, length, is_logarithmic: true }
    }

    /// The same axis with ticks written another way.
    pub(crate) fn written(mut self, text: impl Fn(f64) -> String) -> Self {
        for tick in &mut self.ticks {
            tick.text = text(tick.value);
        }
        self
    }

    /// Distance of a value from the low end, in user units; `None` outside the axis.
    pub(crate) fn place(&self, value: f64) -> Option<f64> {
        let value = if self.is_logarithmic { value.log10() } else { value };
        let share = (value - self.low) / (self.high - self.low);
        (-1e-9..=1.0 + 1e-9).contains(&share).then_some(share * self.length)
    }

    /// Distance of a value from the low end, in user units, also past the ends. `None` for NaN.
    pub(crate) fn beyond(&self, value: f64) -> Option<f64> {
        let share = (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0);
        // A place that is cut off anyhow need not fill the page with digits.
        (!share.is_nan()).then_some(share.clamp(-1e4, 1e4) * self.length)
    }

    pub(crate) fn ticks(&self) -> &[Tick] {
        &self.ticks
    }
}

/// 1, 2, 5, 10 and so on between two logarithms, or only powers of ten where those would be many.
fn powers(low: f64, high: f64) -> impl Iterator<Item = f64> {
    let steps = if high - low > 2.5 { &STEPS[..1] } else { &STEPS };
    #[expect(clippy::cast_possible_truncation, reason = "an f64 has some 600 decades")]
    let decades = low.floor() as i32..=high.ceil() as i32;
    let ticks = decades.flat_map(move |decade| steps.iter().map(move |x| x * 10_f64.powi(decade)));
    ticks.filter(move |tick| (low..=high).contains(&tick.log10()))
}

/// One value, or values that differ by rounding alone, stand in the middle of a wider range.
fn wide_enough(low: f64, high: f64) -> (f64, f64) {
    if low > high {
        return (0.0, 1.0);
    }
    // A range past the largest number has no step.
    let (low, high) = (low.max(-f64::MAX / 8.0), high.min(f64::MAX / 8.0));
    let least = 1e-9 * low.abs().max(high.abs());
    match high - low {
        range if range > least => (low, high),
        _ if least == 0.0 => (low - 0.5, high + 0.5),
        _ => (low - 1e8 * least, high + 1e8 * least),
    }
}

/// 1, 2 or 5 times a power of ten.
fn step(low: f64, high: f64) -> f64 {
    let rough = (high - low) / TICKS;
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    let chosen = steps.into_iter().find(|&step| step >= rough * (1.0 - 1e-9));
    chosen.unwrap_or(10.0 * power).max(f64::MIN_POSITIVE)
}

/// Digits behind the point that tell one tick from the next.
fn decimals(step: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "an f64 has some 600 decades")]
    let decade = (step.log10() + 1e-9).floor() as i32;
    -decade
}

fn written(value: f64, decimals: i32) -> String {
    let value = value + 0.0; // no minus before a zero
    let size = value.abs();
    match decimals {
        1..=6 if size < 1e6 => format!("{value:.*}", decimals.unsigned_abs() as usize),
        ..=0 if size < 1e4 => format!("{value:.0}"),
        ..=-3 if size < 1e6 => format!("{:.0}k", value / 1e3),
        ..=0 if size < 1e6 => format!("{value:.0}"),
        ..=-3 if size < 1e9 => {
            format!("{:.*}M", (6 + decimals).max(0).unsigned_abs() as usize, value / 1e6)
        }
        _ => format!("{:e}", to_six_digits(value)),
    }
}

/// To six digits: what a step of a power of ten leaves behind the sixth is rounding.
fn to_six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// `100000` as `100k`.
fn short(value: f64) -> String {
    match value {
        1e6.. => format!("{}M", rounded(value / 1e6)),
        1e3.. => format!("{}k", rounded(value / 1e3)),
        _ => format!("{}", (value * 1e4).round() / 1e4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[f64]) -> Vec<String> {
        let scale = Axis::linear(values.iter().copied(), 100.0);
        scale.ticks().iter().map(|tick| tick.text.clone()).collect()
    }

    fn tick_values(axis: &Axis) -> Vec<f64> {
        axis.ticks().iter().map(|tick| tick.value).collect()
    }

    #[test]
    fn ticks_are_round_numbers_around_the_values() {
        assert_eq!(texts(&[2.0, 20.0]), ["0", "5", "10", "15", "20"]);
        assert_eq!(texts(&[0.13, 0.21]), ["0.12", "0.14", "0.16", "0.18", "0.20", "0.22"]);
        assert_eq!(texts(&[-0.4, 0.7]), ["-0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(texts(&[61_000.0, 118_000.0]), ["60k", "80k", "100k", "120k"]);
        assert_eq!(texts(&[1.16e6, 1.27e6]), ["1.15M", "1.20M", "1.25M", "1.30M"]);
        assert_eq!(texts(&[2e-12, 9e-12]), ["2e-12", "4e-12", "6e-12", "8e-12", "1e-11"]);
    }

    #[test]
    fn the_ends_are_ticks() {
        let scale = Axis::linear([0.13, 0.21].into_iter(), 300.0);
        let ends = [scale.ticks().first(), scale.ticks().last()].map(|tick| tick.unwrap().value);
        assert_eq!(scale.place(ends[0]), Some(0.0));
        assert!((scale.place(ends[1]).unwrap() - 300.0).abs() < 1e-6);
        assert_eq!(scale.place(0.3), None);
        assert_eq!(scale.place(f64::NAN), None);
    }

    #[test]
    fn anything_has_a_scale() {
        let corners = [
            &[][..],
            &[0.0],
            &[7.0; 3],
            &[-1e300],
            &[f64::MAX, f64::MIN],
            &[f64::MIN_POSITIVE, 0.0],
            &[f64::NAN, f64::INFINITY],
            &[1e15, 1e15 + 1.0],
        ];
        for values in corners {
            let scale = Axis::linear(values.iter().copied(), 100.0);
            assert!((2..=21).contains(&scale.ticks().len()), "{values:?}: {scale:?}");
            assert!(
                scale.ticks().windows(2).all(|pair| pair[0].value < pair[1].value),
                "{scale:?}"
            );
        }
        let one = Axis::linear([7.0].into_iter(), 100.0);
        assert!((one.place(7.0).unwrap() - 50.0).abs() < 15.0, "{one:?}");
    }

    #[test]
    fn equal_factors_are_equally_far_apart() {
        let scale = Axis::logarithmic([1.0, 100.0].into_iter(), 210.0);
        let places = [1.0, 10.0, 100.0].map(|value| scale.place(value).unwrap());
        for (place, expected) in places.into_iter().zip([5.0, 105.0, 205.0]) {
            assert!((place - expected).abs() < 1e-9, "{places:?}");
        }
        assert_eq!(tick_values(&scale), [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]);
    }

    #[test]
    fn a_long_axis_has_powers_of_ten_only() {
        let ticks = tick_values(&Axis::logarithmic([1e-3, 1e3].into_iter(), 100.0));
        assert_eq!(ticks.len(), 7);
        assert!(ticks.windows(2).all(|pair| (pair[1] / pair[0] - 10.0).abs() < 1e-9));
    }

    #[test]
    fn nonsense_has_no_place_and_breaks_nothing() {
        let values = [f64::NAN, 0.0, -1.0, f64::INFINITY];
        let scale = Axis::logarithmic(values.into_iter(), 100.0);
        assert!(values.iter().all(|&value| scale.place(value).is_none()));
        let one = Axis::logarithmic([f64::MIN_POSITIVE].into_iter(), 100.0);
        assert!((one.place(f64::MIN_POSITIVE).unwrap() - 50.0).abs() < 1e-6);
        assert!(tick_values(&one).iter().all(|&tick| tick > 0.0));
    }

    #[test]
    fn sizes_are_short() {
        let texts = [0.02, 1.0, 500.0, 2e3, 1e5, 5e6].map(short);
        assert_eq!(texts, ["0.02", "1", "500", "2k", "100k", "5M"]);
    }
}
