//! One run of Lloyd's algorithm, cut where a part can be replaced; [`lloyd`] puts the parts together.
//!
//! [`assignment`] says who labels the samples in a round: [`dense`], the kernel; [`screen`], which
//! looks at `f64` samples in `f32` first; or [`bounded`], which takes only what it cannot skip.
//! All go through the samples in [`pieces`], [`relabel`] them and note the [`changes`], of which
//! [`clusters`] makes sums and means. [`relocation`] is for empty clusters; [`margin`] says how wrong
//! a score can be; then there are [`stopping`] and [`inertia`].

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
