use crate::text::numbers::number;
use crate::trials::is_rounding;

/// Says how many restarts a fit made, how they ended, and whether more of them can help.
///
/// `is_random` says that the initialisation draws random numbers, so restarts differ.
pub(super) fn restarts(inertias: &[f64], is_random: bool) -> String {
    let n_restarts = inertias.len();
    match (is_random, n_restarts) {
        (false, 1) => {
            return "1; more would be equal, because this initialisation draws no random numbers"
                .into();
        }
        (false, n) => {
            return format!("{n}, all equal, because this initialisation draws no random numbers");
        }
        (true, 1) if inertias.iter().all(|&inertia| inertia == 0.0) => {
            return "1; more cannot help, because every row lies on its centre".into();
        }
        (true, 1) => {
            return "1; --n-init 10 makes ten and keeps the best, which can lower the inertia"
                .into();
        }
        (true, _) => {}
    }
    let best = inertias.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = inertias.iter().copied().fold(best, f64::max);
    let n_best = inertias.iter().filter(|&&inertia| is_rounding(inertia, best)).count();
    if n_best == n_restarts {
        return format!("{n_restarts}, all with the same inertia, so more are unlikely to help");
    }
    let ends = format!("{n_restarts}, with inertia from {} to {}", number(best), number(worst));
    match n_best {
        1 => format!("{ends}; one of them reaches the smallest, so more can find a smaller one"),
        n => format!("{ends}; {n} of them reach the smallest, so more are unlikely to help"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restarts_say_whether_more_can_help() {
        assert!(restarts(&[5.0], false).starts_with("1; more would be equal"));
        assert!(restarts(&[5.0, 5.0], false).starts_with("2, all equal"));
        assert!(restarts(&[5.0], true).contains("--n-init 10"));
        assert!(restarts(&[0.0], true).contains("more cannot help"));
        assert!(restarts(&[5.0, 5.000_000_000_1], true).contains("2, all with the same inertia"));
        let said = restarts(&[6.0, 5.0, 7.0], true);
        assert!(said.contains("from 5.0000 to 7.0000; one of them reaches"), "{said}");
        assert!(restarts(&[6.0, 5.0, 5.0], true).contains("2 of them reach the smallest"));
    }
}
