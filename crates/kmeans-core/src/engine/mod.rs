//! One run of Lloyd's algorithm, cut where a part can be replaced: [`assignment`] (samples to
//! centres; of these [`bounded`] takes only what it cannot skip), [`clusters`] (sums and means),
//! [`relocation`] (of empty clusters), [`stopping`], [`inertia`]; [`lloyd`] puts them together.

mod algorithm;
mod assignment;
mod bounded;
mod changes;
mod clusters;
mod dense;
pub(crate) mod inertia;
mod lanes;
pub(crate) mod lloyd;
mod margin;
mod pieces;
mod relabel;
mod relocation;
mod screen;
mod stopping;

pub use algorithm::Algorithm;
pub(crate) use dense::assign;
pub(crate) use screen::Screen;
pub use stopping::StopReason;
pub(crate) use stopping::StoppingRule;
