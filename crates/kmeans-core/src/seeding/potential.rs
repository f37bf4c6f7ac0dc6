use digits_data::{Samples, Scalar, memory};
use linalg_pca::distance::{Centers, Closest, LANES, NearestTwo};
use rayon::prelude::*;

use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::samples::Problem;
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
    problem: &'a Problem<'a, F>,
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
    pub(super) fn of(problem: &'a Problem<'a, F>, chosen: &[usize]) -> Result<Self, Error> {
        let n_panels = problem.samples.n_samples().div_ceil(LANES);
        let unknown =
            Closest { squared_distances: [F::ZERO; LANES], squared_norms: [F::ZERO; LANES] };
        let mut potential = Self {
            problem,
            latest: chosen[chosen.len() - 1],
            closest: memory::filled(unknown, n_panels)?,
            cumulative: memory::reserved(n_panels)?,
            potentials: Vec::new(),
        };
        let (panels, centers) = (problem.panels()?, problem.candidates(chosen)?);
        let weights = problem.weights.as_slice();
        potential.for_all_panels(chosen.len(), 1, |start, closest, potentials| {
            let mut nearest = vec![NearestTwo::default(); closest.len()];
            panels.nearest_two(&centers, start, &mut nearest)?;
            for (panel, nearest) in nearest.iter().enumerate() {
                let first = start + panel * LANES;
                closest[panel] = closest_of(nearest, problem.samples.n_samples() - first);
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
        let latest = self.problem.candidates(&[self.latest])?;
        let total = self.cumulative[self.cumulative.len() - 1];
        (0..n).map(|_| self.sample_at(generator.uniform() * total, &latest)).collect()
    }

    /// Chooses the candidate that leaves the smallest potential. The first one wins a tie.
    pub(super) fn choose_best(&mut self, candidates: &[usize]) -> Result<usize, Error> {
        // 1. One pass: add the latest centre, and compute the potential with each candidate.
        let problem = self.problem;
        let rows = [&[self.latest], candidates].concat();
        let (panels, centers) = (problem.panels()?, problem.candidates(&rows)?);
        self.for_all_panels(rows.len(), candidates.len(), |start, closest, potentials| {
            let weights = problem.weights.as_slice();
            Ok(panels.lower(&centers, start, weights, closest, potentials)?)
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
        let Problem { weights, samples, .. } = self.problem;
        self.problem.panels()?.lower(
            latest,
            panel * LANES,
            weights.as_slice(),
            &mut closest,
            &mut [],
        )?;
        // If rounding keeps the sum below the target, the result is the last sample with a potential.
        let mut found = panel * LANES;
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

    /// Makes one column of the potentials the cumulative potential.
    fn accumulate(&mut self, column: usize, n_columns: usize) {
        let mut sum = 0.0;
        self.cumulative.clear();
        self.cumulative.extend(self.potentials.chunks_exact(n_columns).map(|potentials| {
            sum += potentials[column];
            sum
        }));
    }

    /// Calls `task(first sample, closest, potentials)` for all panels, `PIECE` of them at a time.
    fn for_all_panels(
        &mut self,
        n_centers: usize,
        n_columns: usize,
        task: impl Fn(usize, &mut [Closest<F>], &mut [f64]) -> Result<(), Error> + Sync,
    ) -> Result<(), Error> {
        let n_potentials = self.closest.len() * n_columns;
        let n_more = n_potentials.saturating_sub(self.potentials.len());
        memory::make_room(&mut self.potentials, n_more)?;
        self.potentials.resize(n_potentials, 0.0);
        let task = |(piece, (closest, potentials)): (usize, (&mut [_], &mut [_]))| {
            task(piece * PIECE * LANES, closest, potentials)
        };
        if self.problem.work(n_centers) < PARALLEL_WORK {
            let potentials = self.potentials.chunks_mut(PIECE * n_columns);
            self.closest.chunks_mut(PIECE).zip(potentials).enumerate().try_for_each(task)
        } else {
            let potentials = self.potentials.par_chunks_mut(PIECE * n_columns);
            self.closest.par_chunks_mut(PIECE).zip(potentials).enumerate().try_for_each(task)
        }
    }
}

impl<F: Scalar> Problem<'_, F> {
    /// Packs samples that are or may become centres for the kernel.
    pub(super) fn candidates(&self, samples: &[usize]) -> Result<Centers<F>, Error> {
        let rows: Samples<F> = self.center(self.samples.select(samples)?.view())?;
        Ok(Centers::pack(rows.view()))
    }
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
