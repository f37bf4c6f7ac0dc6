use anyhow::{Context as _, Result, ensure};

use super::line::Line;
use crate::ours::OURS;

/// Contenders that cannot start where all others start count up to this multiple of our result.
const OTHER_START: f64 = 1.5;

/// Lets a time count if the result agrees with ours, or if its line has the reason why it cannot.
///
/// `what` names the result in the note of every line that differs.
pub(super) fn compare(lines: &mut [Line], what: &str, tolerance: f64) -> Result<()> {
    let ours = lines.iter().find(|line| line.contender == OURS);
    let ours = ours.context("we are not among the contenders")?;
    ensure!(!ours.values.is_empty(), "our own run failed: {}", ours.note);
    let ours = ours.values.clone();
    ensure!(ours.iter().all(|value| value.is_finite()), "our own {what} is {ours:?}");
    for line in lines.iter_mut().filter(|line| !line.values.is_empty()) {
        let difference = largest_difference(&line.values, &ours);
        // NaN agrees with nothing.
        let agrees = difference.abs() <= tolerance;
        line.counts = if line.note.is_empty() { agrees } else { difference <= OTHER_START - 1.0 };
        if !agrees {
            let percent = format!("{what} {:+.2} %", 100.0 * difference);
            let why = std::mem::take(&mut line.note);
            line.note = if why.is_empty() { percent } else { format!("{why}; {percent}") };
        }
    }
    Ok(())
}

/// Finds the relative difference of the value that is farthest from ours; NaN if the numbers of values
/// differ.
pub(super) fn largest_difference(theirs: &[f64], ours: &[f64]) -> f64 {
    if theirs.len() != ours.len() {
        return f64::NAN;
    }
    let relative = |(theirs, ours): (&f64, &f64)| {
        if theirs.total_cmp(ours).is_eq() { 0.0 } else { (theirs - ours) / ours.abs() }
    };
    let farther = |far: f64, next: f64| {
        if next.is_nan() || next.abs() > far.abs() { next } else { far }
    };
    theirs.iter().zip(ours).map(relative).fold(0.0, farther)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(contender: &str, inertia: f64, note: &str) -> Line {
        Line { values: vec![inertia], ..Line::untimed(contender, note) }
    }

    #[test]
    fn a_time_counts_only_beside_the_same_result() {
        let mut lines = [
            line(OURS, 100.0, ""),
            line("same", 100.001, ""),
            line("other", 101.0, ""),
            line("better", 99.0, ""),
            line("other start", 120.0, "own start"),
            line("nonsense", 200.0, "own start"),
            line("no number", f64::NAN, ""),
        ];
        compare(&mut lines, "inertia", 1e-3).unwrap();
        assert_eq!(
            lines.each_ref().map(|line| line.counts),
            [true, true, false, false, true, false, false]
        );
        assert_eq!(lines[2].note, "inertia +1.00 %");
        assert_eq!(lines[4].note, "own start; inertia +20.00 %");
        assert_eq!(lines[6].note, "inertia NaN %");
        assert!(compare(&mut lines[1..], "inertia", 1e-3).is_err(), "nothing to compare with");
    }

    #[test]
    fn of_several_values_the_worst_counts() {
        let close = |difference: f64, expected: f64| (difference - expected).abs() < 1e-12;
        assert!(close(largest_difference(&[1.0, 2.2, 2.97], &[1.0, 2.0, 3.0]), 0.1));
        assert!(close(largest_difference(&[-1.5], &[-1.0]), -0.5));
        assert!(close(largest_difference(&[0.0], &[0.0]), 0.0));
        for theirs in [&[1.0, 2.0][..], &[f64::NAN, 2.0, 9.0], &[1.0, 2.0, 0.0, 0.0]] {
            assert!(largest_difference(theirs, &[1.0, 2.0, 3.0]).is_nan(), "{theirs:?}");
        }
    }

    #[test]
    fn what_differs_is_named() {
        let mut lines = [line(OURS, 2.0, ""), line("b", 1.0, "")];
        compare(&mut lines, "variance", 0.1).unwrap();
        assert_eq!(lines[1].note, "variance -50.00 %");
    }
}
