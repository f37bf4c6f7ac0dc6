//! The samples of a fit, made ready: [`problem`] centres and packs them, [`squares`] measures how
//! far out they lie, [`grid`] the units of their sums, [`scale`] brings them to a size of which squares can be taken, [`screen`] is their copy in `f32`. [`weights`] says how much each counts,
//! [`subset`] copies some of them, and [`moments`] finds their mean.

mod coordinates;
mod grid;
mod moments;
mod problem;
mod scale;
mod screen;
mod squares;
mod subset;
mod weights;

pub use coordinates::{Coordinates, FirstLook, SecondLook};
pub(crate) use moments::{column_sums, mean};
pub use problem::Problem;
pub(crate) use problem::uncenter;
pub(crate) use scale::Scale;
pub(crate) use screen::Screen;
pub(crate) use squares::{HEADROOM, mean_variance, squares};
pub(crate) use subset::Subset;
pub(crate) use weights::Weights;
