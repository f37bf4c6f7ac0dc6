use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES};

use super::lanes::lanes;
use super::margin::Margin;
use super::part::Part;
use super::pieces::Piece;
use super::relabel::relabel;
use super::round::Round;
use super::settling::{Exact, Settling};
use super::tally::Tally;
use crate::Error;
use crate::samples::Screen;

/// Labels all samples by their distances to all centres, taken in `f32` first.
///
/// A label that the rounding of `f32` could change is [settled](Settling) in the samples' own type.
/// So labels are those of the dense kernel.
pub(super) fn assign_all<F: Scalar>(
    screen: &Screen,
    round: Round<'_, F>,
    labels: &mut [u32],
) -> Result<Part, Error> {
    let packed = Centers::pack(scaled::<F, f32>(round.centers, screen.scale)?.view());
    let exact = Exact::new(round.centers);
    let margin = Margin::new::<F, f32>(round.centers, screen.scale);
    let label = |room: &mut Room<F>, piece: &mut Piece<'_>, part: &mut Tally<'_>| {
        let (start, n_samples) = (piece.start, piece.labels.len());
        let norms = &screen.norms[start / LANES..][..n_samples.div_ceil(LANES)];
        room.margins.clear();
        room.margins.extend(norms.iter().map(|&norm| margin.apart(norm)));
        room.uncertain.resize(norms.len(), 0);
        room.labels.resize(n_samples, 0);
        let Room { margins, uncertain, labels: new, settling } = room;
        screen.panels.screen(&packed, start, margins, new, uncertain)?;
        for (block, &bits) in uncertain.iter().enumerate() {
            settling.rows.extend(lanes(bits).map(|lane| start + block * LANES + lane));
        }
        part.counts.n_uncertain += settling.rows.len();
        part.counts.n_distances += (n_samples * round.n_clusters()) as u64;
        settling.settle(round.problem, &exact, start, new)?;
        relabel(round, piece, new, part);
        Ok(())
    };
    round.label(labels, label)
}

/// Room to work on a piece, used again for the next piece.
struct Room<F: Scalar> {
    margins: Vec<f32>,
    uncertain: Vec<u32>,
    labels: Vec<u32>,
    settling: Settling<F>,
}

impl<F: Scalar> Default for Room<F> {
    fn default() -> Self {
        Self {
            margins: Vec::new(),
            uncertain: Vec::new(),
            labels: Vec::new(),
            settling: Settling::default(),
        }
    }
}

/// Returns `centers·scale` in another type; coordinates beyond its range end at its limits.
///
/// The [`Margin`]'s reach is infinite then, so the samples' own type tells all labels.
pub(super) fn scaled<F: Scalar, P: Scalar>(
    centers: &Samples<F>,
    scale: f64,
) -> Result<Samples<P>, Error> {
    let scaled = |c: &F| P::from_f64((c.to_f64() * scale).clamp(-P::MAX, P::MAX));
    let values = centers.as_slice().iter().map(scaled).collect();
    Ok(Samples::new(values, centers.n_samples(), centers.n_features())?)
}
