use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use bench_cli::Seconds;

use super::agreement::largest_difference;
use super::line::Line;
use super::measure::Measure;
use crate::job::{Done, Fit, Job, Runner};

/// The pause before a turn: threads of the last contender may still be waiting for work at full speed.
const PAUSE: Duration = Duration::from_millis(50);

/// A turn repeats its call until this time has passed, but at most [`MOST_CALLS_PER_TURN`] times. A single
/// short call would measure how fast threads wake up.
pub(crate) const TURN_SECONDS: f64 = 0.1;
const MOST_CALLS_PER_TURN: usize = 50;

/// Extracts from a job that was done the numbers by which it is judged.
pub(crate) type Judge<'a> = dyn Fn(&Job, Done) -> Result<Vec<f64>> + 'a;

/// Seconds of one turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// The whole job.
    pub(super) job: f64,
    /// The whole job minus the shorter job that is subtracted from it, if there is one.
    pub(super) timed: f64,
}

/// The times of all turns of a contender.
#[derive(Debug, Default)]
pub(super) struct Turns {
    job: Vec<f64>,
    less: Vec<f64>,
}

impl Turns {
    /// Runs one more turn. Fails if the result differs from that of the warm-up.
    pub(super) fn take(
        &mut self,
        runner: &mut dyn Runner,
        line: &Line,
        measure: &Measure,
        judge: &Judge,
    ) -> Result<Times> {
        if let Some(settle) = &measure.settle {
            once(runner, &line.contender, settle, false)?;
        }
        let done = turn(runner, &line.contender, &measure.job)?;
        let job = done.seconds;
        let again = judge(&measure.job, done)?;
        let difference = largest_difference(&again, &line.values);
        let (first, what) = (&line.values, measure.job.result());
        ensure!(
            difference.abs() <= measure.tolerance,
            "came to {what} {first:?}, then to {again:?}"
        );
        let less = match &measure.less {
            Some(less) => Some(turn(runner, &line.contender, less)?.seconds),
            None => None,
        };
        self.job.push(job);
        self.less.extend(less);
        Ok(Times { job, timed: job - less.unwrap_or(0.0) })
    }

    /// The median time of the job minus that of the shorter job, divided by `per`. `None` if there was no
    /// turn, or if the difference is not positive.
    ///
    /// Each job has its own median, because a slow moment would spoil a difference per turn. The fastest and
    /// the slowest time are those of the job itself, less the same median, and at least 0.
    pub(super) fn seconds(self, per: f64) -> Option<Seconds> {
        let job = Seconds::of(self.job)?;
        let less = Seconds::of(self.less).map_or(0.0, |less| less.median);
        let beyond = |seconds: f64| ((seconds - less) / per).max(0.0);
        let [min, median, max] = [job.min, job.median, job.max].map(beyond);
        (median > 0.0).then_some(Seconds { min, median, max, runs: job.runs })
    }
}

/// Repeats the job until the turn is over, and returns its median time.
fn turn(runner: &mut dyn Runner, contender: &str, job: &Job) -> Result<Done> {
    thread::sleep(PAUSE);
    let mut times = Vec::new();
    loop {
        let done = once(runner, contender, job, false)?;
        times.push(done.seconds);
        let is_over =
            times.iter().sum::<f64>() >= TURN_SECONDS || times.len() == MOST_CALLS_PER_TURN;
        if is_over {
            let seconds = Seconds::of(times).map_or(done.seconds, |seconds| seconds.median);
            return Ok(Done { seconds, ..done });
        }
    }
}

/// Does the job once. A fit without a tolerance has no reason to stop early; one that does fails.
pub(super) fn once(
    runner: &mut dyn Runner,
    contender: &str,
    job: &Job,
    watch: bool,
) -> Result<Done> {
    let done = runner.run(contender, job, watch)?;
    if let Job::Fit(Fit { rounds, tol: ..=0.0, .. }) = job {
        let n_iter = done.n_iter.context("does not report its iterations")?;
        ensure!(n_iter == *rounds, "stopped after {n_iter} of {rounds} iterations");
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_moment_spoils_one_job_and_not_the_difference() {
        let turns = Turns { job: vec![7.0, 17.0, 7.0], less: vec![1.0, 1.0, 11.0] };
        let seconds = turns.seconds(2.0).unwrap();
        assert_eq!((seconds.min, seconds.median, seconds.max), (3.0, 3.0, 8.0));
        assert_eq!(seconds.runs, 3);
        let turns = Turns { job: vec![1.0, 7.0, 7.0], less: vec![3.0] };
        assert!(turns.seconds(2.0).unwrap().min <= 0.0);
    }

    #[test]
    fn there_is_no_time_without_a_turn_or_beneath_the_noise() {
        assert_eq!(Turns::default().seconds(1.0), None);
        assert_eq!(Turns { job: vec![1.0], less: vec![1.5] }.seconds(1.0), None);
        let alone = Turns { job: vec![3.0], less: vec![] };
        assert!((alone.seconds(2.0).unwrap().median - 1.5).abs() < 1e-12);
    }
}
