/// A linear axis that begins and ends at a tick.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LinearScale {
    ticks: Vec<Tick>,
    low: f64,
    high: f64,
    length: f64,
}

/// A value beside an axis, and how it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) text: String,
}

/// Ticks that an axis has at most, about.
const TICKS: f64 = 5.0;

impl LinearScale {
    /// An axis of `length` user units around all the values that are finite.
    pub(super) fn around(values: impl Iterator<Item = f64>, length: f64) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let (low, high) = finite
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let (low, high) = wide_enough(low, high);
        let step = step(low, high);
        // Counted in steps, or sums of steps would drift.
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let n_steps = (last - first).clamp(1.0, 4.0 * TICKS);
        let decimals = decimals(step);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped above"
        )]
        let ticks = (0..=n_steps as usize).map(|number| {
            let value = (first + number as f64) * step;
            Tick { value, text: written(value, decimals) }
        });
        let ticks: Vec<Tick> = ticks.collect();
        Self { low: first * step, high: (first + n_steps) * step, ticks, length }
    }

    /// How far along the axis a value lies; `None` if it has no place there.
    pub(super) fn place(&self, value: f64) -> Option<f64> {
        let share = (value - self.low) / (self.high - self.low);
        (-1e-9..=1.0 + 1e-9).contains(&share).then_some(share * self.length)
    }

    /// How far along the axis a value lies, or past its ends, though not far; `None` if it is no number.
    pub(super) fn beyond(&self, value: f64) -> Option<f64> {
        let share = (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0);
        // What is cut off anyhow need not fill the page with digits.
        (!share.is_nan()).then_some(share.clamp(-1e4, 1e4) * self.length)
    }

    pub(super) fn ticks(&self) -> &[Tick] {
        &self.ticks
    }
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
        _ => format!("{:e}", short(value)),
    }
}

/// To six digits: what a step of a power of ten leaves behind the sixth is rounding.
fn short(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[f64]) -> Vec<String> {
        let scale = LinearScale::around(values.iter().copied(), 100.0);
        scale.ticks().iter().map(|tick| tick.text.clone()).collect()
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
        let scale = LinearScale::around([0.13, 0.21].into_iter(), 300.0);
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
            let scale = LinearScale::around(values.iter().copied(), 100.0);
            assert!((2..=21).contains(&scale.ticks().len()), "{values:?}: {scale:?}");
            assert!(
                scale.ticks().windows(2).all(|pair| pair[0].value < pair[1].value),
                "{scale:?}"
            );
        }
        let one = LinearScale::around([7.0].into_iter(), 100.0);
        assert!((one.place(7.0).unwrap() - 50.0).abs() < 15.0, "{one:?}");
    }
}
