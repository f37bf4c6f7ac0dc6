use std::fmt;

/// The reason why a restart ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum StopReason {
    /// No sample changed its cluster: strict convergence.
    LabelsUnchanged,
    /// The centres moved no farther than `tol` allows.
    CenterShift,
    /// `max_iter` iterations are done.
    MaxIter,
    /// An iteration lowered the inertia by no more than `inertia_tol` allows.
    InertiaChange,
    /// The observer of the fit stopped it.
    Observer,
}

impl StopReason {
    /// Returns true if the run ended by itself.
    pub fn converged(self) -> bool {
        matches!(self, Self::LabelsUnchanged | Self::CenterShift | Self::InertiaChange)
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LabelsUnchanged => "labels unchanged",
            Self::CenterShift => "center shift within tol",
            Self::MaxIter => "max_iter reached",
            Self::InertiaChange => "inertia change within inertia_tol",
            Self::Observer => "stopped by the observer",
        })
    }
}

/// The rule by which a run ends by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoppingRule {
    /// A run ends when Σ‖Δc‖² is at most this.
    pub(crate) squared_shift: f64,
    /// A run ends when an iteration lowers the inertia by at most this share of it; 0 for never.
    pub(crate) inertia_tol: f64,
    pub(crate) max_iter: usize,
}

impl StoppingRule {
    /// Returns the reason to stop after an iteration, if there is one.
    pub(super) fn decide(
        self,
        n_iter: usize,
        n_changed: usize,
        squared_shift: f64,
    ) -> Option<StopReason> {
        if n_changed == 0 {
            Some(StopReason::LabelsUnchanged)
        } else if squared_shift <= self.squared_shift {
            Some(StopReason::CenterShift)
        } else if n_iter >= self.max_iter {
            Some(StopReason::MaxIter)
        } else {
            None
        }
    }
}
