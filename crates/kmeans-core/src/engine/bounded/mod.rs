//! Assignment that skips distances by bounds.
//!
//! Centres are held in a few groups ([`groups`]). Each sample has an upper bound of the distance to
//! its own centre. For each group it has a lower bound of the distance to any other centre in it
//! ([`block_bounds`]). Both are loosened by how far centres move ([`drift`]).
//!
//! A group holds no nearer centre if its lower bound stays clear of the upper bound, or if all its
//! centres are farther from the sample's own centre than twice the sample is ([`gaps`]). Samples
//! that are left go to the dense kernel: whole blocks where many are left, gathered into fresh
//! panels where few are ([`piece`]). Labels are those of the dense kernel, to the last tie.
//!
//! With one group this is Hamerly's algorithm (G. Hamerly, "Making k-means even faster", SDM 2010),
//! with several that of Y. Ding et al., "Yinyang k-means", ICML 2015; but only as many groups as
//! keep memory at 32 bytes a sample.

mod block_bounds;
mod comparison;
mod drift;
mod gaps;
mod groups;
mod piece;
mod sample_bounds;

pub(super) use sample_bounds::SampleBounds;
