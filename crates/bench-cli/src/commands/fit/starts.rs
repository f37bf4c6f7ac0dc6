use crate::text::numbers::number;
use crate::trials::is_rounding;

/// Says how many starts a fit made, how they ended, and what more of them would bring.
pub(super) fn starts(inertias: &[f64], is_drawn: bool) -> String {
    let n_starts = inertias.len();
    if !is_drawn {
        return format!("{n_starts}: it is the same every time, so more would bring nothing");
    }
    if n_starts == 1 {
        return "1: --n-init 10 makes ten and keeps the best, which can lower the inertia".into();
    }
    let best = inertias.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = inertias.iter().copied().fold(best, f64::max);
    let n_best = inertias.iter().filter(|&&inertia| is_rounding(inertia, best)).count();
    if n_best == n_starts {
        return format!("{n_starts}: all end at the same inertia, so more would bring little");
    }
    let (best, worst) = (number(best), number(worst));
    let ends = format!("{n_starts}: they end at inertias from {best} to {worst}");
    match n_best {
        1 => format!("{ends}; one reaches the best, so more restarts can find a better one"),
        n => format!("{ends}; {n} reach the best, so more would bring little"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_more_starts_would_bring() {
        assert!(starts(&[5.0], false).contains("more would bring nothing"));
        assert!(starts(&[5.0], true).contains("--n-init 10"));
        assert!(starts(&[5.0, 5.000_000_000_1], true).contains("2: all end at the same"));
        let said = starts(&[6.0, 5.0, 7.0], true);
        assert!(said.contains("from 5.0000 to 7.0000; one reaches"), "{said}");
        assert!(starts(&[6.0, 5.0, 5.0], true).contains("2 reach the best"));
    }
}
