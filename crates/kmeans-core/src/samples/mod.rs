//! The samples of a fit, made ready. [`problem`] centres and packs them, [`squares`] measures how far
//! out they lie, and [`grid`] finds the units of their sums. [`scale`] brings them to a size that can
//! be squared, and [`screen`] is their copy in `f32`. [`looks`] finds the [`coordinates`] that all
//! blocks of a fit share. [`weights`] says how much each sample counts, [`subset`] copies some of
//! them, and [`moments`] finds their mean.

mod centring;
mod coordinates;
mod grid;
mod looks;
mod moments;
mod one_block;
mod packing;
mod problem;
mod row_source;
mod sample_blocks;
mod scale;
mod screen;
mod squares;
mod streamed;
mod subset;
mod weights;

pub(crate) use centring::{center, uncenter};
pub use coordinates::Coordinates;
pub use looks::{FirstLook, SecondLook};
pub(crate) use moments::{column_sums, mean, offset};
pub(crate) use packing::{Packed, PackingRoom, packed_at_once};
pub use problem::Problem;
pub use row_source::{RowSource, read_blocks};
pub(crate) use sample_blocks::SampleBlocks;
pub(crate) use scale::Scale;
pub(crate) use screen::Screen;
pub(crate) use squares::{HEADROOM, mean_variance, squares};
pub(crate) use streamed::Streamed;
pub(crate) use subset::Subset;
pub(crate) use weights::Weights;
