//! One run of Lloyd's algorithm, cut where a part can be replaced: [`assignment`] (samples to
//! centres), [`clusters`] (sums and means), [`relocation`] (of empty clusters), [`stopping`],
//! [`inertia`]; [`lloyd`] puts them together.

pub(crate) mod assignment;
mod clusters;
pub(crate) mod inertia;
pub(crate) mod lloyd;
mod relocation;
mod stopping;

pub use stopping::StopReason;
pub(crate) use stopping::StoppingRule;
