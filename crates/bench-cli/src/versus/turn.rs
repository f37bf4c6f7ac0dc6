use std::thread;
use std::time::Duration;

use anyhow::{Result, bail, ensure};

use super::agreement::largest_difference;
use super::contest::{Judge, Line, Measure};
use super::job::{Done, Job, Reply};
use super::runner::Runner;
use crate::seconds::Seconds;

/// Threads of the last contender may still be waiting for work at full speed.
const PAUSE: Duration = Duration::from_millis(50);

/// A shorter call is made again and again in a contender's turn, until this much time has gone into
/// it or it was made so often: one alone would measure how fast threads wake up.
pub(super) const TURN_SECONDS: f64 = 0.1;
const MOST_IN_A_TURN: usize = 50;

/// What the measure says a contender's turn took, if it came to the same as before.
pub(super) fn time(
    runner: &mut dyn Runner,
    line: &Line,
    measure: &Measure,
    judge: &Judge,
) -> Result<f64> {
    if let Some(settle) = &measure.settle {
        once(runner, &line.contender, settle, false)?;
    }
    let done = turn(runner, &line.contender, &measure.job)?;
    let mut seconds = done.seconds;
    let again = judge(&measure.job, done)?;
    let difference = largest_difference(&again, &line.values);
    let (first, what) = (&line.values, measure.job.result());
    ensure!(difference.abs() <= measure.tolerance, "came to {what} {first:?}, then to {again:?}");
    if let Some(less) = &measure.less {
        seconds -= turn(runner, &line.contender, less)?.seconds;
    }
    Ok(seconds / measure.per)
}

/// The job once, or as often as fills a turn: its median time then.
fn turn(runner: &mut dyn Runner, contender: &str, job: &Job) -> Result<Done> {
    thread::sleep(PAUSE);
    let mut times = Vec::new();
    loop {
        let done = once(runner, contender, job, false)?;
        times.push(done.seconds);
        let is_over = times.iter().sum::<f64>() >= TURN_SECONDS || times.len() == MOST_IN_A_TURN;
        if is_over {
            let seconds = Seconds::of(times).map_or(done.seconds, |seconds| seconds.median);
            return Ok(Done { seconds, ..done });
        }
    }
}

/// Without a tolerance there is no reason to stop early, and yet it happens.
pub(super) fn once(
    runner: &mut dyn Runner,
    contender: &str,
    job: &Job,
    watch: bool,
) -> Result<Done> {
    let done = match runner.run(contender, job, watch)? {
        Reply::Done(done) => done,
        Reply::Cannot { cannot } => bail!("{cannot}"),
    };
    if let (Job::Fit(fit), Some(n_iter)) = (job, done.n_iter) {
        let rounds = fit.rounds;
        ensure!(fit.tol > 0.0 || n_iter == rounds, "stopped after {n_iter} of {rounds} rounds");
    }
    Ok(done)
}
