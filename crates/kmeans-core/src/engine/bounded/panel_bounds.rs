//! Bounds of the distances from a sample to its own centre and to all others.
//!
//! A bound holds for true distances, but the dense kernel compares rounded ones, and the labels must
//! be the same. So a sample is skipped only if its bounds differ by more than a [`Margin`], which
//! covers every rounding.

use digits_data::Scalar;
use digits_data::memory::{self, OutOfMemory};
use linalg_pca::distance::{LANES, NearestTwo};

use super::drift::Drift;
use super::gaps::Gaps;
use super::groups::Groups;
use crate::engine::margin::Margin;
use crate::rounding::{DOWN, UP};

/// Bounds of the samples in a panel: for each sample an upper bound of the distance to its own centre,
/// and for each group a lower bound of the distance to any other centre in it.
///
/// They are `f32`, rounded away from each other, whatever the samples are: 4 bytes per sample and
/// bound.
#[derive(Debug, Clone)]
pub(super) struct PanelBounds {
    upper: [f32; LANES],
    lower: Box<[[f32; LANES]]>,
    /// An upper bound of the largest ‖x‖ of the panel.
    norm: f32,
}

impl PanelBounds {
    /// Returns bounds that rule out nothing.
    pub(super) fn unknown(n_groups: usize) -> Result<Self, OutOfMemory> {
        let lower = memory::filled([0.0; LANES], n_groups)?.into_boxed_slice();
        Ok(Self { upper: [f32::INFINITY; LANES], lower, norm: 0.0 })
    }

    /// Updates the bounds after the centres have moved, and finds the samples that must be compared
    /// with each group: one bit per lane in the group's entry of `to_compare`.
    ///
    /// A sample that is compared with any group is also compared with its own, because the kernel
    /// must find the score of its own centre too.
    pub(super) fn update(
        &mut self,
        labels: &[u32],
        drift: &Drift,
        gaps: Option<&Gaps>,
        groups: &Groups,
        margin: Margin,
        to_compare: &mut [u32],
    ) {
        let margin = margin.of_two_scores(self.norm);
        // 1. The own centre may have moved away.
        for (upper, &label) in self.upper.iter_mut().zip(labels) {
            *upper = (*upper + drift.own[label as usize]) * UP;
        }
        let mut any = 0;
        for (group, (lower, to_compare)) in self.lower.iter_mut().zip(&mut *to_compare).enumerate()
        {
            // 2. Look up how far the other centres of the group may have come closer, and how far they
            //    are from the own centre.
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
            // 3. Loosen the lower bound by the move, or take that of the triangle inequality if it is
            //    larger. Compare where it is not clearly above the upper bound.
            *to_compare = 0;
            for lane in 0..labels.len() {
                let upper = self.upper[lane];
                let (loosened, across) = (lower[lane] - moved[lane], gap[lane] - upper);
                lower[lane] = (loosened.max(across) * DOWN).max(0.0);
                // `lower² − upper²` without cancellation; rounded by less than `margin` allows.
                let is_clear = (lower[lane] - upper) * (lower[lane] + upper) > margin;
                *to_compare |= u32::from(!is_clear) << lane;
            }
            any |= *to_compare;
        }
        // 4. A sample that is compared with any group is also compared with its own.
        for (lane, &label) in labels.iter().enumerate() {
            to_compare[groups.of_label(label)] |= any & (1 << lane);
        }
    }

    /// Returns the label of a sample that was compared, and sets its bounds from the scores.
    ///
    /// `may_be_uncertain` is true if the scores are `f32` and the samples `f64`. Then the result is
    /// `None` if the scores cannot tell the two nearest centres apart. The bounds hold for both.
    pub(super) fn set_from_scores<P: Scalar>(
        &mut self,
        lane: usize,
        to_compare: &[u32],
        found: &[NearestTwo<P>],
        groups: &Groups,
        margin: Margin,
        may_be_uncertain: bool,
    ) -> Option<u32> {
        let compared = || (0..groups.len()).filter(|&group| to_compare[group] & (1 << lane) != 0);
        // 1. Find the nearest and the second nearest centre of all groups. Ties go to the lower label.
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
        // 2. Decide if rounding could swap the two.
        let bounds = margin.distance_bounds(found[own_group].squared_norms[lane]);
        let gap = runner_up.to_f64() - nearest.to_f64();
        let is_certain = !may_be_uncertain || gap > f64::from(margin.certain_gap(bounds.norm));
        // 3. Set the bounds. The own group's lower bound leaves out the own centre, if that is certain.
        self.norm = self.norm.max(bounds.norm);
        self.upper[lane] = bounds.at_most(nearest);
        for group in compared() {
            let of_group = &found[group];
            let is_own = group == own_group && is_certain;
            let other = if is_own { of_group.second[lane] } else { of_group.nearest[lane] };
            self.lower[group][lane] = bounds.at_least(other);
        }
        is_certain.then_some(own_label)
    }
}
