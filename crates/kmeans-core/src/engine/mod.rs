//! One run of Lloyd's algorithm, cut where a part can be replaced: [`assignment`] (samples to
//! centres; of these [`bounded`] takes only what it cannot skip), [`clusters`] (sums and means),
//! [`relocation`] (of empty clusters), [`stopping`], [`inertia`]; [`lloyd`] puts them together.

mod algorithm;
pub(crate) mod assignment;
mod bounded;
mod changes;
mod clusters;
pub(crate) mod inertia;
mod lanes;
pub(crate) mod lloyd;
mod pieces;
mod relocation;
mod stopping;

pub use algorithm::Algorithm;
pub use stopping::StopReason;
pub(crate) use stopping::StoppingRule;
