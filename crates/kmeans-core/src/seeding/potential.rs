use digits_data::{Scalar, memory};
use linalg_pca::distance::{Centers, Closest, LANES, NearestTwo, Panels};
use rayon::prelude::*;

use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::samples::{PackingRoom, Problem, SampleBlocks};
use digits_data::random::Generator;

/// Number of panels in one task. Any number gives the same bits, because potentials are added up
/// panel by panel.
const PIECE: usize = 64;

/// The potential, Σ weight × squared distance to the nearest centre so far, and the potential that
/// each candidate would leave.
///
/// Each new centre needs one pass over the samples. The pass lowers the distances by the centre that
/// was chosen last, and computes the potential with each candidate for the next. In addition to the
/// packed samples, memory holds two numbers per sample (its norm and its distance), and one number
/// per candidate and panel of 32 samples.
///
/// Pruning by the triangle inequality does not pay. We tried to gather only the samples x with 4·‖x
/// − c‖² ≥ ‖z − c‖² for some candidate z, where c is the centre of x. It was never faster. It was
/// 1.3 times slower for 1000 clusters of 50 000 samples: samples of clusters not found yet, half of
/// all on average, are within reach of nearly every candidate. It was 1.3 times slower for 1000
/// centres in the plane, where a distance costs little more than the test.
pub(super) struct Potential<'a, F: Scalar> {
    blocks: &'a dyn SampleBlocks<F>,
    /// The sample that became a centre last. `closest` includes it only after the next pass.
    latest: usize,
    /// One entry per panel: the distance of each sample to its nearest centre.
    closest: Vec<Closest<F>>,
    /// The sum of the potentials of all panels up to each one, with the latest centre.
    cumulative: Vec<f64>,
    /// The potential of each panel with each candidate: one row per panel, one column per candidate.
    potentials: Vec<f64>,
}

impl<'a, F: Scalar> Potential<'a, F> {
    /// Computes the potential with these samples as centres, at least one.
    pub(super) fn of(blocks: &'a dyn SampleBlocks<F>, chosen: &[usize]) -> Result<Self, Error> {
        let n_panels = blocks.shape().0.div_ceil(LANES);
        let unknown =
            Closest { squared_distances: [F::ZERO; LANES], squared_norms: [F::ZERO; LANES] };
        let mut potential = Self {
            blocks,
            latest: chosen[chosen.len() - 1],
            closest: memory::filled(unknown, n_panels)?,
            cumulative: memory::reserved(n_panels)?,
            potentials: Vec::new(),
        };
        let centers = packed_rows(blocks, chosen)?;
        potential.for_all_panels(chosen.len(), 1, |some, closest, potentials| {
            let mut nearest = vec![NearestTwo::default(); closest.len()];
            some.panels.nearest_two(&centers, some.start, &mut nearest)?;
            let weights = some.weights();
            for (panel, nearest) in nearest.iter().enumerate() {
                let first = some.start + panel * LANES;
                closest[panel] = closest_of(nearest, some.panels.n_samples() - first);
                potentials[panel] =
                    closest[panel].potential(weights.map(|weights| &weights[first..]));
            }
            Ok(())
        })?;
        potential.accumulate(0, 1);
        Ok(potential)
    }

    /// Draws samples with a probability proportional to weight × squared distance.
    pub(super) fn draw(&self, n: usize, generator: &mut Generator) -> Result<Vec<usize>, Error> {
        let latest = packed_rows(self.blocks, &[self.latest])?;
        let total = self.cumulative[self.cumulative.len() - 1];
        (0..n).map(|_| self.sample_at(generator.uniform() * total, &latest)).collect()
    }

    /// Chooses the candidate that leaves the smallest potential. The first one wins a tie.
    pub(super) fn choose_best(&mut self, candidates: &[usize]) -> Result<usize, Error> {
        // 1. One pass: add the latest centre, and compute the potential with each candidate.
        let centers = packed_rows(self.blocks, &[&[self.latest], candidates].concat())?;
        let n_centers = centers.n_centers();
        self.for_all_panels(n_centers, n_centers - 1, |some, closest, potentials| {
            Ok(some.panels.lower(&centers, some.start, some.weights(), closest, potentials)?)
        })?;
        // 2. Sum up the column of each candidate.
        let mut totals = vec![0.0; candidates.len()];
        for potentials in self.potentials.chunks_exact(candidates.len()) {
            for (total, potential) in totals.iter_mut().zip(potentials) {
                *total += potential;
            }
        }
        // 3. The best one becomes the latest centre, and its column the cumulative potential.
        let best = first_smallest(&totals);
        self.latest = candidates[best];
        self.accumulate(best, candidates.len());
        Ok(self.latest)
    }

    /// The first sample at which the cumulative potential reaches `target`.
    fn sample_at(&self, target: f64, latest: &Centers<F>) -> Result<usize, Error> {
        let last = self.cumulative.len() - 1;
        let panel = self.cumulative.partition_point(|&sum| sum < target).min(last);
        let mut sum = if panel == 0 { 0.0 } else { self.cumulative[panel - 1] };
        let mut closest = [self.closest[panel]];
        self.blocks.at(panel * LANES, &mut |first_row, block| {
            let start = panel * LANES - first_row;
            let rows = start..(start + LANES).min(block.samples.n_samples());
            block.packed()?.each(rows, &mut PackingRoom::default(), |panels, start, _| {
                // Without potentials, the weights are not needed.
                Ok(panels.lower(latest, start, None, &mut closest, &mut [])?)
            })
        })?;
        let (weights, n_samples) = (self.blocks.weights(), self.blocks.shape().0);
        // If rounding keeps the sum below the target, the result is the last sample with a potential.
        let mut found = panel * LANES;
        for (sample, distance) in (found..n_samples).zip(closest[0].squared_distances) {
            let term = weights.of(sample) * distance.to_f64();
            if term > 0.0 {
                found = sample;
                sum += term;
            }
            if sum >= target {
                break;
            }
        }
        Ok(found)
    }

    /// Makes one column of the potentials the cumulative potential.
    fn accumulate(&mut self, column: usize, n_columns: usize) {
        let mut sum = 0.0;
        self.cumulative.clear();
        self.cumulative.extend(self.potentials.chunks_exact(n_columns).map(|potentials| {
            sum += potentials[column];
            sum
        }));
    }

    /// Calls `task(panels, closest, potentials)` for all panels, at most `PIECE` of them at a time.
    fn for_all_panels(
        &mut self,
        n_centers: usize,
        n_columns: usize,
        task: impl Fn(&SomePanels<'_, F>, &mut [Closest<F>], &mut [f64]) -> Result<(), Error> + Sync,
    ) -> Result<(), Error> {
        let Self { blocks, closest, potentials, .. } = self;
        let n_potentials = closest.len() * n_columns;
        memory::make_room(potentials, n_potentials.saturating_sub(potentials.len()))?;
        potentials.resize(n_potentials, 0.0);
        blocks.each(&mut |first_row, block| {
            let (first, n_panels) = (first_row / LANES, block.samples.n_samples().div_ceil(LANES));
            let closest = &mut closest[first..first + n_panels];
            let potentials = &mut potentials[first * n_columns..(first + n_panels) * n_columns];
            for_panels_of(block, n_centers, n_columns, closest, potentials, &task)
        })
    }
}

/// Panels of some samples of a block. Number `start` of them is the first that a task works on.
struct SomePanels<'a, F: Scalar> {
    panels: &'a Panels<F>,
    start: usize,
    block: &'a Problem<'a, F>,
    /// The row of the first sample in the panels.
    first_row: usize,
}

impl<F: Scalar> SomePanels<'_, F> {
    /// Returns the weights of all samples in the panels, if there are any.
    fn weights(&self) -> Option<&[f64]> {
        let weights = self.block.weights.as_slice()?;
        Some(&weights[self.first_row..][..self.panels.n_samples()])
    }
}

/// Calls `task` for all panels of a block, on all threads if the work is enough for them.
fn for_panels_of<F: Scalar>(
    block: &Problem<'_, F>,
    n_centers: usize,
    n_columns: usize,
    closest: &mut [Closest<F>],
    potentials: &mut [f64],
    task: &(impl Fn(&SomePanels<'_, F>, &mut [Closest<F>], &mut [f64]) -> Result<(), Error> + Sync),
) -> Result<(), Error> {
    let (samples, n_samples) = (block.packed()?, block.samples.n_samples());
    let piece = |room: &mut PackingRoom<F>, (piece, (closest, potentials)): Piece<'_, F>| {
        let piece_start = piece * PIECE * LANES;
        let rows = piece_start..(piece_start + PIECE * LANES).min(n_samples);
        samples.each(rows, room, |panels, start, rows| {
            let first_row = rows.start - start;
            let some = SomePanels { panels, start, block, first_row };
            let first = (rows.start - piece_start) / LANES;
            let here = first..first + rows.len().div_ceil(LANES);
            let columns = here.start * n_columns..here.end * n_columns;
            task(&some, &mut closest[here], &mut potentials[columns])
        })
    };
    if block.work(n_centers) < PARALLEL_WORK {
        let mut room = PackingRoom::default();
        let potentials = potentials.chunks_mut(PIECE * n_columns);
        let mut pieces = closest.chunks_mut(PIECE).zip(potentials).enumerate();
        pieces.try_for_each(|it| piece(&mut room, it))
    } else {
        let potentials = potentials.par_chunks_mut(PIECE * n_columns);
        let pieces = closest.par_chunks_mut(PIECE).zip(potentials).enumerate();
        pieces.try_for_each_init(PackingRoom::default, piece)
    }
}

/// The number of a piece, its distances and its potentials.
type Piece<'a, F> = (usize, (&'a mut [Closest<F>], &'a mut [f64]));

/// Packs samples that are or may become centres for the kernel.
pub(super) fn packed_rows<F: Scalar>(
    blocks: &dyn SampleBlocks<F>,
    samples: &[usize],
) -> Result<Centers<F>, Error> {
    Ok(Centers::pack(blocks.center(blocks.select(samples)?.view())?.view()))
}

/// Turns the scores of a panel into distances. Its first `n_samples` lanes hold samples; others get 0.
fn closest_of<F: Scalar>(nearest: &NearestTwo<F>, n_samples: usize) -> Closest<F> {
    let mut closest =
        Closest { squared_distances: [F::ZERO; LANES], squared_norms: nearest.squared_norms };
    for (lane, to) in closest.squared_distances.iter_mut().enumerate().take(n_samples) {
        let distance = nearest.nearest[lane] + nearest.squared_norms[lane];
        *to = if distance > F::ZERO { distance } else { F::ZERO };
    }
    closest
}

fn first_smallest(values: &[f64]) -> usize {
    let mut smallest = 0;
    for (index, &value) in values.iter().enumerate() {
        if value < values[smallest] {
            smallest = index;
        }
    }
    smallest
}
