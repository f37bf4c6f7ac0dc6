use anyhow::{Result, ensure};

use super::contest::{Entrant, Line, WarmUp};
use super::job::Job;
use super::runner::Runner;
use super::turn::once;

/// A peer that would take longer than this for all its runs gets fewer of them.
const SECONDS_FOR_ALL: f64 = 10.0;

/// One that takes so many times as long as the fastest is not the best, however often it runs.
const FAR_BEHIND: f64 = 1.5;

/// A peer that takes longer than this for one run is not timed at all, unless we take long ourselves:
/// then it may take so many times as long as we do.
const MOST_SECONDS: f64 = 3.0;
const MOST_TIMES_OURS: f64 = 5.0;

/// A few of a job's rounds, and twice as many: a round is what those take longer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trial {
    pub(super) few: Job,
    pub(super) twice: Job,
    /// The rounds of the whole job over those of the few.
    pub(super) times: f64,
}

/// Refuses a peer that would take too long.
pub(super) fn check_speed(
    runner: &mut dyn Runner,
    contender: &str,
    trial: &Trial,
    our_seconds: f64,
) -> Result<()> {
    let most = MOST_SECONDS.max(MOST_TIMES_OURS * our_seconds);
    let seconds = try_out(runner, contender, trial, most)?;
    ensure!(seconds <= most, "too slow: about {seconds:.0} s");
    Ok(())
}

/// All of them to ourselves, and to every peer that might be the best of its like, of those that start
/// where we do or of those that do not: by the whole call, or by what
/// is timed of it, which is less where a peer has much to do before its first round. Both in the
/// warm-up and in the turn that everyone has had by now, since a single call may have been a slow one.
pub(super) fn allot_runs(entrants: &mut [Entrant], lines: &[Line], repeats: usize) {
    let fastest = |seconds: fn(&WarmUp) -> f64, elsewhere: bool| {
        let peers = entrants.iter().filter(|entrant| {
            let line = &lines[entrant.line];
            line.counts && !line.is_ours() && line.starts_elsewhere() == elsewhere
        });
        peers.map(|peer| seconds(&peer.quickest())).fold(f64::INFINITY, f64::min)
    };
    let fastest = [false, true].map(|elsewhere| WarmUp {
        job: fastest(|it| it.job, elsewhere),
        timed: fastest(|it| it.timed, elsewhere),
    });
    for entrant in entrants.iter_mut().filter(|entrant| entrant.runs > 0) {
        let WarmUp { job, timed } = entrant.quickest();
        let of_its_like = fastest[usize::from(lines[entrant.line].starts_elsewhere())];
        let is_far_behind =
            job > FAR_BEHIND * of_its_like.job && timed > FAR_BEHIND * of_its_like.timed;
        entrant.runs = if lines[entrant.line].is_ours() {
            repeats
        } else if is_far_behind {
            1
        } else {
            affordable_runs(repeats, job)
        };
    }
}

/// At most what the whole job would take, or about that where it may be too much.
///
/// What a contender does once, and its first call above all, is not part of every round.
fn try_out(
    runner: &mut dyn Runner,
    contender: &str,
    trial: &Trial,
    most_seconds: f64,
) -> Result<f64> {
    let mut seconds = |job| Ok::<_, anyhow::Error>(once(runner, contender, job, false)?.seconds);
    let first_call = seconds(&trial.few)?;
    let at_most = trial.times * first_call;
    if at_most <= most_seconds || first_call > most_seconds {
        return Ok(at_most);
    }
    let (few, twice) = (seconds(&trial.few)?, seconds(&trial.twice)?);
    Ok(few + (trial.times - 1.0) * (twice - few).max(0.0))
}

fn affordable_runs(repeats: usize, seconds: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is small")]
    let affordable = (SECONDS_FOR_ALL / seconds).min(1e6) as usize;
    affordable.clamp(1, repeats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_contenders_run_less_often() {
        assert_eq!(affordable_runs(5, 0.001), 5);
        assert_eq!(affordable_runs(5, 2.5), 4);
        assert_eq!(affordable_runs(5, 60.0), 1);
        assert_eq!(affordable_runs(5, 0.0), 5);
    }
}
