//! Contenders take turns at one measure ([`mod@turn`]), as often as [`patience`] allows. Their results
//! must be in [`agreement`] before a time counts. [`mod@measures`] makes the measures of a case.
//! [`mod@race`] lets everyone fit out of the box.

mod agreement;
mod line;
mod measure;
mod measures;
mod patience;
mod race;
mod turn;

use anyhow::Result;

use self::agreement::compare;
use self::patience::{Entrant, allot_runs, check_speed};
use self::turn::{Times, Turns, once};
use crate::job::Runner;

pub(crate) use self::line::Line;
pub(crate) use self::measure::Measure;
pub(crate) use self::measures::measures;
pub(crate) use self::race::{Point, Racer, race};
pub(crate) use self::turn::{Judge, TURN_SECONDS};

/// Lets the contenders take turns: A, B, C, B, C, A, …
///
/// A slow moment of the machine slows all of them down, and nobody always comes after the same other.
pub(crate) fn run(
    runners: &mut [Box<dyn Runner>],
    measure: &Measure,
    repeats: usize,
    judge: &Judge,
) -> Result<Vec<Line>> {
    let (mut lines, mut entrants) = (Vec::new(), Vec::new());
    for (number, runner) in runners.iter_mut().enumerate() {
        for contender in runner.contenders(&measure.job) {
            let mut line = Line::untimed(&contender, "");
            let our_seconds = entrants.first().map_or(0.0, |ours: &Entrant| ours.quickest.job);
            match warm_up(runner.as_mut(), &mut line, measure, judge, our_seconds) {
                Ok(quickest) => {
                    let (line, turns) = (lines.len(), Turns::default());
                    entrants.push(Entrant { line, runner: number, quickest, runs: 1, turns });
                }
                Err(error) => line.fail(format!("{error:#}")),
            }
            lines.push(line);
        }
    }
    compare(&mut lines, measure.job.result(), measure.tolerance)?;
    for repeat in 0..repeats {
        if repeat == 1 {
            allot_runs(&mut entrants, &lines, repeats);
        }
        for entrant in entrants.iter_mut().filter(|entrant| repeat < entrant.runs) {
            let runner = runners[entrant.runner].as_mut();
            take_turn(entrant, runner, &mut lines[entrant.line], measure, judge);
        }
        entrants.rotate_left(1);
    }
    for entrant in entrants {
        let line = &mut lines[entrant.line];
        line.seconds = entrant.turns.seconds(measure.per);
        if line.seconds.is_none() && entrant.runs > 0 {
            line.fail("less than the noise");
        }
    }
    Ok(lines)
}

/// Does the first run, which gives the result and whose time only decides how many runs follow.
fn warm_up(
    runner: &mut dyn Runner,
    line: &mut Line,
    measure: &Measure,
    judge: &Judge,
    our_seconds: f64,
) -> Result<Times> {
    if let Some(trial) = measure.trial.as_ref().filter(|_| !line.is_ours()) {
        check_speed(runner, &line.contender, trial, our_seconds)?;
    }
    let done = once(runner, &line.contender, &measure.job, true)?;
    let job = done.seconds;
    (line.memory, line.n_iter) = (done.memory, done.n_iter);
    line.note = done.differs.clone().unwrap_or_default();
    line.values = judge(&measure.job, done)?;
    let less = match &measure.less {
        Some(less) => once(runner, &line.contender, less, false)?.seconds,
        None => 0.0,
    };
    Ok(Times { job, timed: job - less })
}

/// Takes one turn; a contender that fails gets no more.
fn take_turn(
    entrant: &mut Entrant,
    runner: &mut dyn Runner,
    line: &mut Line,
    measure: &Measure,
    judge: &Judge,
) {
    match entrant.turns.take(runner, line, measure, judge) {
        Ok(Times { job, timed }) => {
            let quickest = &mut entrant.quickest;
            (quickest.job, quickest.timed) = (quickest.job.min(job), quickest.timed.min(timed));
        }
        Err(error) => {
            line.fail(format!("{error:#}"));
            entrant.runs = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::path::PathBuf;
    use std::rc::Rc;

    use anyhow::{Context as _, bail, ensure};

    use super::measure::Trial;
    use super::*;
    use crate::job::{Block, Done, Fit, Job, Start};
    use crate::ours::OURS;

    /// A runner whose contenders take a millisecond per iteration and letter of their name. It records
    /// the order of the runs.
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

        fn run(&mut self, contender: &str, job: &Job, watch: bool) -> Result<Done> {
            let Job::Fit(job) = job else { bail!("no other job is given") };
            let left = self.fits_before_it_dies.checked_sub(1).context("it died")?;
            self.fits_before_it_dies = left;
            self.calls.borrow_mut().push(contender.chars().next().unwrap());
            ensure!(job.seed == 0, "no seeds");
            // Long enough to be done once in a turn.
            let once = if contender.starts_with('s') { 10.0 } else { 1.0 } * TURN_SECONDS;
            let seconds = once + 1e-3 * job.rounds as f64 * contender.len() as f64;
            let n_iter = match contender {
                "stuck" => Some(1),
                "mute" => None,
                _ => Some(job.rounds),
            };
            let memory = watch.then(|| self.calls.borrow().len() as u64);
            Ok(Done { seconds, memory, n_iter, ..Done::default() })
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
        Measure { less: Some(job(1)), per: 5.0, ..Measure::whole("test".to_owned(), job(6), 0.0) }
    }

    #[test]
    fn contenders_take_turns_and_a_round_is_the_difference() {
        let calls = Rc::default();
        let mut runners =
            [fake(&[OURS], &calls, usize::MAX), fake(&["b", "cc"], &calls, usize::MAX)];
        let lines = run(&mut runners, &measure(0), 2, &|_, _| Ok(vec![7.0])).unwrap();
        assert_eq!(*calls.borrow(), "kkbbcc".to_owned() + "kkbbcc" + "bbcckk", "first a warm-up");
        for line in &lines {
            let seconds = line.seconds.unwrap();
            assert!((seconds.median - 1e-3 * line.contender.len() as f64).abs() < 1e-12);
            assert_eq!((seconds.runs, line.counts, &line.values[..]), (2, true, &[7.0][..]));
        }
        assert_eq!((lines[0].memory, lines[1].memory), (Some(1), Some(3)), "of the warm-up");
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
        let contenders = [OURS, "stuck", "mute"];
        let mut runners = [fake(&contenders, &calls, usize::MAX), fake(&["b"], &calls, 5)];
        let lines = run(&mut runners, &measure(0), 2, &judge).unwrap();
        assert_eq!(lines[0].seconds.unwrap().runs, 2);
        let notes =
            ["stopped after 1 of 6 iterations", "does not report its iterations", "it died"];
        for (line, note) in lines[1..].iter().zip(notes) {
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
        // An iteration takes a millisecond, and a call a hundred more.
        let trial = |times| Trial { few: few.clone(), twice: six.clone(), times };
        let slow = contest(trial(1e4));
        assert_eq!(*calls.borrow(), "kkbbbkk", "we are not tried");
        assert_eq!((slow.seconds, slow.note.as_str()), (None, "too slow: about 50 s"));
        let fast = contest(trial(5e2));
        assert!(fast.counts && fast.seconds.is_some(), "most of a call is not its rounds");
        assert_eq!(calls.borrow()["kkbbbkk".len()..], *"kkbbbbbkkbb");
        let faster = contest(trial(6.0));
        assert!(faster.counts && faster.seconds.is_some());
        assert_eq!(
            calls.borrow()["kkbbbkkkkbbbbbkkbb".len()..],
            *"kkbbbkkbb",
            "one call tells enough"
        );
    }

    #[test]
    fn a_turn_begins_with_what_settles_and_does_not_count() {
        let calls = Rc::default();
        let mut runners = [fake(&[OURS, "b"], &calls, usize::MAX)];
        let settling = Measure { settle: measure(0).less, ..measure(0) };
        let lines = run(&mut runners, &settling, 1, &|_, _| Ok(vec![7.0])).unwrap();
        assert_eq!(*calls.borrow(), "kkbbkkkbbb", "after the warm-up");
        assert!((lines[1].seconds.unwrap().median - 1e-3).abs() < 1e-12);
    }

    #[test]
    fn whoever_cannot_be_the_best_runs_once() {
        let calls = Rc::default();
        // A call takes 100 ms and 6 for each letter.
        let far = "f".repeat(30);
        // One that needs a second before its first iteration, which does not count, may be the best.
        let starts_late = "s";
        let mut runners = [fake(&[OURS, "b", &far, starts_late], &calls, usize::MAX)];
        let lines = run(&mut runners, &measure(0), 3, &|_, _| Ok(vec![7.0])).unwrap();
        let runs = lines.iter().map(|line| line.seconds.unwrap().runs);
        assert_eq!(runs.collect::<Vec<_>>(), [3, 3, 1, 3]);
    }
}
