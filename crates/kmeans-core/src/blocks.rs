//! k-means over samples that come in blocks: from a file, or from other machines.
//!
//! For one process, a [`RowSource`] and [`KMeans::fit_source`](crate::KMeans::fit_source) are enough. The
//! other types here are the steps of such a fit, for callers that spread it over several machines.
//!
//! Before the first iteration a fit reads each block twice to find the common [`Coordinates`]: the
//! [`FirstLook`] finds the mean of all samples, and the [`SecondLook`] the range of their distances from
//! it. In every iteration the [`Shard`] of a block labels its samples and returns a [`Part`]. Parts merge
//! in any order, and the [`Fold`] makes the next centres and says when to stop. Centres are relative to
//! the offset of the coordinates. The caller chooses the first centres. For k-means||, the
//! [`NearestCandidates`] of each block draw candidates, and [`choose_among`] chooses some of them.
//!
//! Labels, centres and inertia are those of [`KMeans`](crate::KMeans), to the bit, however samples
//! are cut into blocks. Nothing here opens a file or sends a message.
//!
//! A [`BlockPredictor`] labels blocks of new samples by the centres of a model.
//!
//! ```
//! use kmeans_core::blocks::{Block, Coordinates, FirstLook, Fold, SecondLook, Shard};
//! use kmeans_core::{Algorithm, Samples, SamplesView};
//!
//! let samples = [[1.0, 2.0, 8.0], [9.0, 2.0, 7.0]];
//! let views = samples.each_ref().map(|values| SamplesView::new(values, 3, 1).unwrap());
//!
//! // Look twice at each block.
//! let mut first = FirstLook::at(views[0]);
//! first.merge(&FirstLook::at(views[1]));
//! let offset = first.offset();
//! let mut second = SecondLook::at(views[0], None, &offset)?;
//! second.merge(&SecondLook::at(views[1], None, &offset)?);
//! let coordinates = Coordinates::new(&first, &second)?;
//!
//! // Iterate, from the centres 0 and 10 on.
//! let mut centers = Samples::from_rows(&[[0.0 - offset[0]], [10.0 - offset[0]]])?;
//! let blocks = [
//!     Block::in_coordinates(views[0], None, &coordinates)?,
//!     Block::in_coordinates(views[1], None, &coordinates)?,
//! ];
//! let mut shards = [
//!     Shard::new(&blocks[0], 2, Algorithm::Auto)?,
//!     Shard::new(&blocks[1], 2, Algorithm::Auto)?,
//! ];
//! let mut fold = Fold::new(&coordinates, 2, 0.0, 300);
//! loop {
//!     for (shard, block) in shards.iter_mut().zip(&blocks) {
//!         fold.merge(&shard.assign(block, &centers)?)?;
//!     }
//!     // No cluster is empty here; otherwise the shards' candidates are merged and given.
//!     let step = fold.step(&centers, None)?;
//!     centers = step.centers;
//!     if step.stop.is_some() {
//!         break;
//!     }
//! }
//! assert_eq!(shards[1].labels(), [1, 0, 1]);
//! assert_eq!(centers.row(1)[0] + offset[0], 8.0);
//! # Ok::<(), kmeans_core::Error>(())
//! ```

pub use crate::engine::{Candidates, Fold, Part, Shard, Step};
pub use crate::model::BlockPredictor;
pub use crate::samples::{
    Coordinates, FirstLook, Problem as Block, RowSource, SecondLook, read_blocks,
};
pub use crate::seeding::{NearestCandidates, choose_among, draw_rows, n_reserved_draws};
