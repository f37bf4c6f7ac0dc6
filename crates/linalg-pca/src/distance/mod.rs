//! Distances between many samples and some centres, at the speed of the machine's FMA units.
//!
//! [`Panels`] hold the samples and [`Centers`] the centres. [`Panels::nearest`], [`Panels::dots`]
//! and [`Panels::distances`] compare them.
//!
//! # Samples in the lanes
//!
//! A panel holds [`LANES`] samples feature by feature, so that one vector register carries one
//! feature of several samples. A tile of centres times two registers of samples stays in registers
//! while the features stream by: load the samples, broadcast a centre's value, multiply and add.
//! Nothing is summed across a register, and no lane is idle, even for ten centres. The comparison
//! that picks the nearest centre also runs lane by lane, in registers.
//!
//! # Bits that never change
//!
//! Every dot product is one chain of fused multiply-adds over ascending features, and every score
//! is `‖c‖² − 2·dot`, rounded once. This holds for every tile size and every instruction set, so
//! labels are the same everywhere ([`instruction_set`] names the one in use).

mod aligned;
mod asked;
mod backend;
mod centers;
#[cfg(test)]
mod chosen;
mod closest;
mod dispatch;
#[cfg(feature = "pca")]
mod fused_pass;
mod kernel;
mod lanes;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(feature = "pca")]
mod operands;
mod packing;
mod panels;
mod peak;
#[cfg(feature = "pca")]
mod product;
#[cfg(feature = "pca")]
mod rotations;
#[cfg(feature = "pca")]
mod scatter;
mod vector;
mod vectorized;
#[cfg(target_arch = "x86_64")]
mod x86;
#[cfg(target_arch = "x86_64")]
mod x86_loops;

#[cfg(feature = "pca")]
pub(crate) use aligned::Aligned;
pub use asked::{INSTRUCTION_SET_VARIABLE, is_asked_for};
pub use centers::Centers;
pub use closest::Closest;
#[cfg(all(test, feature = "pca"))]
pub(crate) use dispatch::on_every_backend;
pub use dispatch::{instruction_set, instruction_sets};
pub use lanes::{LANES, NearestTwo, PanelRow};
#[cfg(feature = "pca")]
pub(crate) use operands::{FusedPass, Results, SWEEPS, Shape, Turns};
pub use panels::Panels;
pub use peak::run_fma_chains;
#[cfg(feature = "pca")]
pub(crate) use product::Product;
#[cfg(feature = "pca")]
pub(crate) use rotations::Rotator;
#[cfg(feature = "pca")]
pub(crate) use scatter::Scatter;
pub use vectorized::{prefetch, vectorized};
