/// A number as it stands beside a figure: about four digits, no zeros at the end.
pub(crate) fn written(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return "undefined".to_owned();
    }
    if size >= 1e7 || (size > 0.0 && size < 1e-4) {
        return format!("{value:.3e}");
    }
    let decimals = match size {
        1e3.. => 0,
        1e2.. => 1,
        1e1.. => 2,
        1e-1.. => 3,
        _ => 4,
    };
    let text = format!("{:.decimals$}", value + 0.0); // no minus before a zero
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

/// The smallest and the largest finite number; infinity and minus infinity without any.
pub(crate) fn finite_range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let finite = values.filter(|value| value.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

/// The value half of the values are not above; the mean of two in the middle. `None` of none.
pub(crate) fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted.get(middle - 1)?;
    // Halves first: a sum of two large numbers may not be one.
    Some(lower / 2.0 + upper / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let numbers = [69_545.33, 1234.5, 12.5, 0.4671, 0.01234, 1e9, 3e-7, 0.0, -0.0, 20.0];
        let texts = numbers.map(written);
        let expected =
            ["69545", "1234", "12.5", "0.467", "0.0123", "1.000e9", "3.000e-7", "0", "0", "20"];
        assert_eq!(texts, expected);
        assert_eq!([f64::NAN, f64::INFINITY].map(written), ["undefined"; 2]);
    }

    #[test]
    fn a_median_stands_in_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[1.0, 2.0, 9.0]), Some(2.0));
        assert_eq!(median(&[1.0, 2.0, 3.0, 9.0]), Some(2.5));
        assert_eq!(median(&[f64::MAX, f64::MAX]), Some(f64::MAX));
    }
}
