use crate::job::Job;

/// One measured quantity: the time of a job, or its time beyond another job, split evenly.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    pub(crate) name: String,
    pub(crate) job: Job,
    /// The job whose time is taken off.
    pub(super) less: Option<Job>,
    /// The number of equal parts that the time is split into.
    pub(super) per: f64,
    /// A job that begins every turn and is not timed.
    ///
    /// A virtual machine may have given back to its host the memory that the contender freed in its
    /// last turn. Touching it again takes longer than packing it. The first job of a turn would have
    /// that in its time, and the second would not.
    pub(super) settle: Option<Job>,
    /// The largest relative difference from our result.
    pub(super) tolerance: f64,
    /// A short trial that finds peers too slow for the job.
    pub(super) trial: Option<Trial>,
}

impl Measure {
    /// The time of a whole job.
    pub(super) fn whole(name: String, job: Job, tolerance: f64) -> Self {
        Self { name, job, less: None, per: 1.0, settle: None, tolerance, trial: None }
    }
}

/// A few of a job's iterations, and twice as many: the difference is the time of the few iterations alone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trial {
    pub(super) few: Job,
    pub(super) twice: Job,
    /// Iterations of the whole job over iterations of `few`.
    pub(super) times: f64,
}
