use std::ops::Range;

use digits_data::Scalar;
use digits_data::exact::ExactSum;
use digits_data::random::Generator;

use super::kmeans_plus_plus;
use super::nearest_candidates::NearestCandidates;
use super::random::first_sample;
use crate::Error;
use crate::samples::{Problem, SampleBlocks, Weights};

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
    blocks: &dyn SampleBlocks<F>,
    oversampling: Oversampling,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    let n_per_round = oversampling.factor * n_clusters as f64;
    let n_samples = blocks.shape().0;
    let block = |first_row: usize| first_row..n_samples.min(first_row + blocks.block_len());
    let ranges: Vec<Range<usize>> =
        (0..n_samples).step_by(blocks.block_len().max(1)).map(block).collect();
    let mut nearest = ranges
        .iter()
        .map(|rows| NearestCandidates::none(rows.len()))
        .collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::new();
    let mut found = vec![first_sample(n_samples, blocks.weights(), generator.uniform())];
    for _ in 0..oversampling.n_rounds {
        let potential = add(blocks, &mut nearest, &found)?;
        rows.append(&mut found);
        for (nearest, rows) in nearest.iter().zip(&ranges) {
            let weights = blocks.weights().slice(rows.clone());
            let drawn = nearest.draw(weights.as_slice(), n_per_round, potential, generator)?;
            found.extend(drawn.into_iter().map(|row| rows.start + row));
        }
    }
    add(blocks, &mut nearest, &found)?;
    rows.append(&mut found);
    let mut weights = vec![ExactSum::zero(); rows.len()];
    for (nearest, rows) in nearest.iter().zip(&ranges) {
        let of_block = nearest.weights(blocks.weights().slice(rows.clone()).as_slice())?;
        weights.iter_mut().zip(&of_block).for_each(|(weight, of_block)| weight.merge(of_block));
    }
    let (samples, weights) = weighted(&rows, &weights);
    if samples.len() <= n_clusters {
        return kmeans_plus_plus::complete(blocks, samples, n_clusters, generator);
    }
    let candidates = blocks.select(&samples)?;
    let weights = Weights::of_some(&weights)?;
    let among = Problem::new(candidates.view(), weights, blocks.offset())?;
    let chosen = kmeans_plus_plus::choose(&among, n_clusters, generator)?;
    Ok(chosen.into_iter().map(|candidate| samples[candidate]).collect())
}

/// Compares all samples with more candidates. Returns the potential with them.
fn add<F: Scalar>(
    blocks: &dyn SampleBlocks<F>,
    nearest: &mut [NearestCandidates<F>],
    rows: &[usize],
) -> Result<f64, Error> {
    let candidates = match rows {
        [] => None,
        rows => Some(blocks.center(blocks.select(rows)?.view())?),
    };
    let (mut of_blocks, mut potential) = (nearest.iter_mut(), ExactSum::zero());
    blocks.each(&mut |_, block| {
        let Some(nearest) = of_blocks.next() else { return Ok(()) };
        if let Some(candidates) = &candidates {
            nearest.add(block, candidates)?;
        }
        potential.merge(&nearest.potential(block.weights.as_slice())?);
        Ok(())
    })?;
    Ok(potential.value())
}

/// The rows of the candidates that are nearest to any sample, and the total weight of those samples.
fn weighted(rows: &[usize], weights: &[ExactSum]) -> (Vec<usize>, Vec<f64>) {
    let pairs = rows.iter().copied().zip(weights.iter().map(ExactSum::value));
    pairs.filter(|&(_, weight)| weight > 0.0).unzip()
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
        let mut nearest = NearestCandidates::none(5).unwrap();
        nearest.add(&problem, &samples.view().select(&[1]).unwrap()).unwrap();
        nearest.add(&problem, &samples.view().select(&[3, 4]).unwrap()).unwrap();
        assert_eq!(nearest.distances, [1.0, 0.0, 1.0, 0.0, 0.0]);
        // Sample 4 equals sample 1, which came first.
        let weights = nearest.weights(weights.as_slice()).unwrap();
        assert_eq!(weighted(&[1, 3, 4], &weights), (vec![1, 3], vec![19.0, 12.0]));
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
