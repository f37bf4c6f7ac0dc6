use bench_cli::Seconds;

use crate::ours::OURS;

/// One contender in one contest.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Line {
    pub(crate) contender: String,
    pub(crate) seconds: Option<Seconds>,
    /// Bytes by which the process grew at most, in the warm-up.
    pub(crate) memory: Option<u64>,
    pub(crate) n_iter: Option<usize>,
    /// Inertia, score, or explained variances.
    pub(crate) values: Vec<f64>,
    /// True if the time may be compared with ours.
    pub(crate) counts: bool,
    pub(crate) note: String,
}

impl Line {
    /// A contender that is not timed, or not yet.
    pub(crate) fn untimed(contender: &str, note: impl Into<String>) -> Self {
        Self { contender: contender.to_owned(), note: note.into(), ..Self::default() }
    }

    /// Keeps why the contender is out.
    pub(super) fn fail(&mut self, why: impl Into<String>) {
        self.counts = false;
        self.note = why.into();
    }

    /// True if a contender that counts has a reason to come to another result.
    pub(crate) fn starts_elsewhere(&self) -> bool {
        !self.note.is_empty()
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.contender.starts_with(OURS)
    }

    pub(crate) fn median(&self) -> Option<f64> {
        self.seconds.map(|seconds| seconds.median)
    }
}
