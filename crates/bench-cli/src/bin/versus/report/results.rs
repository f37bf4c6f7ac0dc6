use crate::cases::{Case, Dtype, Kind};
use crate::contest::{Line, Racer};
use crate::machine::Machine;
use crate::machine::tile::Tile;
use crate::ours::OURS;

/// Everything that a run measures.
#[derive(Default)]
pub(crate) struct Results {
    pub(crate) machine: Machine,
    /// One text per peer process: its versions, or the reason why it is missing.
    pub(crate) contenders: Vec<String>,
    pub(crate) tiles: Vec<Tile>,
    pub(crate) contests: Vec<Contest>,
    pub(crate) races: Vec<Race>,
}

/// The fits of all contenders out of the box.
pub(crate) struct Race {
    pub(crate) name: String,
    pub(crate) case: Case,
    pub(crate) racers: Vec<Racer>,
}

/// One measure and the lines of all contenders that can do it.
pub(crate) struct Contest {
    pub(crate) name: String,
    pub(crate) case: Case,
    pub(crate) kind: Kind,
    pub(crate) lines: Vec<Line>,
}

impl Contest {
    pub(super) fn ours(&self) -> Option<&Line> {
        self.lines.iter().find(|line| line.contender == OURS)
    }

    pub(super) fn our_single_thread(&self) -> Option<&Line> {
        self.lines.iter().find(|line| line.is_ours() && line.contender != OURS)
    }

    /// The line's time over ours: above 1 it is slower.
    pub(super) fn times_ours(&self, line: &Line) -> Option<f64> {
        Some(line.median()? / self.ours()?.median()?)
    }

    /// The peers whose time counts.
    pub(super) fn peers(&self) -> impl Iterator<Item = &Line> {
        let counts = |line: &&Line| !line.is_ours() && line.counts && line.seconds.is_some();
        self.lines.iter().filter(counts)
    }

    /// The fastest peer.
    pub(super) fn best_peer(&self) -> Option<&Line> {
        self.fastest(|_| true)
    }

    /// The fastest peer that starts where we do, and the fastest of all if that starts elsewhere.
    pub(super) fn best_peers(&self) -> Vec<&Line> {
        let like_us = self.fastest(|line| !line.starts_elsewhere());
        let any = self.best_peer().filter(|best| best.starts_elsewhere());
        like_us.into_iter().chain(any).collect()
    }

    /// A peer that ran once was far behind its class, and may have been lucky in a single turn. It is the
    /// fastest only where no peer ran more often.
    fn fastest(&self, of: impl Fn(&Line) -> bool) -> Option<&Line> {
        let peers = || self.peers().filter(|line| of(line));
        let timed = || peers().filter_map(|line| Some((line.seconds?, line)));
        let most_runs = timed().map(|(seconds, _)| seconds.runs).max()?;
        let candidates = timed().filter(|(seconds, _)| seconds.runs > 1 || most_runs == 1);
        candidates.min_by(|(a, _), (b, _)| a.median.total_cmp(&b.median)).map(|(_, line)| line)
    }

    /// The least time of a dense iteration; `None` for other kinds or where no limit was measured.
    pub(super) fn least_seconds(&self, machine: &Machine) -> Option<Least> {
        let case = &self.case;
        let limits = match case.threads {
            Some(1) => machine.single,
            Some(threads) if threads != machine.threads => return None,
            _ => machine.all,
        };
        let [n_samples, n_features, n_clusters] = case.shape;
        let values = (n_samples * n_features) as f64;
        let bytes_of_value = match case.dtype {
            Dtype::F32 => 4.0,
            Dtype::F64 => 8.0,
        };
        let arithmetic = 2.0 * values * n_clusters as f64 / limits.flops(case.dtype);
        let reading = values * bytes_of_value / limits.bytes;
        (self.kind == Kind::Round).then_some(Least { arithmetic, reading })
    }
}

/// Seconds that an iteration takes at least.
#[derive(Clone, Copy)]
pub(super) struct Least {
    /// All its multiply-adds.
    pub(super) arithmetic: f64,
    /// Every sample from memory, once.
    pub(super) reading: f64,
}

impl Least {
    /// The longer of the two, since they can go on side by side.
    pub(super) fn longer(self) -> f64 {
        self.arithmetic.max(self.reading)
    }
}

#[cfg(test)]
mod tests {
    use bench_cli::Seconds;

    use super::*;
    use crate::cases::Data;

    fn line(contender: &str, seconds: f64, counts: bool) -> Line {
        Line { seconds: Seconds::of([seconds]), counts, ..Line::untimed(contender, "") }
    }

    #[test]
    fn who_ran_once_is_the_best_only_among_its_like() {
        let case = Case::of(Data::Digits);
        let ran = |name, times: &[f64]| Line {
            seconds: Seconds::of(times.to_vec()),
            ..line(name, 1.0, true)
        };
        let lines = vec![ran("lucky", &[1.0]), ran("steady", &[4.0, 5.0]), ran("once", &[9.0])];
        let mut contest = Contest { name: String::new(), case, kind: Kind::Round, lines };
        assert_eq!(contest.best_peer().unwrap().contender, "steady");
        contest.lines.remove(1);
        assert_eq!(contest.best_peer().unwrap().contender, "lucky");
    }

    #[test]
    fn the_best_peer_is_the_fastest_that_counts() {
        let case = Case::of(Data::Digits);
        let lines = vec![
            line(OURS, 2.0, true),
            line(&format!("{OURS}, 1 thread"), 1.0, true),
            line("slow", 8.0, true),
            line("best", 5.0, true),
            line("wrong", 3.0, false),
            Line { counts: true, ..Line::untimed("gone", "") },
        ];
        let mut contest = Contest { name: String::new(), case, kind: Kind::Fit, lines };
        let best = contest.best_peer().unwrap();
        assert_eq!((best.contender.as_str(), contest.times_ours(best)), ("best", Some(2.5)));
        let names = |contest: &Contest| -> Vec<String> {
            contest.best_peers().iter().map(|line| line.contender.clone()).collect()
        };
        assert_eq!(names(&contest), ["best"]);
        let elsewhere =
            |name, seconds| Line { note: "own start".into(), ..line(name, seconds, true) };
        contest.lines.push(elsewhere("slower elsewhere", 6.0));
        assert_eq!(names(&contest), ["best"]);
        contest.lines.push(elsewhere("elsewhere", 1.0));
        assert_eq!(names(&contest), ["best", "elsewhere"]);
        assert_eq!(contest.our_single_thread().unwrap().median(), Some(1.0));
        assert_eq!(contest.peers().count(), 4);
    }
}
