use std::thread;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use serde::Serialize;

use super::agreement::{compare, largest_difference};
use super::job::{Done, Job, Reply};
use super::ours::OURS;
use super::runner::Runner;
use crate::seconds::Seconds;

/// Threads of the last contender may still be waiting for work at full speed.
const PAUSE: Duration = Duration::from_millis(50);

/// A shorter call is made again and again in a contender's turn, until this much time has gone into
/// it or it was made so often: one alone would measure how fast threads wake up.
const TURN_SECONDS: f64 = 0.1;
const MOST_IN_A_TURN: usize = 50;

/// A peer that would take longer than this for all its runs gets fewer of them.
const SECONDS_FOR_ONE: f64 = 8.0;

/// One that takes so many times as long as the fastest is not the best, however often it runs.
const FAR_BEHIND: f64 = 2.0;

/// A peer that would take longer than this for one run is not timed at all.
const MOST_SECONDS: f64 = 15.0;

/// What is timed: a job, or what it takes longer than another, split evenly.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measure {
    pub(super) name: String,
    pub(super) job: Job,
    pub(super) less: Option<Job>,
    pub(super) per: f64,
    /// Done at the beginning of every turn, and not timed.
    ///
    /// A virtual machine may have given back to its host what the contender freed in its last turn.
    /// To touch that again takes longer than packing it, and would be counted in the first job of a
    /// turn, but not in the second.
    pub(super) settle: Option<Job>,
    /// How far a result may be from ours, relatively.
    pub(super) tolerance: f64,
    /// To see who is too slow for the job.
    pub(super) trial: Option<Trial>,
}

/// A few of a job's rounds, and twice as many: a round is what those take longer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trial {
    pub(super) few: Job,
    pub(super) twice: Job,
    /// The rounds of the whole job over those of the few.
    pub(super) times: f64,
}

/// One contender in one contest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Line {
    pub(crate) contender: String,
    pub(crate) seconds: Option<Seconds>,
    /// Bytes by which the process grew at most, in the warm-up.
    pub(crate) memory: Option<u64>,
    pub(crate) n_iter: Option<usize>,
    /// Inertia, score, or explained variances.
    pub(crate) values: Vec<f64>,
    /// Whether the time is one to compare with.
    pub(crate) counts: bool,
    pub(crate) note: String,
}

impl Line {
    /// Not timed, or not yet.
    pub(super) fn untimed(contender: &str, note: impl Into<String>) -> Self {
        Self {
            contender: contender.to_owned(),
            seconds: None,
            memory: None,
            n_iter: None,
            values: Vec::new(),
            counts: false,
            note: note.into(),
        }
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.contender.starts_with(OURS)
    }
}

/// A contender that is still in.
struct Entrant {
    line: usize,
    runner: usize,
    /// What the warm-up took.
    seconds: f64,
    runs: usize,
    times: Vec<f64>,
}

/// Tells by which numbers a job that was done is judged.
pub(super) type Judge<'a> = dyn Fn(&Job, Done) -> Result<Vec<f64>> + 'a;

/// A, B, C, A, B, C, …: whatever slows the machine down for a while slows all of them down.
pub(super) fn run(
    runners: &mut [Box<dyn Runner>],
    measure: &Measure,
    repeats: usize,
    judge: &Judge,
) -> Result<Vec<Line>> {
    let (mut lines, mut entrants) = (Vec::new(), Vec::new());
    for (number, runner) in runners.iter_mut().enumerate() {
        for contender in runner.contenders(&measure.job) {
            let mut line = Line::untimed(&contender, "");
            match warm_up(runner.as_mut(), &mut line, measure, judge) {
                Ok(seconds) => {
                    let line = lines.len();
                    entrants.push(Entrant {
                        line,
                        runner: number,
                        seconds,
                        runs: 0,
                        times: vec![],
                    });
                }
                Err(error) => line.note = format!("{error:#}"),
            }
            lines.push(line);
        }
    }
    compare(&mut lines, measure.job.result(), measure.tolerance)?;
    allot_runs(&mut entrants, &lines, repeats);
    for repeat in 0..repeats {
        for entrant in entrants.iter_mut().filter(|entrant| repeat < entrant.runs) {
            let line = &mut lines[entrant.line];
            match time(runners[entrant.runner].as_mut(), line, measure, judge) {
                Ok(seconds) => entrant.times.push(seconds),
                Err(error) => {
                    line.note = format!("{error:#}");
                    line.counts = false;
                    entrant.runs = 0;
                }
            }
        }
    }
    for entrant in entrants {
        lines[entrant.line].seconds = Seconds::of(entrant.times);
    }
    Ok(lines)
}

/// The first run, whose time does not count, and what came of it.
fn warm_up(
    runner: &mut dyn Runner,
    line: &mut Line,
    measure: &Measure,
    judge: &Judge,
) -> Result<f64> {
    if let Some(trial) = measure.trial.as_ref().filter(|_| !line.is_ours()) {
        let seconds = try_out(runner, &line.contender, trial)?;
        ensure!(seconds <= MOST_SECONDS, "too slow: about {seconds:.0} s");
    }
    let done = once(runner, &line.contender, &measure.job, true)?;
    let seconds = done.seconds;
    (line.memory, line.n_iter) = (done.memory, done.n_iter);
    line.note = done.differs.clone().unwrap_or_default();
    line.values = judge(&measure.job, done)?;
    Ok(seconds)
}

/// At most what the whole job would take, or about that where it may be too much.
///
/// What a contender does once, and its first call above all, is not part of every round.
fn try_out(runner: &mut dyn Runner, contender: &str, trial: &Trial) -> Result<f64> {
    let mut seconds = |job| Ok::<_, anyhow::Error>(once(runner, contender, job, false)?.seconds);
    let first_call = seconds(&trial.few)?;
    let at_most = trial.times * first_call;
    if at_most <= MOST_SECONDS || first_call > MOST_SECONDS {
        return Ok(at_most);
    }
    let (few, twice) = (seconds(&trial.few)?, seconds(&trial.twice)?);
    Ok(few + (trial.times - 1.0) * (twice - few).max(0.0))
}

/// All of them to ourselves, and to every peer that might be the best.
fn allot_runs(entrants: &mut [Entrant], lines: &[Line], repeats: usize) {
    let peers = entrants.iter().filter(|entrant| {
        let line = &lines[entrant.line];
        line.counts && !line.is_ours()
    });
    let fastest = peers.map(|entrant| entrant.seconds).fold(f64::INFINITY, f64::min);
    for entrant in entrants {
        entrant.runs = if lines[entrant.line].is_ours() {
            repeats
        } else if entrant.seconds > FAR_BEHIND * fastest {
            1
        } else {
            affordable_runs(repeats, entrant.seconds)
        };
    }
}

fn affordable_runs(repeats: usize, seconds: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is small")]
    let affordable = (SECONDS_FOR_ONE / seconds).min(1e6) as usize;
    affordable.clamp(1, repeats)
}

fn time(runner: &mut dyn Runner, line: &Line, measure: &Measure, judge: &Judge) -> Result<f64> {
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
fn once(runner: &mut dyn Runner, contender: &str, job: &Job, watch: bool) -> Result<Done> {
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::path::PathBuf;
    use std::rc::Rc;

    use anyhow::Context as _;

    use super::super::job::{Block, Fit, Start};
    use super::super::ours::OURS;
    use super::*;

    /// Takes a millisecond a round for every letter of its name, and writes down who ran.
    struct Fake {
        contenders: Vec<String>,
        calls: Rc<RefCell<String>>,
        fits_before_it_dies: usize,
    }

    impl Runner for Fake {
        fn contenders(&self, _: &Job) -> Vec<String> {
            self.contenders.clone()
        }

        fn load(&mut self, _: &Block) -> Result<()> {
            Ok(())
        }

        fn run(&mut self, contender: &str, job: &Job, watch: bool) -> Result<Reply> {
            let Job::Fit(job) = job else { bail!("no other job is given") };
            let left = self.fits_before_it_dies.checked_sub(1).context("it died")?;
            self.fits_before_it_dies = left;
            self.calls.borrow_mut().push(contender.chars().next().unwrap());
            if job.seed > 0 {
                return Ok(Reply::Cannot { cannot: "no seeds".to_owned() });
            }
            // Long enough to be done once in a turn.
            let seconds = TURN_SECONDS + 1e-3 * job.rounds as f64 * contender.len() as f64;
            let n_iter = Some(if contender == "stuck" { 1 } else { job.rounds });
            let memory = watch.then(|| self.calls.borrow().len() as u64);
            Ok(Reply::Done(Done { seconds, memory, n_iter, ..Done::default() }))
        }
    }

    fn fake(contenders: &[&str], calls: &Rc<RefCell<String>>, fits: usize) -> Box<dyn Runner> {
        let contenders = contenders.iter().map(|&name| name.to_owned()).collect();
        Box::new(Fake { contenders, calls: Rc::clone(calls), fits_before_it_dies: fits })
    }

    fn measure(seed: u32) -> Measure {
        let job = |rounds| {
            Job::Fit(Fit {
                n_clusters: 1,
                init: Start::Random,
                n_init: 1,
                seed,
                max_iter: rounds,
                tol: 0.0,
                rounds,
                scale: false,
                centers_to: PathBuf::new(),
            })
        };
        let name = "test".to_owned();
        let (job, less) = (job(6), Some(job(1)));
        Measure { name, job, less, per: 5.0, settle: None, tolerance: 0.0, trial: None }
    }

    #[test]
    fn contenders_take_turns_and_a_round_is_the_difference() {
        let calls = Rc::default();
        let mut runners =
            [fake(&[OURS], &calls, usize::MAX), fake(&["b", "cc"], &calls, usize::MAX)];
        let lines = run(&mut runners, &measure(0), 2, &|_, _| Ok(vec![7.0])).unwrap();
        assert_eq!(*calls.borrow(), "kbc".to_owned() + "kkbbcc" + "kkbbcc", "first a warm-up");
        for line in &lines {
            let seconds = line.seconds.unwrap();
            assert!((seconds.median - 1e-3 * line.contender.len() as f64).abs() < 1e-12);
            assert_eq!((seconds.runs, line.counts, &line.values[..]), (2, true, &[7.0][..]));
        }
        assert_eq!((lines[0].memory, lines[1].memory), (Some(1), Some(2)), "of the warm-up");
    }

    #[test]
    fn every_run_comes_to_the_same_result_or_does_not_count() {
        let calls = Rc::default();
        let inertias = RefCell::new(vec![7.0, 8.0, 7.0]);
        let mut runners = [fake(&[OURS], &calls, usize::MAX)];
        let judge = |_: &Job, _| Ok(vec![inertias.borrow_mut().pop().unwrap()]);
        let lines = run(&mut runners, &measure(0), 2, &judge).unwrap();
        assert_eq!((lines[0].counts, lines[0].seconds), (false, None));
        assert_eq!(lines[0].note, "came to inertia [7.0], then to [8.0]");
    }

    #[test]
    fn whoever_fails_is_named_and_the_others_go_on() {
        let calls = Rc::default();
        let judge = |_: &Job, _| Ok(vec![7.0]);
        let mut runners = [fake(&[OURS, "stuck"], &calls, usize::MAX), fake(&["b"], &calls, 4)];
        let lines = run(&mut runners, &measure(0), 2, &judge).unwrap();
        assert_eq!(lines[0].seconds.unwrap().runs, 2);
        for (line, note) in lines[1..].iter().zip(["stopped after 1 of 6 rounds", "it died"]) {
            assert_eq!((line.counts, line.note.as_str()), (false, note));
        }
        let error = run(&mut runners, &measure(1), 2, &judge).unwrap_err();
        assert_eq!(error.to_string(), "our own run failed: no seeds");
    }

    #[test]
    fn who_is_too_slow_is_named_after_a_trial() {
        let calls = Rc::default();
        let mut runners = [fake(&[OURS, "b"], &calls, usize::MAX)];
        let mut contest = |trial| {
            let measure = Measure { trial: Some(trial), ..measure(0) };
            run(&mut runners, &measure, 1, &|_, _| Ok(vec![7.0])).unwrap().pop().unwrap()
        };
        let Measure { less: Some(few), job: six, .. } = measure(0) else { unreachable!() };
        // A round takes a millisecond, and a call a hundred more.
        let trial = |times| Trial { few: few.clone(), twice: six.clone(), times };
        let slow = contest(trial(1e4));
        assert_eq!(*calls.borrow(), "kbbbkk", "we are not tried");
        assert_eq!((slow.seconds, slow.note.as_str()), (None, "too slow: about 50 s"));
        let fast = contest(trial(1e3));
        assert!(fast.counts && fast.seconds.is_some(), "most of a call is not its rounds");
        assert_eq!(calls.borrow()["kbbbkk".len()..], *"kbbbbkkbb");
        let faster = contest(trial(6.0));
        assert!(faster.counts && faster.seconds.is_some());
        assert_eq!(calls.borrow()["kbbbkkkbbbbkkbb".len()..], *"kbbkkbb", "one call tells enough");
    }

    #[test]
    fn a_turn_begins_with_what_settles_and_does_not_count() {
        let calls = Rc::default();
        let mut runners = [fake(&[OURS, "b"], &calls, usize::MAX)];
        let settling = Measure { settle: measure(0).less, ..measure(0) };
        let lines = run(&mut runners, &settling, 1, &|_, _| Ok(vec![7.0])).unwrap();
        assert_eq!(*calls.borrow(), "kbkkkbbb", "after the warm-up");
        assert!((lines[1].seconds.unwrap().median - 1e-3).abs() < 1e-12);
    }

    #[test]
    fn whoever_cannot_be_the_best_runs_once() {
        let calls = Rc::default();
        // A call takes 100 ms and 6 for each letter.
        let far = "f".repeat(30);
        let mut runners = [fake(&[OURS, "b", &far], &calls, usize::MAX)];
        let lines = run(&mut runners, &measure(0), 3, &|_, _| Ok(vec![7.0])).unwrap();
        let runs = lines.iter().map(|line| line.seconds.unwrap().runs);
        assert_eq!(runs.collect::<Vec<_>>(), [3, 3, 1]);
    }

    #[test]
    fn slow_contenders_run_less_often() {
        assert_eq!(affordable_runs(5, 0.001), 5);
        assert_eq!(affordable_runs(5, 2.0), 4);
        assert_eq!(affordable_runs(5, 60.0), 1);
        assert_eq!(affordable_runs(5, 0.0), 5);
    }
}
