/// The index of the knee of a curve that falls ever more slowly; see
/// [`InertiaCurve::knee`](super::InertiaCurve::knee) for the rule. `x` rises.
pub(super) fn of_falling_curve(x: &[f64], y: &[f64], sensitivity: f64) -> Option<usize> {
    if x.len() < 3 {
        return None;
    }
    let differences = differences(x, y)?;
    let threshold = sensitivity / (x.len() - 1) as f64;
    (1..x.len() - 1)
        .filter(|&at| is_knee(&differences, at, threshold))
        // `max_by` keeps the last of equal maxima. Reversed, it keeps the first.
        .rev()
        .max_by(|&a, &b| differences[a].total_cmp(&differences[b]))
}

/// Heights of the curve, upside down in the unit square, above the diagonal. `None` if the curve
/// does not fall.
fn differences(x: &[f64], y: &[f64]) -> Option<Vec<f64>> {
    let (first, last) = (x[0], x[x.len() - 1]);
    let lowest = y.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let falls = y[y.len() - 1] < y[0];
    falls.then(|| {
        let points = x.iter().zip(y);
        let difference = |(x, y): (&f64, &f64)| {
            (highest - y) / (highest - lowest) - (x - first) / (last - first)
        };
        points.map(difference).collect()
    })
}

/// A maximum above the diagonal, from which the curve falls by more than `threshold` before it is
/// that high again.
fn is_knee(differences: &[f64], at: usize, threshold: f64) -> bool {
    let height = differences[at];
    if height <= 0.0 || differences[at - 1] >= height || differences[at + 1] > height {
        return false;
    }
    let after = differences[at + 1..].iter().take_while(|&&difference| difference <= height);
    after.fold(height, |lowest, &difference| lowest.min(difference)) < height - threshold
}
