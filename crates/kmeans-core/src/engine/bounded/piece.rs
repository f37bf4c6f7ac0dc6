use digits_data::Scalar;
use linalg_pca::distance::{LANES, NearestTwo, Panels};

use super::bounds::BlockBounds;
use super::{Known, Round};
use crate::Error;
use crate::engine::changes::Changes;
use crate::engine::lanes::lanes;
use crate::engine::relabel::relabel_far;
use crate::engine::screen::Settling;
use crate::problem::Problem;

/// The samples that one thread looks at together: their labels and bounds.
pub(super) struct Piece<'a> {
    /// The number of the first sample.
    pub(super) start: usize,
    pub(super) labels: &'a mut [u32],
    pub(super) blocks: &'a mut [BlockBounds],
}

/// Room to work on a piece, used again for the next.
pub(super) struct Scratch<F: Scalar, P: Scalar> {
    /// Which samples of each block must be compared with each group: a bit a lane, at
    /// `block * n_groups + group`.
    left: Vec<u32>,
    /// What the kernel found, where `left` has a bit.
    found: Vec<NearestTwo<P>>,
    rows: Vec<usize>,
    panels: Panels<P>,
    of_rows: Vec<NearestTwo<P>>,
    /// The labels that come out.
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

impl Piece<'_> {
    /// Labels the samples; what that changes, and the number of distances it took.
    pub(super) fn visit<F: Scalar, P: Scalar>(
        &mut self,
        round: &Round<'_, F, P>,
        scratch: &mut Scratch<F, P>,
    ) -> Result<(Changes, u64), Error> {
        let n_groups = round.groups.len();
        scratch.left.resize(self.blocks.len() * n_groups, 0);
        scratch.found.resize(self.blocks.len() * n_groups, NearestTwo::default());
        let blocks = self.blocks.iter_mut().zip(self.labels.chunks(LANES));
        for ((block, labels), left) in blocks.zip(scratch.left.chunks_exact_mut(n_groups)) {
            match &round.known {
                Known::Nothing | Known::Labels => left.fill(all_lanes(labels.len())),
                Known::Bounds(drift) => {
                    let gaps = round.gaps.as_ref();
                    block.after_move(labels, drift, gaps, round.groups, round.margin, left);
                }
            }
        }
        let mut n_distances = 0;
        for group in 0..n_groups {
            n_distances += self.compare(round, group, scratch)?;
        }
        Ok((self.conclude(round, scratch)?, n_distances))
    }

    /// Compares the samples that are left with the centres of one group.
    fn compare<F: Scalar, P: Scalar>(
        &self,
        round: &Round<'_, F, P>,
        group: usize,
        scratch: &mut Scratch<F, P>,
    ) -> Result<u64, Error> {
        let Scratch { left, found, rows, panels, of_rows, .. } = scratch;
        let n_groups = round.groups.len();
        let centers = &round.centers[group];
        let most_gathered = most_gathered::<P>(round.groups.size(group));
        let mut n_compared = 0;
        rows.clear();
        for block in 0..self.blocks.len() {
            let slot = block * n_groups + group;
            let first = self.start + block * LANES;
            if left[slot].count_ones() > most_gathered {
                let found = std::slice::from_mut(&mut found[slot]);
                round.kernel.panels.nearest_two(centers, first, found)?;
                n_compared += LANES.min(self.labels.len() - block * LANES);
            } else {
                rows.extend(lanes(left[slot]).map(|lane| first + lane));
            }
        }
        if !rows.is_empty() {
            let Problem { samples, offset, .. } = round.problem;
            panels.repack_scaled(*samples, offset, round.kernel.scale, rows)?;
            of_rows.resize(rows.len().div_ceil(LANES), NearestTwo::default());
            panels.nearest_two(centers, 0, of_rows)?;
            for (rows, of_rows) in rows.chunks(LANES).zip(&*of_rows) {
                for (from, row) in rows.iter().enumerate() {
                    let index = row - self.start;
                    let found = &mut found[index / LANES * n_groups + group];
                    copy_lane(of_rows, from, found, index % LANES);
                }
            }
        }
        Ok((n_compared + rows.len()) as u64 * round.groups.size(group) as u64)
    }

    /// Settles the label and the bounds of every sample that was compared with any group.
    fn conclude<F: Scalar, P: Scalar>(
        &mut self,
        round: &Round<'_, F, P>,
        scratch: &mut Scratch<F, P>,
    ) -> Result<Changes, Error> {
        let Scratch { left, found, labels: new, settling, .. } = scratch;
        let n_groups = round.groups.len();
        new.clear();
        new.extend_from_slice(self.labels);
        let blocks = self.blocks.iter_mut().zip(new.chunks_mut(LANES));
        let of_blocks = left.chunks_exact(n_groups).zip(found.chunks_exact(n_groups));
        for (number, ((block, new), (left, found))) in blocks.zip(of_blocks).enumerate() {
            let any = left.iter().fold(0, |any, left| any | left);
            for lane in lanes(any) {
                let screens = round.kernel.exact.is_some();
                let renewed = block.renew(lane, left, found, round.groups, round.margin, screens);
                match renewed {
                    Some(label) => new[lane] = label,
                    None => settling.rows.push(self.start + number * LANES + lane),
                }
            }
        }
        if let Some(centers) = &round.kernel.exact {
            settling.settle(round.problem, centers, self.start, new)?;
        }
        let mut changes = Changes::none(round.groups.n_centers(), round.problem.offset.len());
        let first = matches!(round.known, Known::Nothing);
        relabel_far(round.problem, first, self.start, self.labels, new, &mut changes);
        Ok(changes)
    }
}

/// How many samples of a block may be left for it to be cheaper to gather them than to visit the
/// whole block: gathering a sample costs as much as comparing it with 32 centres in `f32`, with 16
/// in `f64`.
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

/// Bits for the first lanes.
fn all_lanes(n_samples: usize) -> u32 {
    if n_samples < LANES { (1 << n_samples) - 1 } else { u32::MAX }
}
