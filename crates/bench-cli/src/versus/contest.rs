use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Serialize;

use super::job::{Fitted, Job, Reply};
use super::ours::OURS;
use super::runner::Runner;
use crate::seconds::Seconds;

/// Threads of the last contender may still be waiting for work at full speed.
const PAUSE: Duration = Duration::from_millis(50);

/// A shorter fit is done again and again in a contender's turn, until this much time has gone into
/// it or it was done so often: one alone would measure how fast threads wake up.
const TURN_SECONDS: f64 = 0.1;
const MOST_IN_A_TURN: usize = 50;

/// A contender that would take longer than this for all its runs gets fewer of them.
const SECONDS_FOR_ONE: f64 = 4.0;

/// Contenders that cannot start where all others start may come to an inertia this much worse.
const OTHER_START: f64 = 1.5;

/// What is timed: a job, or what it takes longer than another, split evenly.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measure {
    pub(super) name: String,
    pub(super) job: Job,
    pub(super) less: Option<Job>,
    pub(super) per: f64,
    /// How far an inertia may be from ours, relatively.
    pub(super) tolerance: f64,
}

/// One contender in one contest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Line {
    pub(crate) contender: String,
    pub(crate) seconds: Option<Seconds>,
    pub(crate) n_iter: Option<usize>,
    pub(crate) inertia: Option<f64>,
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
            n_iter: None,
            inertia: None,
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
    runs: usize,
    times: Vec<f64>,
}

/// A, B, C, A, B, C, …: whatever slows the machine down for a while slows all of them down.
pub(super) fn run(
    runners: &mut [Box<dyn Runner>],
    measure: &Measure,
    repeats: usize,
    inertia: &dyn Fn(&Path) -> Result<f64>,
) -> Result<Vec<Line>> {
    let (mut lines, mut entrants) = (Vec::new(), Vec::new());
    for (number, runner) in runners.iter_mut().enumerate() {
        for contender in runner.contenders().to_vec() {
            let (line, seconds) = warm_up(runner.as_mut(), &contender, measure, inertia);
            if let Some(seconds) = seconds {
                let runs = affordable_runs(repeats, seconds);
                entrants.push(Entrant { line: lines.len(), runner: number, runs, times: vec![] });
            }
            lines.push(line);
        }
    }
    compare(&mut lines, measure.tolerance)?;
    for repeat in 0..repeats {
        for entrant in entrants.iter_mut().filter(|entrant| repeat < entrant.runs) {
            let line = &mut lines[entrant.line];
            match time(runners[entrant.runner].as_mut(), line, measure, inertia) {
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
    contender: &str,
    measure: &Measure,
    inertia: &dyn Fn(&Path) -> Result<f64>,
) -> (Line, Option<f64>) {
    let judged = fit(runner, contender, &measure.job)
        .and_then(|fitted| Ok((fitted, inertia(&measure.job.centers_to)?)));
    match judged {
        Ok((Fitted { seconds, n_iter, differs }, inertia)) => {
            let mut line = Line::untimed(contender, differs.unwrap_or_default());
            (line.n_iter, line.inertia) = (Some(n_iter), Some(inertia));
            (line, Some(seconds))
        }
        Err(error) => (Line::untimed(contender, format!("{error:#}")), None),
    }
}

/// A time counts if the inertia agrees with ours, or if its line says why it cannot.
fn compare(lines: &mut [Line], tolerance: f64) -> Result<()> {
    let ours = lines.iter().find(|line| line.contender == OURS);
    let ours = ours.and_then(|line| line.inertia).context("our own fit failed")?;
    ensure!(ours.is_finite(), "our own inertia is {ours}");
    for line in lines {
        let Some(inertia) = line.inertia else { continue };
        let difference = inertia / ours - 1.0;
        line.counts = if line.note.is_empty() {
            difference.abs() <= tolerance
        } else {
            difference <= OTHER_START - 1.0
        };
        if difference.abs() > tolerance {
            let percent = format!("inertia {:+.2} %", 100.0 * difference);
            let why = std::mem::take(&mut line.note);
            line.note = if why.is_empty() { percent } else { format!("{why}; {percent}") };
        }
    }
    Ok(())
}

fn affordable_runs(repeats: usize, seconds: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is small")]
    let affordable = (SECONDS_FOR_ONE / seconds).min(1e6) as usize;
    affordable.clamp(1, repeats)
}

fn time(
    runner: &mut dyn Runner,
    line: &Line,
    measure: &Measure,
    inertia: &dyn Fn(&Path) -> Result<f64>,
) -> Result<f64> {
    let mut seconds = fit(runner, &line.contender, &measure.job)?.seconds;
    let (first, again) = (line.inertia.unwrap_or_default(), inertia(&measure.job.centers_to)?);
    let agree = (again - first).abs() <= measure.tolerance * first;
    ensure!(agree, "came to inertia {first}, then to {again}");
    if let Some(less) = &measure.less {
        seconds -= fit(runner, &line.contender, less)?.seconds;
    }
    Ok(seconds / measure.per)
}

/// The job once, or as often as fills a turn: its median time then.
fn fit(runner: &mut dyn Runner, contender: &str, job: &Job) -> Result<Fitted> {
    thread::sleep(PAUSE);
    let mut times = Vec::new();
    loop {
        let fitted = fit_once(runner, contender, job)?;
        times.push(fitted.seconds);
        let is_over = times.iter().sum::<f64>() >= TURN_SECONDS || times.len() == MOST_IN_A_TURN;
        if is_over {
            let seconds = Seconds::of(times).map_or(fitted.seconds, |seconds| seconds.median);
            return Ok(Fitted { seconds, ..fitted });
        }
    }
}

/// Without a tolerance there is no reason to stop early, and yet it happens.
fn fit_once(runner: &mut dyn Runner, contender: &str, job: &Job) -> Result<Fitted> {
    match runner.fit(contender, job)? {
        Reply::Fitted(fitted) => {
            let (n_iter, rounds) = (fitted.n_iter, job.rounds);
            ensure!(job.tol > 0.0 || n_iter == rounds, "stopped after {n_iter} of {rounds} rounds");
            Ok(fitted)
        }
        Reply::Cannot { cannot } => bail!("{cannot}"),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::path::PathBuf;
    use std::rc::Rc;

    use super::super::job::{Block, Start};
    use super::*;

    fn line(contender: &str, inertia: f64, note: &str) -> Line {
        Line { inertia: Some(inertia), ..Line::untimed(contender, note) }
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
        ];
        compare(&mut lines, 1e-3).unwrap();
        assert_eq!(
            lines.each_ref().map(|line| line.counts),
            [true, true, false, false, true, false]
        );
        assert_eq!(lines[2].note, "inertia +1.00 %");
        assert_eq!(lines[4].note, "own start; inertia +20.00 %");
        assert!(compare(&mut lines[1..], 1e-3).is_err(), "nothing to compare with");
    }

    /// Takes a millisecond a round for every letter of its name, and writes down who ran.
    struct Fake {
        contenders: Vec<String>,
        calls: Rc<RefCell<String>>,
        fits_before_it_dies: usize,
    }

    impl Runner for Fake {
        fn contenders(&self) -> &[String] {
            &self.contenders
        }

        fn load(&mut self, _: &Block) -> Result<()> {
            Ok(())
        }

        fn fit(&mut self, contender: &str, job: &Job) -> Result<Reply> {
            let left = self.fits_before_it_dies.checked_sub(1).context("it died")?;
            self.fits_before_it_dies = left;
            self.calls.borrow_mut().push(contender.chars().next().unwrap());
            if job.seed > 0 {
                return Ok(Reply::Cannot { cannot: "no seeds".to_owned() });
            }
            // Long enough to be done once in a turn.
            let seconds = TURN_SECONDS + 1e-3 * job.rounds as f64 * contender.len() as f64;
            let n_iter = if contender == "stuck" { 1 } else { job.rounds };
            Ok(Reply::Fitted(Fitted { seconds, n_iter, differs: None }))
        }
    }

    fn fake(contenders: &[&str], calls: &Rc<RefCell<String>>, fits: usize) -> Box<dyn Runner> {
        let contenders = contenders.iter().map(|&name| name.to_owned()).collect();
        Box::new(Fake { contenders, calls: Rc::clone(calls), fits_before_it_dies: fits })
    }

    fn measure(seed: u32) -> Measure {
        let job = |rounds| Job {
            n_clusters: 1,
            init: Start::Random,
            n_init: 1,
            seed,
            max_iter: rounds,
            tol: 0.0,
            rounds,
            scale: false,
            centers_to: PathBuf::new(),
        };
        let name = "test".to_owned();
        Measure { name, job: job(6), less: Some(job(1)), per: 5.0, tolerance: 0.0 }
    }

    #[test]
    fn contenders_take_turns_and_a_round_is_the_difference() {
        let calls = Rc::default();
        let mut runners =
            [fake(&[OURS], &calls, usize::MAX), fake(&["b", "cc"], &calls, usize::MAX)];
        let lines = run(&mut runners, &measure(0), 2, &|_| Ok(7.0)).unwrap();
        assert_eq!(*calls.borrow(), "kbc".to_owned() + "kkbbcc" + "kkbbcc", "first a warm-up");
        for line in lines {
            let seconds = line.seconds.unwrap();
            assert!((seconds.median - 1e-3 * line.contender.len() as f64).abs() < 1e-12);
            assert_eq!((seconds.runs, line.counts, line.inertia), (2, true, Some(7.0)));
        }
    }

    #[test]
    fn every_run_comes_to_the_same_result_or_does_not_count() {
        let calls = Rc::default();
        let inertias = RefCell::new(vec![7.0, 8.0, 7.0]);
        let mut runners = [fake(&[OURS], &calls, usize::MAX)];
        let inertia = |_: &Path| Ok(inertias.borrow_mut().pop().unwrap());
        let lines = run(&mut runners, &measure(0), 2, &inertia).unwrap();
        assert_eq!((lines[0].counts, lines[0].seconds), (false, None));
        assert_eq!(lines[0].note, "came to inertia 7, then to 8");
    }

    #[test]
    fn whoever_fails_is_named_and_the_others_go_on() {
        let calls = Rc::default();
        let mut runners = [fake(&[OURS, "stuck"], &calls, usize::MAX), fake(&["b"], &calls, 4)];
        let lines = run(&mut runners, &measure(0), 2, &|_| Ok(7.0)).unwrap();
        assert_eq!(lines[0].seconds.unwrap().runs, 2);
        for (line, note) in lines[1..].iter().zip(["stopped after 1 of 6 rounds", "it died"]) {
            assert_eq!((line.counts, line.note.as_str()), (false, note));
        }
        let error = run(&mut runners, &measure(1), 2, &|_| Ok(7.0)).unwrap_err();
        assert_eq!(error.to_string(), "our own fit failed");
    }

    #[test]
    fn slow_contenders_run_less_often() {
        assert_eq!(affordable_runs(5, 0.001), 5);
        assert_eq!(affordable_runs(5, 1.0), 4);
        assert_eq!(affordable_runs(5, 60.0), 1);
        assert_eq!(affordable_runs(5, 0.0), 5);
    }
}
