use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES};

use super::assignment_input::AssignmentInput;
use super::lanes::lanes;
use super::margin::Margin;
use super::part::Part;
use super::pieces::Piece;
use super::relabel::relabel;
use super::tally::Tally;
use super::uncertain_samples::{ExactCenters, UncertainSamples};
use crate::Error;
use crate::samples::{PackingRoom, Screen};

/// Labels all samples by their distances to all centres, computed in `f32` first.
///
/// If the rounding of `f32` could change a label, the sample is labelled again in its own type. So
/// labels are those of the dense kernel.
pub(super) fn assign_all<F: Scalar>(
    screen: &Screen,
    input: AssignmentInput<'_, F>,
    labels: &mut [u32],
) -> Result<Part, Error> {
    let samples = screen.packed(input.problem.samples, input.problem.offset);
    let packed = Centers::pack(scaled::<F, f32>(input.centers, screen.scale)?.view());
    let exact_centers = ExactCenters::new(input.centers);
    let margin = Margin::new::<F, f32>(input.centers, screen.scale);
    let label = |scratch: &mut Scratch<F>, piece: &mut Piece<'_>, tally: &mut Tally<'_>| {
        let (start, n_samples) = (piece.start, piece.labels.len());
        let Scratch { room, margins, is_uncertain, new_labels, uncertain } = scratch;

        // 1. Label all samples in `f32`, with one margin per panel.
        let norms = &screen.norms[start / LANES..][..n_samples.div_ceil(LANES)];
        margins.clear();
        margins.extend(norms.iter().map(|&norm| margin.certain_gap(norm)));
        is_uncertain.resize(norms.len(), 0);
        new_labels.resize(n_samples, 0);
        samples.each(piece.rows(), room, |panels, start, rows| {
            let labels = piece.within(&rows);
            let of_panels = labels.start / LANES..labels.end.div_ceil(LANES);
            let (margins, bits) = (&margins[of_panels.clone()], &mut is_uncertain[of_panels]);
            Ok(panels.screen(&packed, start, margins, &mut new_labels[labels], bits)?)
        })?;

        // 2. Label the uncertain samples in their own type.
        for (panel, &bits) in is_uncertain.iter().enumerate() {
            uncertain.rows.extend(lanes(bits).map(|lane| start + panel * LANES + lane));
        }
        tally.counts.n_uncertain += uncertain.rows.len();
        tally.counts.n_distances += (n_samples * input.n_clusters()) as u64;
        uncertain.label(input.problem, &exact_centers, start, new_labels)?;

        // 3. Move the samples whose labels changed.
        relabel(input, piece, new_labels, tally);
        Ok(())
    };
    input.label(labels, label)
}

/// Buffers for one piece, used again for the next one.
struct Scratch<F: Scalar> {
    room: PackingRoom<f32>,
    /// For each panel, the gap between two scores from which on a label is certain.
    margins: Vec<f32>,
    /// For each panel, one bit per uncertain sample.
    is_uncertain: Vec<u32>,
    new_labels: Vec<u32>,
    uncertain: UncertainSamples<F>,
}

impl<F: Scalar> Default for Scratch<F> {
    fn default() -> Self {
        Self {
            room: PackingRoom::default(),
            margins: Vec::new(),
            is_uncertain: Vec::new(),
            new_labels: Vec::new(),
            uncertain: UncertainSamples::default(),
        }
    }
}

/// Returns `centers·scale` in another type. Coordinates beyond its range are cut off at its limits.
///
/// If some are cut off, the [`Margin`] is infinite, so all labels come from the samples' own type.
pub(super) fn scaled<F: Scalar, P: Scalar>(
    centers: &Samples<F>,
    scale: f64,
) -> Result<Samples<P>, Error> {
    let scaled = |c: &F| P::from_f64((c.to_f64() * scale).clamp(-P::MAX, P::MAX));
    let values = centers.as_slice().iter().map(scaled).collect();
    Ok(Samples::new(values, centers.n_samples(), centers.n_features())?)
}
