//! Bounds of the distances from a sample to its own centre and to all others.
//!
//! A bound holds for true distances, the dense kernel compares rounded ones, and the labels must
//! come out the same. So a sample is skipped only if its bounds leave room for every rounding
//! between the two; the room is a [`Margin`].

use digits_data::Scalar;
use digits_data::memory::{self, OutOfMemory};
use linalg_pca::distance::{LANES, NearestTwo};

use super::drift::Drift;
use super::gaps::Gaps;
use super::groups::Groups;
use crate::engine::margin::Margin;
use crate::rounding::{DOWN, UP};

/// Bounds of the samples in a block: an upper bound of the distance to a sample's own centre, and
/// for each group a lower bound of the distance to any other centre in it.
///
/// They are `f32`, rounded away from each other, whatever the samples are: 4 bytes per sample and
/// bound.
#[derive(Debug, Clone)]
pub(super) struct BlockBounds {
    upper: [f32; LANES],
    lower: Box<[[f32; LANES]]>,
    /// An upper bound of the largest ‖x‖ of the block.
    norm: f32,
}

impl BlockBounds {
    /// Nothing is known.
    pub(super) fn unknown(n_groups: usize) -> Result<Self, OutOfMemory> {
        let lower = memory::filled([0.0; LANES], n_groups)?.into_boxed_slice();
        Ok(Self { upper: [f32::INFINITY; LANES], lower, norm: 0.0 })
    }

    /// Loosens the bounds by what the centres moved and tightens them by the gaps between centres,
    /// if those are known; then which samples must be compared with which group: a bit a lane in
    /// the group's `left`.
    ///
    /// A sample is compared with its own group whenever it is with any, since the kernel's score
    /// of its own centre is what the others' are held against.
    pub(super) fn after_move(
        &mut self,
        labels: &[u32],
        drift: &Drift,
        gaps: Option<&Gaps>,
        groups: &Groups,
        margin: Margin,
        left: &mut [u32],
    ) {
        let margin = margin.of(self.norm);
        for (upper, &label) in self.upper.iter_mut().zip(labels) {
            *upper = (*upper + drift.own[label as usize]) * UP;
        }
        let mut any = 0;
        for (group, (lower, left)) in self.lower.iter_mut().zip(&mut *left).enumerate() {
            let mut moved = [drift.of_group[group]; LANES];
            for (moved, &label) in moved.iter_mut().zip(labels) {
                if groups.of_label(label) == group {
                    *moved = drift.others_in_group[label as usize];
                }
            }
            let mut gap = [0.0; LANES];
            if let Some(gaps) = gaps {
                let to_group = gaps.to_group(group);
                for (gap, &label) in gap.iter_mut().zip(labels) {
                    *gap = to_group[label as usize];
                }
            }
            *left = 0;
            for lane in 0..labels.len() {
                let upper = self.upper[lane];
                let (loosened, across) = (lower[lane] - moved[lane], gap[lane] - upper);
                lower[lane] = (loosened.max(across) * DOWN).max(0.0);
                // `lower² − upper²` without cancellation; rounded by less than `margin` allows.
                let clear = (lower[lane] - upper) * (lower[lane] + upper) > margin;
                *left |= u32::from(!clear) << lane;
            }
            any |= *left;
        }
        for (lane, &label) in labels.iter().enumerate() {
            left[groups.of_label(label)] |= any & (1 << lane);
        }
    }

    /// The nearest of the centres that a sample was compared with, and bounds to match.
    ///
    /// `None` if scores were taken in a narrower type than the samples', which only `screens`, and
    /// do not tell the nearest two apart; the bounds hold for either.
    pub(super) fn renew<P: Scalar>(
        &mut self,
        lane: usize,
        left: &[u32],
        found: &[NearestTwo<P>],
        groups: &Groups,
        margin: Margin,
        screens: bool,
    ) -> Option<u32> {
        let compared = || (0..groups.len()).filter(|&group| left[group] & (1 << lane) != 0);
        let (mut nearest, mut own_group, mut own_label) = (P::INFINITY, 0, u32::MAX);
        let mut runner_up = P::INFINITY;
        for group in compared() {
            let score = found[group].nearest[lane];
            let label = groups.label(group, found[group].labels[lane]);
            let mut other = found[group].second[lane];
            if score < nearest || (score == nearest && label < own_label) {
                other = if nearest < other { nearest } else { other };
                (nearest, own_group, own_label) = (score, group, label);
            } else if score < other {
                other = score;
            }
            runner_up = if other < runner_up { other } else { runner_up };
        }
        let distances = margin.distances(found[own_group].squared_norms[lane]);
        let apart = runner_up.to_f64() - nearest.to_f64();
        let certain = !screens || apart > f64::from(margin.apart(distances.norm));
        self.norm = self.norm.max(distances.norm);
        self.upper[lane] = distances.at_most(nearest);
        for group in compared() {
            let of_group = &found[group];
            let is_own = group == own_group && certain;
            let other = if is_own { of_group.second[lane] } else { of_group.nearest[lane] };
            self.lower[group][lane] = distances.at_least(other);
        }
        certain.then_some(own_label)
    }
}
