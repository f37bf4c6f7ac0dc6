use std::ops::Range;

use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES, PanelRow};
use rayon::prelude::*;

use crate::Error;
use crate::chunks::{CHUNK, PARALLEL_WORK, in_chunks};
use crate::problem::Problem;
use crate::random_state::Generator;

/// Candidates that are tried for each centre after the first: 2 + ⌊ln k⌋.
fn n_local_trials(n_clusters: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ ln k < 45")]
    let logarithm = (n_clusters as f64).ln() as usize;
    2 + logarithm
}

/// Uniform numbers that one seeding takes.
pub(super) fn n_draws(n_clusters: usize) -> usize {
    1 + (n_clusters - 1) * n_local_trials(n_clusters)
}

/// Greedy k-means++: the samples that become the first centres.
///
/// The first is drawn by weight. For each further one, several candidates are drawn with a
/// probability in proportion to weight × squared distance to the nearest centre so far, and the one
/// that leaves the smallest sum of these (the potential) is taken, the first if several do.
///
/// D. Arthur and S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007, with
/// the greedy choice that the authors mention and scikit-learn makes; draw by draw as
/// scikit-learn's `_kmeans_plusplus`.
pub(super) fn choose<F: Scalar>(
    problem: &Problem<'_, F>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    let first = first_sample(problem, generator.uniform());
    let mut chosen = vec![first];
    let mut closest = Closest::to_nothing(problem);
    closest.lower_to(&problem.candidates(&[first])?)?;
    while chosen.len() < n_clusters {
        let potential = closest.potential();
        let candidates: Vec<usize> = (0..n_local_trials(n_clusters))
            .map(|_| closest.sample_at(generator.uniform() * potential))
            .collect();
        let potentials = closest.potentials_with(&problem.candidates(&candidates)?)?;
        let best = candidates[first_smallest(&potentials)];
        closest.lower_to(&problem.candidates(&[best])?)?;
        chosen.push(best);
    }
    Ok(chosen)
}

/// The first sample whose cumulative weight, over that of all, exceeds `uniform`.
fn first_sample<F: Scalar>(problem: &Problem<'_, F>, uniform: f64) -> usize {
    let n_samples = problem.samples.n_samples();
    let total: f64 = (0..n_samples).map(|sample| problem.weights.of(sample)).sum();
    let probability = |sample| problem.weights.of(sample) / total;
    let all: f64 = (0..n_samples).map(probability).sum();
    let mut sum = 0.0;
    let exceeds = |&sample: &usize| {
        sum += probability(sample);
        sum / all > uniform
    };
    (0..n_samples).find(exceeds).unwrap_or(n_samples - 1)
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

impl<F: Scalar> Problem<'_, F> {
    /// Samples that may become centres, packed for the kernel.
    fn candidates(&self, samples: &[usize]) -> Result<Centers<F>, Error> {
        let rows: Samples<F> = self.center(self.samples.select(samples)?.view())?;
        Ok(Centers::pack(rows.view()))
    }
}

/// How far every sample is from the nearest centre so far.
struct Closest<'a, F: Scalar> {
    problem: &'a Problem<'a, F>,
    /// ‖x‖² of every sample, centred.
    squared_norms: Vec<F>,
    /// Squared distances.
    distances: Vec<F>,
    /// Σ w·distance of every chunk.
    chunk_potentials: Vec<f64>,
}

impl<'a, F: Scalar> Closest<'a, F> {
    fn to_nothing(problem: &'a Problem<'a, F>) -> Self {
        let n_samples = problem.samples.n_samples();
        let norm = |sample| {
            let row = problem.samples.row(sample).iter().zip(problem.offset);
            F::from_f64(row.map(|(x, offset)| (x.to_f64() - offset).powi(2)).sum())
        };
        let norms =
            in_chunks(n_samples, problem.work(1), |chunk| chunk.map(norm).collect::<Vec<F>>());
        Self {
            problem,
            squared_norms: norms.concat(),
            distances: vec![F::INFINITY; n_samples],
            chunk_potentials: Vec::new(),
        }
    }

    fn potential(&self) -> f64 {
        self.chunk_potentials.iter().sum()
    }

    /// The first sample at which the cumulative potential reaches `target`; the last if rounding
    /// keeps it below.
    fn sample_at(&self, target: f64) -> usize {
        let n_samples = self.distances.len();
        let mut sum = 0.0;
        for (chunk, potential) in self.chunk_potentials.iter().enumerate() {
            if sum + potential < target {
                sum += potential;
                continue;
            }
            for sample in chunk * CHUNK..n_samples.min((chunk + 1) * CHUNK) {
                sum += self.problem.weights.of(sample) * self.distances[sample].to_f64();
                if sum >= target {
                    return sample;
                }
            }
        }
        n_samples - 1
    }

    /// The potential there would be with each candidate as a further centre.
    fn potentials_with(&self, candidates: &Centers<F>) -> Result<Vec<f64>, Error> {
        let n_candidates = candidates.n_centers();
        let n_samples = self.distances.len();
        let of_chunks = in_chunks(n_samples, self.problem.work(n_candidates), |chunk| {
            let mut potentials = vec![0.0; n_candidates];
            self.for_each_distance(candidates, chunk, |candidate, sample, distance| {
                let nearer = nearer(self.distances[sample], distance).to_f64();
                potentials[candidate] += self.problem.weights.of(sample) * nearer;
            })?;
            Ok::<_, Error>(potentials)
        });
        let mut totals = vec![0.0; n_candidates];
        for potentials in of_chunks {
            for (total, potential) in totals.iter_mut().zip(potentials?) {
                *total += potential;
            }
        }
        Ok(totals)
    }

    /// Takes the candidate as a centre.
    fn lower_to(&mut self, candidate: &Centers<F>) -> Result<(), Error> {
        let mut distances = std::mem::take(&mut self.distances);
        let lower = |(chunk, distances): (usize, &mut [F])| {
            let start = chunk * CHUNK;
            let mut potential = 0.0;
            self.for_each_distance(candidate, start..start + distances.len(), |_, sample, new| {
                let distance = &mut distances[sample - start];
                *distance = nearer(*distance, new);
                potential += self.problem.weights.of(sample) * distance.to_f64();
            })?;
            Ok(potential)
        };
        let potentials: Result<Vec<f64>, Error> = if self.problem.work(1) < PARALLEL_WORK {
            distances.chunks_mut(CHUNK).enumerate().map(lower).collect()
        } else {
            distances.par_chunks_mut(CHUNK).enumerate().map(lower).collect()
        };
        self.chunk_potentials = potentials?;
        self.distances = distances;
        Ok(())
    }

    /// Calls `visit(candidate, sample, squared distance)` for all candidates and a chunk of samples.
    fn for_each_distance(
        &self,
        candidates: &Centers<F>,
        chunk: Range<usize>,
        mut visit: impl FnMut(usize, usize, F),
    ) -> Result<(), Error> {
        let mut products = vec![PanelRow([F::ZERO; LANES]); candidates.n_centers()];
        for start in chunk.clone().step_by(LANES) {
            self.problem.panels.dots(candidates, start, &mut products)?;
            for (candidate, products) in products.iter().enumerate() {
                let candidate_norm = candidates.squared_norms()[candidate];
                for (sample, &product) in (start..chunk.end).zip(&products.0) {
                    let score = candidate_norm - (product + product);
                    let distance = score + self.squared_norms[sample];
                    let distance = if distance > F::ZERO { distance } else { F::ZERO };
                    visit(candidate, sample, distance);
                }
            }
        }
        Ok(())
    }
}

fn nearer<F: Scalar>(a: F, b: F) -> F {
    if b < a { b } else { a }
}
