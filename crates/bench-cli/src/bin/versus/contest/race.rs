use std::path::Path;

use anyhow::Result;

use super::turn::Judge;
use crate::cases::Case;
use crate::job::{Done, Job, Quality, Runner};

/// The runs of one contender out of the box.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Racer {
    pub(crate) contender: String,
    /// One entry per seed, with one run per number of iterations. The last run is the whole fit.
    pub(crate) seeds: Vec<Vec<Point>>,
    /// The reason why runs are missing.
    pub(crate) note: String,
}

/// One run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// Iterations at most; `None` for as many as the contender does by itself.
    pub(crate) max_iter: Option<usize>,
    pub(crate) seconds: f64,
    pub(crate) inertia: f64,
}

/// Numbers of iterations after which runs stop, and no such number.
const STOPS: [Option<usize>; 9] =
    [Some(1), Some(2), Some(4), Some(8), Some(16), Some(32), Some(64), Some(128), None];

/// A contender that took longer for a run skips the longer ones of that seed.
const MOST_SECONDS: f64 = 5.0;

/// Lets everyone fit as it comes, with rising numbers of iterations, for each seed.
///
/// Few programs show their centres while they run, so every point of a curve is a fit of its own. For each
/// point all contenders take a turn.
pub(crate) fn race(
    runners: &mut [Box<dyn Runner>],
    case: &Case,
    folder: &Path,
    judge: &Judge,
) -> Result<Vec<Racer>> {
    let job = |seed, max_iter| {
        let centers_to = folder.join("centers");
        Job::Quality(Quality { n_clusters: case.shape[2], seed, max_iter, centers_to })
    };
    let (mut racers, mut turns) = (Vec::<Racer>::new(), Vec::new());
    for (number, runner) in runners.iter_mut().enumerate() {
        for contender in runner.contenders(&job(0, None)) {
            // A warm-up, which also tells who cannot.
            let note = match runner.run(&contender, &job(0, Some(1)), false) {
                Ok(done) if done.seconds > MOST_SECONDS => {
                    format!("too slow: {:.0} s for one iteration", done.seconds)
                }
                Ok(_) => String::new(),
                Err(error) => format!("{error:#}"),
            };
            turns.push((racers.len(), number));
            racers.push(Racer { contender, note, ..Racer::default() });
        }
    }
    for seed in 0..u32::try_from(case.repeats)? {
        for racer in &mut racers {
            racer.seeds.push(Vec::new());
        }
        for max_iter in STOPS {
            for &(racer, runner) in &turns {
                let racer = &mut racers[racer];
                if !racer.goes_on() {
                    continue;
                }
                let job = job(seed, max_iter);
                let done = runners[runner].run(&racer.contender, &job, false);
                racer.take(max_iter, done, |done| judge(&job, done));
            }
            turns.rotate_left(1);
        }
    }
    Ok(racers)
}

impl Racer {
    /// True unless a run has failed or the last one with this seed was too slow.
    fn goes_on(&self) -> bool {
        let last = self.seeds.last().and_then(|points| points.last());
        self.note.is_empty() && last.is_none_or(|last| last.seconds < MOST_SECONDS)
    }

    fn take(
        &mut self,
        max_iter: Option<usize>,
        done: Result<Done>,
        judge: impl FnOnce(Done) -> Result<Vec<f64>>,
    ) {
        let point = done.and_then(|done| {
            let seconds = done.seconds;
            let inertia = judge(done)?.first().copied().unwrap_or(f64::NAN);
            Ok(Point { max_iter, seconds, inertia })
        });
        match (point, self.seeds.last_mut()) {
            (Ok(point), Some(points)) => points.push(point),
            (Ok(_), None) => {}
            (Err(error), _) => self.note = format!("{error:#}"),
        }
    }

    /// The median over the seeds of the time until inertia was at most this. Infinite if most seeds never
    /// came there.
    pub(crate) fn seconds_to(&self, inertia: f64) -> f64 {
        self.median(|points| {
            let there = points.iter().filter(|point| point.inertia <= inertia);
            there.map(|point| point.seconds).fold(f64::INFINITY, f64::min)
        })
    }

    /// The median over the seeds of the inertia where each fit ended.
    pub(crate) fn last_inertia(&self) -> f64 {
        self.median(|points| points.last().map_or(f64::INFINITY, |point| point.inertia))
    }

    /// The median over the seeds of the time of the whole fit.
    pub(crate) fn last_seconds(&self) -> f64 {
        let whole =
            |points: &[Point]| points.iter().find(|point| point.max_iter.is_none()).copied();
        self.median(|points| whole(points).map_or(f64::INFINITY, |point| point.seconds))
    }

    /// The median time and inertia of each number of iterations.
    pub(crate) fn curve(&self) -> Vec<(f64, f64)> {
        let point = |stop: Option<usize>| {
            let runs = || self.seeds.iter().flatten().filter(|point| point.max_iter == stop);
            let seconds = median(runs().map(|point| point.seconds).collect())?;
            Some((seconds, median(runs().map(|point| point.inertia).collect())?))
        };
        STOPS.into_iter().filter_map(point).collect()
    }

    /// The smallest inertia of all runs.
    pub(crate) fn best(&self) -> f64 {
        self.seeds.iter().flatten().map(|point| point.inertia).fold(f64::INFINITY, f64::min)
    }

    fn median(&self, of_seed: impl Fn(&[Point]) -> f64) -> f64 {
        let values = self.seeds.iter().map(|points| of_seed(points)).collect();
        median(values).unwrap_or(f64::INFINITY)
    }
}

/// The middle value, the larger of the two if there are two.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn racer(inertias: [[f64; 2]; 3]) -> Racer {
        let point = |max_iter, seconds, inertia| Point { max_iter, seconds, inertia };
        let seed =
            |[early, last]: [f64; 2]| vec![point(Some(1), 1.0, early), point(None, 3.0, last)];
        Racer { seeds: inertias.map(seed).into(), ..Racer::default() }
    }

    #[test]
    fn the_time_to_an_inertia_is_that_of_most_seeds() {
        let racer = racer([[9.0, 5.0], [7.0, 5.0], [9.0, 6.0]]);
        let shown = |inertia| racer.seconds_to(inertia).to_string();
        assert_eq!([9.0, 5.0].map(shown), ["1", "3"], "of most seeds");
        assert!(racer.seconds_to(4.9).is_infinite());
        assert_eq!((racer.last_inertia(), racer.last_seconds(), racer.best()), (5.0, 3.0, 5.0));
        assert_eq!(racer.curve(), [(1.0, 9.0), (3.0, 5.0)]);
    }

    #[test]
    fn who_fails_or_is_slow_does_not_go_on() {
        let mut slow = racer([[9.0, 5.0]; 3]);
        assert!(slow.goes_on());
        slow.seeds[2][1].seconds = 2.0 * MOST_SECONDS;
        assert!(!slow.goes_on());
        slow.take(None, Err(anyhow::anyhow!("it died")), |_| Ok(vec![]));
        assert_eq!(slow.note, "it died");
        assert!(Racer::default().seconds_to(1.0).is_infinite());
    }
}
