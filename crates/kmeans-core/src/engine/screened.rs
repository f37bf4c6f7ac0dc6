use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::distance::{Centers, LANES, Panels};

use super::changes::Changes;
use super::clusters::Clusters;
use super::lanes::lanes;
use super::margin::{Margin, round_up};
use super::pieces::{Outcome, PIECE, visit_all};
use super::relabel::relabel_far;
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::problem::Problem;

/// Samples of a wider type in `f32`, which tells most labels for certain: at twice the speed and in
/// half the memory. What it leaves uncertain is [settled](Settling) in the samples' own type, so
/// that labels are those of the dense kernel.
#[derive(Debug)]
pub(crate) struct Screen {
    pub(super) panels: Panels<f32>,
    /// Brings the farthest sample to a norm of about 1: a power of two, so that nothing is rounded.
    pub(super) scale: f64,
    /// At least the largest ‖x‖·scale of each block.
    norms: Vec<f32>,
}

impl Screen {
    /// `largest_of_block` are squared distances from the offset.
    pub(crate) fn new<F: Scalar>(
        samples: SamplesView<'_, F>,
        offset: &[f64],
        largest_of_block: &[f64],
    ) -> Result<Self, Error> {
        let farthest = largest_of_block.iter().copied().fold(0.0, f64::max).sqrt();
        let scale = if farthest > 0.0 { farthest.log2().ceil().exp2().recip() } else { 1.0 };
        let norms = largest_of_block.iter().map(|largest| round_up(largest.sqrt() * scale));
        let panels = Panels::pack_scaled(samples, offset, scale)?;
        Ok(Self { panels, scale, norms: norms.collect() })
    }

    /// Labels all samples, and brings the clusters up to date; also, how many were uncertain.
    pub(super) fn assign_all<F: Scalar>(
        &self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        first: bool,
        labels: &mut [u32],
        clusters: &mut Clusters,
    ) -> Result<(Outcome, usize), Error> {
        let (n_clusters, n_features) = centers.shape();
        let packed = Centers::pack(scaled::<F, f32>(centers, self.scale)?.view());
        let exact = Exact::new(centers);
        let margin = Margin::new::<F, f32>(centers, self.scale);
        let n_uncertain = AtomicUsize::new(0);
        let visit = |room: &mut Room<F>, (piece, labels): &mut (usize, &mut [u32])| {
            let start = *piece * PIECE;
            let norms = &self.norms[start / LANES..][..labels.len().div_ceil(LANES)];
            room.margins.clear();
            room.margins.extend(norms.iter().map(|&norm| margin.apart(norm)));
            room.uncertain.resize(norms.len(), 0);
            room.labels.resize(labels.len(), 0);
            let Room { margins, uncertain, labels: new, settling } = room;
            self.panels.screen(&packed, start, margins, new, uncertain)?;
            for (block, &bits) in uncertain.iter().enumerate() {
                settling.rows.extend(lanes(bits).map(|lane| start + block * LANES + lane));
            }
            n_uncertain.fetch_add(settling.rows.len(), Ordering::Relaxed);
            settling.settle(problem, &exact, start, new)?;
            let mut changes = Changes::none(n_clusters, n_features);
            relabel_far(problem, first, start, labels, new, &mut changes);
            Ok((changes, labels.len() as u64 * n_clusters as u64))
        };
        let pieces = labels.chunks_mut(PIECE).enumerate().collect();
        let in_parallel = problem.work(n_clusters) >= PARALLEL_WORK;
        let outcome = visit_all(pieces, in_parallel, clusters, visit)?;
        Ok((outcome, n_uncertain.into_inner()))
    }
}

/// Room to work on a piece, used again for the next.
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

/// The centres in the samples' own type, packed when a label is first uncertain.
pub(super) struct Exact<'a, F: Scalar> {
    centers: &'a Samples<F>,
    packed: OnceLock<Centers<F>>,
}

impl<'a, F: Scalar> Exact<'a, F> {
    pub(super) fn new(centers: &'a Samples<F>) -> Self {
        Self { centers, packed: OnceLock::new() }
    }

    fn packed(&self) -> &Centers<F> {
        self.packed.get_or_init(|| Centers::pack(self.centers.view()))
    }
}

/// Samples whose labels the dense kernel of their own type must tell.
pub(super) struct Settling<F: Scalar> {
    pub(super) rows: Vec<usize>,
    panels: Panels<F>,
    labels: Vec<u32>,
}

impl<F: Scalar> Default for Settling<F> {
    fn default() -> Self {
        Self { rows: Vec::new(), panels: Panels::empty(), labels: Vec::new() }
    }
}

impl<F: Scalar> Settling<F> {
    /// Overwrites their labels, of which the first belongs to sample `start`, and forgets them.
    pub(super) fn settle(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &Exact<'_, F>,
        start: usize,
        labels: &mut [u32],
    ) -> Result<(), Error> {
        if self.rows.is_empty() {
            return Ok(());
        }
        self.panels.repack(problem.samples, problem.offset, &self.rows)?;
        self.labels.resize(self.rows.len(), 0);
        self.panels.nearest(centers.packed(), 0, &mut self.labels)?;
        for (&row, &label) in self.rows.iter().zip(&self.labels) {
            labels[row - start] = label;
        }
        self.rows.clear();
        Ok(())
    }
}

/// `centers·scale` in another type, those too far out for it as far out as can be.
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
