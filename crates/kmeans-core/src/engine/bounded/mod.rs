//! Labels samples and skips the distances that bounds rule out.
//!
//! Centres are held in a few groups ([`groups`]). Each sample has an upper bound of the distance to
//! its own centre. For each group it has a lower bound of the distance to any other centre in it
//! ([`panel_bounds`]). Both are loosened by how far centres move ([`drift`]).
//!
//! A group holds no nearer centre in two cases: its lower bound is clearly above the upper bound, or
//! all its centres are farther from the sample's own centre than twice the sample is ([`gaps`]). All
//! other samples are compared by the dense kernel. Where most samples of a panel must be compared, the
//! whole panel is; the others are gathered into fresh panels ([`piece`]). Labels are those of the
//! dense kernel, to the last tie.
//!
//! With one group this is Hamerly's algorithm (G. Hamerly, "Making k-means even faster", SDM 2010).
//! With several it is that of Y. Ding et al., "Yinyang k-means", ICML 2015, except that there are at
//! most four groups, which keeps memory at 32 bytes per sample.

mod comparison;
mod drift;
mod gaps;
mod groups;
mod panel_bounds;
mod piece;
mod sample_bounds;

pub(super) use sample_bounds::SampleBounds;
