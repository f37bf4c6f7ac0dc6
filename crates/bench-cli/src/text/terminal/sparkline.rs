use crate::text::range::{finite_range, whole};

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Draws a series of numbers as a row of bars between its first and its last number.
///
/// There are at most `width` bars. A longer series keeps its ends, and each bar between them is the mean
/// of an equal share. The lowest bar is the smallest value, the highest the largest. A value that
/// is not finite leaves a gap. An empty series gives an empty text.
pub(crate) fn sparkline(values: &[f64], width: usize, written: impl Fn(f64) -> String) -> String {
    let [Some(&first), Some(&last)] = [values.first(), values.last()] else {
        return String::new();
    };
    let values = resampled(values, width.max(2));
    let (low, high) = finite_range(values.iter().copied());
    let bars: String = values.iter().map(|&value| bar(value, low, high)).collect();
    format!("{} {bars} {}", written(first), written(last))
}

fn resampled(values: &[f64], width: usize) -> Vec<f64> {
    let (Some(&first), Some(&last)) = (values.first(), values.last()) else { return Vec::new() };
    if values.len() <= width {
        return values.to_vec();
    }
    let inner = &values[1..values.len() - 1];
    let n_means = width - 2;
    let mean = |part: usize| {
        let part = &inner[part * inner.len() / n_means..(part + 1) * inner.len() / n_means];
        let finite = || part.iter().filter(|value| value.is_finite());
        // Divides first, because the sum of large numbers may overflow.
        let n_finite = finite().count() as f64;
        if n_finite == 0.0 { f64::NAN } else { finite().map(|value| value / n_finite).sum() }
    };
    [first].into_iter().chain((0..n_means).map(mean)).chain([last]).collect()
}

fn bar(value: f64, low: f64, high: f64) -> char {
    if !value.is_finite() {
        return ' ';
    }
    // The difference of two halves never overflows.
    let range = high / 2.0 - low / 2.0;
    let share = if range > 0.0 { (value / 2.0 - low / 2.0) / range } else { 0.5 };
    let height = whole((share * (BARS.len() - 1) as f64).round());
    BARS.get(height).copied().unwrap_or('█')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(values: &[f64], width: usize) -> String {
        sparkline(values, width, |value| format!("{value}"))
    }

    #[test]
    fn bars_go_from_the_smallest_to_the_largest() {
        assert_eq!(draw(&[7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0], 20), "7 █▇▆▅▄▃▂▁ 0");
        assert_eq!(draw(&[1.0, 9.0], 20), "1 ▁█ 9");
    }

    #[test]
    fn a_long_series_keeps_its_ends() {
        let values: Vec<f64> = (0..1000).map(f64::from).collect();
        assert_eq!(draw(&values, 8), "0 ▁▂▃▄▅▆▇█ 999");
        let falling: Vec<f64> = values.iter().rev().copied().collect();
        assert_eq!(draw(&falling, 2), "999 █▁ 0");
        assert_eq!(draw(&falling, 0), "999 █▁ 0");
    }

    #[test]
    fn anything_is_drawn() {
        assert_eq!(draw(&[], 10), "");
        assert_eq!(draw(&[5.0], 10), "5 ▅ 5");
        assert_eq!(draw(&[5.0; 3], 10), "5 ▅▅▅ 5");
        assert_eq!(draw(&[0.0, f64::NAN, 1.0], 10), "0 ▁ █ 1");
        assert_eq!(draw(&[f64::NAN], 10), "NaN   NaN", "the caller writes the numbers");
        let huge = sparkline(&[f64::MIN, 0.0, f64::MAX], 10, |_| "x".to_owned());
        assert_eq!(huge, "x ▁▅█ x");
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        proptest! {
            #[test]
            fn no_line_is_wider_than_asked_for(
                values in prop::collection::vec(prop::num::f64::ANY, 1..200),
                width in 2_usize..60,
            ) {
                let line = sparkline(&values, width, |_| String::new());
                prop_assert_eq!(line.chars().count(), values.len().min(width) + 2);
            }
        }
    }
}
