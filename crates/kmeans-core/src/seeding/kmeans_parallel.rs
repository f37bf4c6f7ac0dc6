use digits_data::exact::ExactSum;
use digits_data::{Scalar, memory};
use linalg_pca::distance::{LANES, NearestTwo};
use rayon::prelude::*;

use super::kmeans_plus_plus;
use super::random::first_sample;
use crate::Error;
use crate::chunks::{CHUNK, PARALLEL_WORK, merged};
use crate::samples::{Problem, Weights};
use digits_data::random::Generator;

/// Number of candidates to draw.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Oversampling {
    /// Candidates that a round draws on average, for each cluster.
    pub(super) factor: f64,
    pub(super) n_rounds: usize,
}

impl Oversampling {
    /// Number of uniform numbers reserved for one seeding: one for the first sample, one per sample
    /// and round, and those of the k-means++ that follows.
    pub(super) fn n_draws(self, n_samples: usize, n_clusters: usize) -> usize {
        let of_rounds = self.n_rounds.saturating_mul(n_samples);
        of_rounds.saturating_add(1 + kmeans_plus_plus::n_draws(n_clusters))
    }
}

/// Chooses first centres by k-means||.
///
/// One candidate is drawn by weight. Then, in each round, each sample independently becomes a
/// candidate. Its probability is factor × k × weight × squared distance to the nearest candidate so
/// far, divided by the sum of weight × squared distance. Candidates then count for the samples they
/// are nearest to, and greedy k-means++ chooses among them. If they are too few it adds samples to
/// them instead.
///
/// B. Bahmani, B. Moseley, A. Vattani, R. Kumar and S. Vassilvitskii, "Scalable k-means++", PVLDB 5
/// (2012), with k-means++ in its greedy form. The choice is not refined by iterations on the
/// candidates, because Lloyd's iterations over all samples follow anyway.
pub(super) fn choose<F: Scalar>(
    blocks: &dyn crate::samples::SampleBlocks<F>,
    oversampling: Oversampling,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    let mut found = Vec::new();
    blocks.each(&mut |_, problem| {
        found = choose_one(problem, oversampling, n_clusters, generator)?;
        Ok(())
    })?;
    Ok(found)
}

fn choose_one<F: Scalar>(
    problem: &Problem<'_, F>,
    oversampling: Oversampling,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    let mut candidates = Candidates::none(problem)?;
    candidates.add(&[first_sample(
        problem.samples.n_samples(),
        problem.weights,
        generator.uniform(),
    )])?;
    for _ in 0..oversampling.n_rounds {
        let found = candidates.draw(oversampling.factor * n_clusters as f64, generator);
        candidates.add(&found)?;
    }
    let (samples, weights) = candidates.weighted();
    if samples.len() <= n_clusters {
        return kmeans_plus_plus::complete(problem, samples, n_clusters, generator);
    }
    let rows = problem.samples.select(&samples)?;
    let weights = Weights::of_some(&weights)?;
    let among = Problem::new(rows.view(), weights, problem.offset)?;
    let chosen = kmeans_plus_plus::choose(&among, n_clusters, generator)?;
    Ok(chosen.into_iter().map(|candidate| samples[candidate]).collect())
}

/// Samples from which the centres will be chosen, and the nearest of them for every sample.
struct Candidates<'a, F: Scalar> {
    problem: &'a Problem<'a, F>,
    samples: Vec<usize>,
    /// The squared distance of every sample to its nearest candidate.
    distances: Vec<F>,
    /// The number of that candidate.
    labels: Vec<u32>,
}

impl<'a, F: Scalar> Candidates<'a, F> {
    fn none(problem: &'a Problem<'a, F>) -> Result<Self, Error> {
        let n_samples = problem.samples.n_samples();
        Ok(Self {
            problem,
            samples: Vec::new(),
            distances: memory::filled(F::INFINITY, n_samples)?,
            labels: memory::zeroed(n_samples)?,
        })
    }

    /// Draws each sample independently, about `n` in all.
    fn draw(&self, n: f64, generator: &mut Generator) -> Vec<usize> {
        let n_samples = self.distances.len();
        let term = |sample| self.problem.weights.of(sample) * self.distances[sample].to_f64();
        let sum = |chunk: std::ops::Range<usize>| {
            let mut sum = ExactSum::zero();
            sum.add_all(&chunk.map(term).collect::<Vec<f64>>());
            sum
        };
        let zero = ExactSum::zero();
        let potential = merged(n_samples, n_samples, zero, sum, |total, sum| total.merge(&sum));
        let potential = potential.value();
        let is_drawn = |&sample: &usize| generator.uniform() * potential < n * term(sample);
        (0..n_samples).filter(is_drawn).collect()
    }

    fn add(&mut self, samples: &[usize]) -> Result<(), Error> {
        if samples.is_empty() {
            return Ok(());
        }
        let problem = self.problem;
        let (panels, centers) =
            (problem.panels()?, super::potential::packed_rows(problem, samples)?);
        let n_before = self.samples.len();
        self.samples.extend(samples);
        let lower = |(chunk, (distances, labels)): (usize, (&mut [F], &mut [u32]))| {
            let mut nearest = vec![NearestTwo::default(); distances.len().div_ceil(LANES)];
            panels.nearest_two(&centers, chunk * CHUNK, &mut nearest)?;
            let lanes = distances.chunks_mut(LANES).zip(labels.chunks_mut(LANES));
            for (nearest, (distances, labels)) in nearest.iter().zip(lanes) {
                lower_block(nearest, n_before, distances, labels);
            }
            Ok(())
        };
        if problem.work(samples.len()) < PARALLEL_WORK {
            let labels = self.labels.chunks_mut(CHUNK);
            self.distances.chunks_mut(CHUNK).zip(labels).enumerate().try_for_each(lower)
        } else {
            let labels = self.labels.par_chunks_mut(CHUNK);
            self.distances.par_chunks_mut(CHUNK).zip(labels).enumerate().try_for_each(lower)
        }
    }

    /// The candidates that are nearest to any sample, and the total weight of those samples.
    fn weighted(&self) -> (Vec<usize>, Vec<f64>) {
        let mut weights = vec![ExactSum::zero(); self.samples.len()];
        for (sample, &label) in self.labels.iter().enumerate() {
            weights[label as usize].add(self.problem.weights.of(sample));
        }
        let pairs = self.samples.iter().copied().zip(weights.iter().map(ExactSum::value));
        pairs.filter(|&(_, weight)| weight > 0.0).unzip()
    }
}

/// Lowers the distances of samples to which a new candidate is nearer. New candidates are numbered
/// from `first` on.
fn lower_block<F: Scalar>(
    found: &NearestTwo<F>,
    first: usize,
    distances: &mut [F],
    labels: &mut [u32],
) {
    #[expect(clippy::cast_possible_truncation, reason = "the kernel's labels are `u32` as well")]
    let first = first as u32;
    for (lane, (distance, label)) in distances.iter_mut().zip(labels).enumerate() {
        let new = found.nearest[lane] + found.squared_norms[lane];
        let new = if new > F::ZERO { new } else { F::ZERO };
        if new < *distance {
            *distance = new;
            *label = first + found.labels[lane];
        }
    }
}

#[cfg(test)]
mod tests {
    use digits_data::{Samples, SamplesView};
    use proptest::prelude::*;

    use super::*;
    use crate::RandomState;
    use crate::samples::mean;

    fn chosen(
        samples: SamplesView<'_>,
        weights: Weights<'_>,
        oversampling: Oversampling,
        n_clusters: usize,
        seed: u64,
    ) -> Vec<usize> {
        let offset = mean(samples);
        let problem = Problem::new(samples, weights, &offset).unwrap();
        let mut streams = RandomState::Pcg64(seed).streams();
        streams.next(|generator| choose(&problem, oversampling, n_clusters, generator)).unwrap()
    }

    #[test]
    fn every_cluster_far_from_the_others_gets_a_centre() {
        let values = (0..600).map(|i| f64::from(i % 20) * 1e3 + f64::from(i) / 600.0);
        let samples = Samples::new(values.collect(), 600, 1).unwrap();
        for seed in 0..20 {
            let oversampling = Oversampling { factor: 2.0, n_rounds: 5 };
            let chosen = chosen(samples.view(), Weights::EQUAL, oversampling, 20, seed);
            let mut clusters: Vec<usize> = chosen.iter().map(|sample| sample % 20).collect();
            clusters.sort_unstable();
            assert_eq!(clusters, (0..20).collect::<Vec<_>>());
        }
    }

    #[test]
    fn candidates_weigh_what_is_nearest_to_them() {
        let samples = Samples::from_rows(&[[0.0], [1.0], [9.0], [10.0], [1.0]]).unwrap();
        let weights = [1.0, 2.0, 4.0, 8.0, 16.0];
        let weights = Weights::new(&weights, 5).unwrap();
        let problem = Problem::new(samples.view(), weights, &[0.0]).unwrap();
        let mut candidates = Candidates::none(&problem).unwrap();
        candidates.add(&[1]).unwrap();
        candidates.add(&[3, 4]).unwrap();
        assert_eq!(candidates.distances, [1.0, 0.0, 1.0, 0.0, 0.0]);
        // Sample 4 equals sample 1, which came first.
        assert_eq!(candidates.weighted(), (vec![1, 3], vec![19.0, 12.0]));
    }

    mod properties {
        use super::*;

        proptest! {
                    /// Whole numbers, with many duplicates and often fewer distinct samples than
                    /// clusters.
                    #[test]
                    fn as_many_as_asked_for_and_different_while_there_are(
                        values in prop::collection::vec((0_i32..12, 0_i32..3), 1..60),
                        k in 1_usize..20,
                        (factor, n_rounds) in (prop::sample::select(vec![1e-9, 0.5, 2.0, 1e300]), 1_usize..7),
                        seed: u64,
                    ) {
                        let (values, weights): (Vec<f64>, Vec<f64>) =
                            values.into_iter().map(|(x, w)| (f64::from(x), f64::from(w))).unzip();
                        let n = values.len();
                        let samples = Samples::new(values, n, 1).unwrap();
                        let weights = Weights::new(&weights, n).unwrap();
                        prop_assume!(k <= weights.n_positive(n));
                        let oversampling = Oversampling { factor, n_rounds };
                        let chosen = chosen(samples.view(), weights, oversampling, k, seed);
                        prop_assert_eq!(chosen.len(), k);
                        let distinct = |among: &mut dyn Iterator<Item = usize>| {
                            let mut values: Vec<u64> =
                                among.map(|i| samples.row(i)[0].to_bits()).collect();
                            values.sort_unstable();
                            values.dedup();
                            values.len()
                        };
        // A sample of weight 0 may only fill a place that no other sample can.
                        let counts = |&i: &usize| weights.of(i) > 0.0;
                        let there_are = distinct(&mut (0..n).filter(counts));
                        let found = distinct(&mut chosen.into_iter().filter(counts));
                        prop_assert_eq!(found, k.min(there_are));
                    }
                }
    }
}
