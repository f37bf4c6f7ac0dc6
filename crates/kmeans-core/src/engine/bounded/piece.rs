use digits_data::Scalar;
use linalg_pca::distance::{Centers, LANES, NearestTwo};

use super::comparison::{Comparison, Known};
use super::panel_bounds::PanelBounds;
use crate::Error;
use crate::engine::lanes::lanes;
use crate::engine::pieces::{PIECE, Piece};
use crate::engine::relabel::relabel;
use crate::engine::tally::Tally;
use crate::engine::uncertain_samples::UncertainSamples;
use crate::samples::{PackingRoom, packed_at_once};

/// A piece of the samples, and the bounds of its panels.
pub(super) struct BoundedPiece<'a> {
    pub(super) piece: Piece<'a>,
    pub(super) bounds: &'a mut [PanelBounds],
}

/// Buffers for one piece, used again for the next one.
pub(super) struct Scratch<F: Scalar, P: Scalar> {
    /// The samples of each panel that must be compared with each group: one bit per lane, at
    /// `panel * n_groups + group`.
    to_compare: Vec<u32>,
    /// The kernel's results, valid where `to_compare` has a bit.
    found: Vec<NearestTwo<P>>,
    gathered: Gathered<P>,
    new_labels: Vec<u32>,
    uncertain: UncertainSamples<F>,
}

/// Samples from panels where few must be compared. They are packed into fresh panels.
struct Gathered<P: Scalar> {
    rows: Vec<usize>,
    room: PackingRoom<P>,
    found: Vec<NearestTwo<P>>,
}

impl<F: Scalar, P: Scalar> Default for Scratch<F, P> {
    fn default() -> Self {
        Self {
            to_compare: Vec::new(),
            found: Vec::new(),
            gathered: Gathered {
                rows: Vec::new(),
                room: PackingRoom::default(),
                found: Vec::new(),
            },
            new_labels: Vec::new(),
            uncertain: UncertainSamples::default(),
        }
    }
}

impl BoundedPiece<'_> {
    /// Labels the samples, and adds the changes to `tally`.
    pub(super) fn label<F: Scalar, P: Scalar>(
        &mut self,
        comparison: &Comparison<'_, F, P>,
        scratch: &mut Scratch<F, P>,
        tally: &mut Tally<'_>,
    ) -> Result<(), Error> {
        let n_groups = comparison.groups.len();
        scratch.to_compare.resize(self.bounds.len() * n_groups, 0);
        scratch.found.resize(self.bounds.len() * n_groups, NearestTwo::default());
        self.find_what_to_compare(comparison, &mut scratch.to_compare);
        for group in 0..n_groups {
            tally.counts.n_distances += self.compare(comparison, group, scratch)?;
        }
        self.set_labels_and_bounds(comparison, scratch, tally)
    }

    /// Sets one bit in `to_compare` for each sample and group that bounds cannot rule out.
    fn find_what_to_compare<F: Scalar, P: Scalar>(
        &mut self,
        comparison: &Comparison<'_, F, P>,
        to_compare: &mut [u32],
    ) {
        let Comparison { known, gaps, groups, margin, .. } = comparison;
        let panels = self.bounds.iter_mut().zip(self.piece.labels.chunks(LANES));
        for ((bounds, labels), bits) in panels.zip(to_compare.chunks_exact_mut(groups.len())) {
            match known {
                Known::NoBounds => bits.fill(all_lanes(labels.len())),
                Known::Bounds(drift) => {
                    bounds.update(labels, drift, gaps.as_ref(), groups, *margin, bits);
                }
            }
        }
    }

    /// Compares samples with the centres of one group: whole panels where many samples must be
    /// compared, and all others gathered into fresh panels. All are gathered if there are no whole
    /// panels. Returns the number of distances.
    fn compare<F: Scalar, P: Scalar>(
        &self,
        comparison: &Comparison<'_, F, P>,
        group: usize,
        scratch: &mut Scratch<F, P>,
    ) -> Result<u64, Error> {
        let Scratch { to_compare, found, gathered, .. } = scratch;
        let n_groups = comparison.groups.len();
        let centers = &comparison.centers[group];
        let most_gathered = most_gathered::<P>(comparison.groups.size(group));
        let mut n_compared = 0;
        gathered.rows.clear();
        for panel in 0..self.bounds.len() {
            let slot = panel * n_groups + group;
            let first = self.piece.start + panel * LANES;
            if let Some(panels) = comparison.samples.whole
                && to_compare[slot].count_ones() > most_gathered
            {
                let found = std::slice::from_mut(&mut found[slot]);
                panels.nearest_two(centers, first, found)?;
                n_compared += LANES.min(self.piece.labels.len() - panel * LANES);
            } else {
                gathered.rows.extend(lanes(to_compare[slot]).map(|lane| first + lane));
            }
        }
        if !gathered.rows.is_empty() {
            gathered.compare(comparison, centers)?;
            for (at, row) in gathered.rows.iter().enumerate() {
                let index = row - self.piece.start;
                let to = &mut found[index / LANES * n_groups + group];
                copy_lane(&gathered.found[at / LANES], at % LANES, to, index % LANES);
            }
        }
        Ok((n_compared + gathered.rows.len()) as u64 * comparison.groups.size(group) as u64)
    }

    /// Sets the label and the bounds of every sample that was compared with any group.
    fn set_labels_and_bounds<F: Scalar, P: Scalar>(
        &mut self,
        comparison: &Comparison<'_, F, P>,
        scratch: &mut Scratch<F, P>,
        tally: &mut Tally<'_>,
    ) -> Result<(), Error> {
        let Comparison { input, exact_centers, groups, margin, .. } = comparison;
        let Scratch { to_compare, found, new_labels, uncertain, .. } = scratch;
        new_labels.clear();
        new_labels.extend_from_slice(self.piece.labels);
        let may_be_uncertain = exact_centers.is_some();
        let panels = self.bounds.iter_mut().zip(new_labels.chunks_mut(LANES));
        let results = to_compare.chunks_exact(groups.len()).zip(found.chunks_exact(groups.len()));
        for (panel, ((bounds, labels), (bits, found))) in panels.zip(results).enumerate() {
            let compared = bits.iter().fold(0, |any, bits| any | bits);
            for lane in lanes(compared) {
                let label =
                    bounds.set_from_scores(lane, bits, found, groups, *margin, may_be_uncertain);
                match label {
                    Some(label) => labels[lane] = label,
                    None => uncertain.rows.push(self.piece.start + panel * LANES + lane),
                }
            }
        }
        if let Some(centers) = exact_centers {
            uncertain.label(input.problem, centers, self.piece.start, new_labels)?;
        }
        relabel(*input, &mut self.piece, new_labels, tally);
        Ok(())
    }
}

impl<P: Scalar> Gathered<P> {
    /// Packs the rows into panels and compares them with the centres.
    fn compare<F: Scalar>(
        &mut self,
        comparison: &Comparison<'_, F, P>,
        centers: &Centers<P>,
    ) -> Result<(), Error> {
        self.found.resize(self.rows.len().div_ceil(LANES), NearestTwo::default());
        let at_once = packed_at_once::<P>(comparison.input.centers.n_features(), PIECE);
        for (rows, found) in self.rows.chunks(at_once).zip(self.found.chunks_mut(at_once / LANES)) {
            let panels = comparison.samples.gather(rows, &mut self.room)?;
            panels.nearest_two(centers, 0, found)?;
        }
        Ok(())
    }
}

/// Returns how many samples of a panel are cheaper to gather than to compare with the whole panel.
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
