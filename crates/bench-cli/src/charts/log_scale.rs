/// A logarithmic axis from one power of ten, or a half of it, to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct LogScale {
    /// Logarithms to base 10.
    low: f64,
    high: f64,
    length: f64,
}

/// Where ticks stand in every decade.
const STEPS: [f64; 3] = [1.0, 2.0, 5.0];

impl LogScale {
    /// An axis of `length` user units around all the values. What is not above 0, or not finite, has
    /// no place on it and is left out.
    pub(super) fn around(values: impl Iterator<Item = f64>, length: f64) -> Self {
        let logs = values.filter(|&value| value > 0.0 && value.is_finite()).map(f64::log10);
        let (low, high) = logs
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        if low > high {
            return Self { low: 0.0, high: 1.0, length };
        }
        // A twentieth of a decade keeps dots off the edges, and one value from being a point.
        Self { low: low - 0.05, high: high + 0.05, length }
    }

    /// How far along the axis a value lies; `None` if it has no place there.
    pub(super) fn place(self, value: f64) -> Option<f64> {
        let share = (value.log10() - self.low) / (self.high - self.low);
        share.is_finite().then_some(share * self.length)
    }

    /// Values to write beside the axis: 1, 2, 5, 10, …, or only powers of ten if that were many.
    pub(super) fn ticks(self) -> Vec<f64> {
        let few = self.high - self.low > 2.5;
        let mut ticks = Vec::new();
        #[expect(clippy::cast_possible_truncation, reason = "an f64 has some 600 decades")]
        for decade in self.low.floor() as i32..=self.high.ceil() as i32 {
            let steps = if few { &STEPS[..1] } else { &STEPS };
            ticks.extend(steps.iter().map(|step| step * 10_f64.powi(decade)));
        }
        ticks.retain(|tick| (self.low..=self.high).contains(&tick.log10()));
        ticks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_factors_are_equally_far_apart() {
        let scale = LogScale::around([1.0, 100.0].into_iter(), 210.0);
        let places = [1.0, 10.0, 100.0].map(|value| scale.place(value).unwrap());
        for (place, expected) in places.into_iter().zip([5.0, 105.0, 205.0]) {
            assert!((place - expected).abs() < 1e-9, "{places:?}");
        }
        assert_eq!(scale.ticks(), [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]);
    }

    #[test]
    fn a_long_axis_has_powers_of_ten_only() {
        let ticks = LogScale::around([1e-3, 1e3].into_iter(), 100.0).ticks();
        assert_eq!(ticks.len(), 7);
        assert!(ticks.windows(2).all(|pair| (pair[1] / pair[0] - 10.0).abs() < 1e-9));
    }

    #[test]
    fn nonsense_has_no_place_and_breaks_nothing() {
        let values = [f64::NAN, 0.0, -1.0, f64::INFINITY];
        let scale = LogScale::around(values.into_iter(), 100.0);
        assert!(values.iter().all(|&value| scale.place(value).is_none()));
        let one = LogScale::around([f64::MIN_POSITIVE].into_iter(), 100.0);
        assert!((one.place(f64::MIN_POSITIVE).unwrap() - 50.0).abs() < 1e-6);
        assert!(one.ticks().iter().all(|&tick| tick > 0.0));
    }
}
