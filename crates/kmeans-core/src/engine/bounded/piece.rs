use digits_data::Scalar;
use linalg_pca::distance::{LANES, NearestTwo, Panels};

use super::block_bounds::BlockBounds;
use super::comparison::{Comparison, Known};
use crate::Error;
use crate::engine::lanes::lanes;
use crate::engine::pieces::Piece;
use crate::engine::relabel::relabel;
use crate::engine::settling::Settling;
use crate::engine::tally::Tally;
use crate::samples::Problem;

/// A piece of the samples with their bounds.
pub(super) struct BoundedPiece<'a> {
    pub(super) piece: Piece<'a>,
    pub(super) blocks: &'a mut [BlockBounds],
}

/// Room to work on a piece, used again for the next piece.
pub(super) struct Scratch<F: Scalar, P: Scalar> {
    /// The samples of each block that must be compared with each group: one bit per lane, at
    /// `block * n_groups + group`.
    left: Vec<u32>,
    /// The kernel's results, where `left` has a bit.
    found: Vec<NearestTwo<P>>,
    rows: Vec<usize>,
    panels: Panels<P>,
    of_rows: Vec<NearestTwo<P>>,
    /// The new labels.
    labels: Vec<u32>,
    settling: Settling<F>,
}

impl<F: Scalar, P: Scalar> Default for Scratch<F, P> {
    fn default() -> Self {
        Self {
            left: Vec::new(),
            found: Vec::new(),
            rows: Vec::new(),
            panels: Panels::empty(),
            of_rows: Vec::new(),
            labels: Vec::new(),
            settling: Settling::default(),
        }
    }
}

impl BoundedPiece<'_> {
    /// Labels the samples, and returns what that changes.
    pub(super) fn visit<F: Scalar, P: Scalar>(
        &mut self,
        comparison: &Comparison<'_, F, P>,
        scratch: &mut Scratch<F, P>,
        part: &mut Tally<'_>,
    ) -> Result<(), Error> {
        let n_groups = comparison.groups.len();
        scratch.left.resize(self.blocks.len() * n_groups, 0);
        scratch.found.resize(self.blocks.len() * n_groups, NearestTwo::default());
        let blocks = self.blocks.iter_mut().zip(self.piece.labels.chunks(LANES));
        for ((block, labels), left) in blocks.zip(scratch.left.chunks_exact_mut(n_groups)) {
            match &comparison.known {
                Known::NoBounds => left.fill(all_lanes(labels.len())),
                Known::Bounds(drift) => {
                    let gaps = comparison.gaps.as_ref();
                    block.after_move(
                        labels,
                        drift,
                        gaps,
                        comparison.groups,
                        comparison.margin,
                        left,
                    );
                }
            }
        }
        for group in 0..n_groups {
            part.counts.n_distances += self.compare(comparison, group, scratch)?;
        }
        self.conclude(comparison, scratch, part)
    }

    /// Compares the samples that are left with the centres of one group.
    fn compare<F: Scalar, P: Scalar>(
        &self,
        comparison: &Comparison<'_, F, P>,
        group: usize,
        scratch: &mut Scratch<F, P>,
    ) -> Result<u64, Error> {
        let Scratch { left, found, rows, panels, of_rows, .. } = scratch;
        let n_groups = comparison.groups.len();
        let centers = &comparison.centers[group];
        let most_gathered = most_gathered::<P>(comparison.groups.size(group));
        let mut n_compared = 0;
        rows.clear();
        for block in 0..self.blocks.len() {
            let slot = block * n_groups + group;
            let first = self.piece.start + block * LANES;
            if left[slot].count_ones() > most_gathered {
                let found = std::slice::from_mut(&mut found[slot]);
                comparison.kernel.panels.nearest_two(centers, first, found)?;
                n_compared += LANES.min(self.piece.labels.len() - block * LANES);
            } else {
                rows.extend(lanes(left[slot]).map(|lane| first + lane));
            }
        }
        if !rows.is_empty() {
            let Problem { samples, offset, .. } = comparison.round.problem;
            panels.repack_scaled(*samples, offset, comparison.kernel.scale, rows)?;
            of_rows.resize(rows.len().div_ceil(LANES), NearestTwo::default());
            panels.nearest_two(centers, 0, of_rows)?;
            for (rows, of_rows) in rows.chunks(LANES).zip(&*of_rows) {
                for (from, row) in rows.iter().enumerate() {
                    let index = row - self.piece.start;
                    let found = &mut found[index / LANES * n_groups + group];
                    copy_lane(of_rows, from, found, index % LANES);
                }
            }
        }
        Ok((n_compared + rows.len()) as u64 * comparison.groups.size(group) as u64)
    }

    /// Settles the label and the bounds of every sample that was compared with any group.
    fn conclude<F: Scalar, P: Scalar>(
        &mut self,
        comparison: &Comparison<'_, F, P>,
        scratch: &mut Scratch<F, P>,
        part: &mut Tally<'_>,
    ) -> Result<(), Error> {
        let Scratch { left, found, labels: new, settling, .. } = scratch;
        let n_groups = comparison.groups.len();
        new.clear();
        new.extend_from_slice(self.piece.labels);
        let blocks = self.blocks.iter_mut().zip(new.chunks_mut(LANES));
        let of_blocks = left.chunks_exact(n_groups).zip(found.chunks_exact(n_groups));
        for (number, ((block, new), (left, found))) in blocks.zip(of_blocks).enumerate() {
            let any = left.iter().fold(0, |any, left| any | left);
            for lane in lanes(any) {
                let screens = comparison.kernel.exact.is_some();
                let renewed =
                    block.renew(lane, left, found, comparison.groups, comparison.margin, screens);
                match renewed {
                    Some(label) => new[lane] = label,
                    None => settling.rows.push(self.piece.start + number * LANES + lane),
                }
            }
        }
        if let Some(centers) = &comparison.kernel.exact {
            settling.settle(comparison.round.problem, centers, self.piece.start, new)?;
        }
        relabel(comparison.round, &mut self.piece, new, part);
        Ok(())
    }
}

/// Returns how many samples of a block are cheaper to gather than to visit with the whole block.
///
/// Gathering a sample costs as much as comparing it with 32 centres in `f32`, or 16 in `f64`.
fn most_gathered<F: Scalar>(n_centers: usize) -> u32 {
    let gather = if size_of::<F>() == 4 { 32 } else { 16 };
    u32::try_from(LANES * n_centers / (n_centers + gather)).unwrap_or(u32::MAX)
}

fn copy_lane<F: Scalar>(of: &NearestTwo<F>, from: usize, to: &mut NearestTwo<F>, lane: usize) {
    to.labels[lane] = of.labels[from];
    to.nearest[lane] = of.nearest[from];
    to.second[lane] = of.second[from];
    to.squared_norms[lane] = of.squared_norms[from];
}

/// Returns bits for the first lanes.
fn all_lanes(n_samples: usize) -> u32 {
    if n_samples < LANES { (1 << n_samples) - 1 } else { u32::MAX }
}
