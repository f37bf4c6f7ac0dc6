use digits_data::{Samples, Scalar, memory};
use linalg_pca::distance::{Centers, Closest, LANES, NearestTwo};
use rayon::prelude::*;

use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::samples::Problem;
use digits_data::random::Generator;

/// Number of blocks that one task takes. Any number gives the same bits, because potentials are
/// added up block by block.
const PIECE: usize = 64;

/// The potential, Σ weight × squared distance to the nearest centre so far, and the potential that
/// each candidate would leave.
///
/// Each centre takes one pass over the samples, which adds the latest centre and tries all
/// candidates for the next. Beside the packed samples it needs two numbers per sample, its norm and
/// its distance, and one per candidate and 32 samples.
///
/// Pruning by the triangle inequality does not pay. We tried to gather only the samples x with 4·‖x
/// − c‖² ≥ ‖z − c‖² for some candidate z, where c is the centre of x. It was never faster. It was
/// 1.3 times slower for 1000 clusters of 50 000 samples: samples of clusters not found yet, half of
/// all on average, are within reach of nearly every candidate. It was 1.3 times slower for 1000
/// centres in the plane, where a distance costs little more than the test.
pub(super) struct Potential<'a, F: Scalar> {
    problem: &'a Problem<'a, F>,
    /// The sample that became a centre last. `closest` includes it only after the next pass.
    latest: usize,
    closest: Vec<Closest<F>>,
    /// The potential up to the end of each block, with the latest centre.
    cumulative: Vec<f64>,
    /// The potential of each block with each candidate, one row per block.
    trials: Vec<f64>,
}

impl<'a, F: Scalar> Potential<'a, F> {
    /// Measures the potential that some samples, at least one, leave as centres.
    pub(super) fn of(problem: &'a Problem<'a, F>, chosen: &[usize]) -> Result<Self, Error> {
        let n_blocks = problem.samples.n_samples().div_ceil(LANES);
        let unknown =
            Closest { squared_distances: [F::ZERO; LANES], squared_norms: [F::ZERO; LANES] };
        let mut potential = Self {
            problem,
            latest: chosen[chosen.len() - 1],
            closest: memory::filled(unknown, n_blocks)?,
            cumulative: memory::reserved(n_blocks)?,
            trials: Vec::new(),
        };
        let (panels, centers) = (problem.panels()?, problem.candidates(chosen)?);
        let weights = problem.weights.as_slice();
        potential.pass(chosen.len(), 1, |start, closest, potentials| {
            let mut nearest = vec![NearestTwo::default(); closest.len()];
            panels.nearest_two(&centers, start, &mut nearest)?;
            for (block, nearest) in nearest.iter().enumerate() {
                let first = start + block * LANES;
                closest[block] = closest_of(nearest, problem.samples.n_samples() - first);
                potentials[block] =
                    closest[block].potential(weights.map(|weights| &weights[first..]));
            }
            Ok(())
        })?;
        potential.accumulate(0, 1);
        Ok(potential)
    }

    /// Draws samples with a probability proportional to weight × squared distance.
    pub(super) fn draw(&self, n: usize, generator: &mut Generator) -> Result<Vec<usize>, Error> {
        let latest = self.problem.candidates(&[self.latest])?;
        let total = self.cumulative[self.cumulative.len() - 1];
        (0..n).map(|_| self.sample_at(generator.uniform() * total, &latest)).collect()
    }

    /// Takes the candidate that leaves the smallest potential. The first one wins a tie.
    pub(super) fn take_best(&mut self, candidates: &[usize]) -> Result<usize, Error> {
        let problem = self.problem;
        let rows = [&[self.latest], candidates].concat();
        let (panels, centers) = (problem.panels()?, problem.candidates(&rows)?);
        self.pass(rows.len(), candidates.len(), |start, closest, trials| {
            let weights = problem.weights.as_slice();
            Ok(panels.lower(&centers, start, weights, closest, trials)?)
        })?;
        let mut totals = vec![0.0; candidates.len()];
        for trials in self.trials.chunks_exact(candidates.len()) {
            for (total, trial) in totals.iter_mut().zip(trials) {
                *total += trial;
            }
        }
        let best = first_smallest(&totals);
        self.latest = candidates[best];
        self.accumulate(best, candidates.len());
        Ok(self.latest)
    }

    /// The first sample at which the cumulative potential reaches `target`.
    fn sample_at(&self, target: f64, latest: &Centers<F>) -> Result<usize, Error> {
        let last = self.cumulative.len() - 1;
        let block = self.cumulative.partition_point(|&sum| sum < target).min(last);
        let mut sum = if block == 0 { 0.0 } else { self.cumulative[block - 1] };
        let mut closest = [self.closest[block]];
        let Problem { weights, samples, .. } = self.problem;
        self.problem.panels()?.lower(
            latest,
            block * LANES,
            weights.as_slice(),
            &mut closest,
            &mut [],
        )?;
        // If rounding keeps the sum below the target, the last sample with a potential is taken.
        let mut found = block * LANES;
        for (sample, distance) in (found..samples.n_samples()).zip(closest[0].squared_distances) {
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

    /// Sums up one column of the trials.
    fn accumulate(&mut self, column: usize, n_columns: usize) {
        let mut sum = 0.0;
        self.cumulative.clear();
        self.cumulative.extend(self.trials.chunks_exact(n_columns).map(|trials| {
            sum += trials[column];
            sum
        }));
    }

    /// Calls `run(first sample, blocks, trials)` for all blocks, piece by piece.
    fn pass(
        &mut self,
        n_centers: usize,
        n_columns: usize,
        run: impl Fn(usize, &mut [Closest<F>], &mut [f64]) -> Result<(), Error> + Sync,
    ) -> Result<(), Error> {
        let n_trials = self.closest.len() * n_columns;
        let n_more = n_trials.saturating_sub(self.trials.len());
        memory::make_room(&mut self.trials, n_more)?;
        self.trials.resize(n_trials, 0.0);
        let run = |(piece, (closest, trials)): (usize, (&mut [_], &mut [_]))| {
            run(piece * PIECE * LANES, closest, trials)
        };
        if self.problem.work(n_centers) < PARALLEL_WORK {
            let trials = self.trials.chunks_mut(PIECE * n_columns);
            self.closest.chunks_mut(PIECE).zip(trials).enumerate().try_for_each(run)
        } else {
            let trials = self.trials.par_chunks_mut(PIECE * n_columns);
            self.closest.par_chunks_mut(PIECE).zip(trials).enumerate().try_for_each(run)
        }
    }
}

impl<F: Scalar> Problem<'_, F> {
    /// Samples that are or may become centres, packed for the kernel.
    pub(super) fn candidates(&self, samples: &[usize]) -> Result<Centers<F>, Error> {
        let rows: Samples<F> = self.center(self.samples.select(samples)?.view())?;
        Ok(Centers::pack(rows.view()))
    }
}

/// Converts a block. `n_left` samples are left, counted from its first.
fn closest_of<F: Scalar>(nearest: &NearestTwo<F>, n_left: usize) -> Closest<F> {
    let mut closest =
        Closest { squared_distances: [F::ZERO; LANES], squared_norms: nearest.squared_norms };
    for (lane, to) in closest.squared_distances.iter_mut().enumerate().take(n_left) {
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
