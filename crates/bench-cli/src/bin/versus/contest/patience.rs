use anyhow::{Result, ensure};

use super::line::Line;
use super::measure::Trial;
use super::turn::{Times, Turns, once};
use crate::job::Runner;

/// A peer whose runs would take longer than this in all gets fewer of them.
const SECONDS_FOR_ALL: f64 = 10.0;

/// A peer that takes more than this multiple of the fastest time is not the best, however often it runs.
const FAR_BEHIND: f64 = 1.5;

/// A peer whose single run takes longer than this is not timed, unless we take long ourselves. Then it
/// may take [`MOST_TIMES_OURS`] times as long as we do.
const MOST_SECONDS: f64 = 3.0;
const MOST_TIMES_OURS: f64 = 5.0;

/// A contender that takes turns.
pub(super) struct Entrant {
    /// Index of its line.
    pub(super) line: usize,
    /// Index of its runner.
    pub(super) runner: usize,
    /// The shortest times so far, of the warm-up and the turns. A single call may have been slow by chance.
    pub(super) quickest: Times,
    /// The number of turns that it gets.
    pub(super) runs: usize,
    pub(super) turns: Turns,
}

/// Refuses a peer that would take too long.
pub(super) fn check_speed(
    runner: &mut dyn Runner,
    contender: &str,
    trial: &Trial,
    our_seconds: f64,
) -> Result<()> {
    let most = MOST_SECONDS.max(MOST_TIMES_OURS * our_seconds);
    let mut seconds = |job| Ok::<_, anyhow::Error>(once(runner, contender, job, false)?.seconds);
    let first_call = seconds(&trial.few)?;
    let mut whole_job = trial.times * first_call;
    // The first call bounds the time from above, which may be enough.
    if whole_job > most && first_call <= most {
        // The difference of two calls leaves out the work of a first call, such as starting threads.
        let (few, twice) = (seconds(&trial.few)?, seconds(&trial.twice)?);
        whole_job = few + (trial.times - 1.0) * (twice - few).max(0.0);
    }
    ensure!(whole_job <= most, "too slow: about {whole_job:.0} s");
    Ok(())
}

/// Sets each contender's number of runs: all for us and for peers within 1.5× of the fastest of their
/// class, one for slower peers.
///
/// The classes are peers that start where we do and peers that do not. The whole job decides, or the
/// timed part of it, which is less where a peer has much to do before its first iteration.
pub(super) fn allot_runs(entrants: &mut [Entrant], lines: &[Line], repeats: usize) {
    let fastest = |seconds: fn(&Times) -> f64, elsewhere: bool| {
        let peers = entrants.iter().filter(|entrant| {
            let line = &lines[entrant.line];
            line.counts && !line.is_ours() && line.starts_elsewhere() == elsewhere
        });
        peers.map(|peer| seconds(&peer.quickest)).fold(f64::INFINITY, f64::min)
    };
    let fastest = [false, true].map(|elsewhere| Times {
        job: fastest(|times| times.job, elsewhere),
        timed: fastest(|times| times.timed, elsewhere),
    });
    for entrant in entrants.iter_mut().filter(|entrant| entrant.runs > 0) {
        let (line, Times { job, timed }) = (&lines[entrant.line], entrant.quickest);
        let best = fastest[usize::from(line.starts_elsewhere())];
        let is_far_behind = job > FAR_BEHIND * best.job && timed > FAR_BEHIND * best.timed;
        entrant.runs = match (line.is_ours(), is_far_behind) {
            (true, _) => repeats,
            (false, true) => 1,
            (false, false) => affordable_runs(repeats, job),
        };
    }
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
