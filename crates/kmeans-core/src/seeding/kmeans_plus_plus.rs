use digits_data::Scalar;

use super::potential::Potential;
use super::random::first_sample;
use crate::Error;
use crate::samples::SampleBlocks;
use digits_data::random::Generator;

/// Number of candidates tried for each centre after the first: 2 + ⌊ln k⌋.
fn n_local_trials(n_clusters: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ ln k < 45")]
    let logarithm = (n_clusters as f64).ln() as usize;
    2 + logarithm
}

/// Number of uniform numbers that one seeding draws.
pub(super) fn n_draws(n_clusters: usize) -> usize {
    1 + (n_clusters - 1) * n_local_trials(n_clusters)
}

/// Chooses first centres by greedy k-means++.
///
/// The first centre is drawn by weight. For each further centre, several candidates are drawn with
/// a probability proportional to weight × squared distance to the nearest centre so far. The
/// candidate that leaves the smallest sum of these (the potential) wins; the first one wins a tie.
///
/// D. Arthur and S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007. The
/// authors mention the greedy choice, and scikit-learn makes it. The draws are those of
/// scikit-learn's `_kmeans_plusplus`.
pub(super) fn choose<F: Scalar>(
    blocks: &dyn SampleBlocks<F>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    let first = first_sample(blocks.shape().0, blocks.weights(), generator.uniform());
    complete(blocks, vec![first], n_clusters, generator)
}

/// Adds samples to those chosen before, at least one, until there are `n_clusters`.
pub(super) fn complete<F: Scalar>(
    blocks: &dyn SampleBlocks<F>,
    mut chosen: Vec<usize>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    let mut potential = Potential::of(blocks, &chosen)?;
    while chosen.len() < n_clusters {
        let candidates = potential.draw(n_local_trials(n_clusters), generator)?;
        chosen.push(potential.choose_best(&candidates)?);
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use digits_data::{Blobs, Samples, make_blobs};
    use proptest::prelude::*;

    use super::*;
    use crate::RandomState;
    use crate::samples::{Problem, Weights};

    /// scikit-learn's procedure, written plainly: direct differences, sums in sample order, and
    /// nothing kept between centres.
    fn naive(
        samples: &Samples<f64>,
        weights: Weights<'_>,
        k: usize,
        generator: &mut Generator,
    ) -> Vec<usize> {
        let term = |sample: usize, chosen: &[usize]| {
            let distance = |&c: &usize| {
                let pairs = samples.row(sample).iter().zip(samples.row(c));
                pairs.map(|(x, c)| (x - c).powi(2)).sum::<f64>()
            };
            weights.of(sample) * chosen.iter().map(distance).fold(f64::INFINITY, f64::min)
        };
        let all = 0..samples.n_samples();
        let potential = |chosen: &[usize]| all.clone().map(|i| term(i, chosen)).sum::<f64>();
        let first = |uniform: f64| {
            let total: f64 = all.clone().map(|i| weights.of(i)).sum();
            let mut sum = 0.0;
            let exceeds = |&i: &usize| {
                sum += weights.of(i) / total;
                sum > uniform
            };
            all.clone().find(exceeds).unwrap()
        };
        let mut chosen = vec![first(generator.uniform())];
        while chosen.len() < k {
            let total = potential(&chosen);
            let mut best = (f64::INFINITY, 0);
            for _ in 0..n_local_trials(k) {
                let target = generator.uniform() * total;
                let mut sum = 0.0;
                let reaches = |&i: &usize| {
                    sum += term(i, &chosen);
                    sum >= target
                };
                let candidate = all.clone().find(reaches).unwrap();
                let left = potential(&[&chosen[..], &[candidate]].concat());
                if left < best.0 {
                    best = (left, candidate);
                }
            }
            chosen.push(best.1);
        }
        chosen
    }

    mod properties {
        use super::*;

        proptest! {
            /// Many samples per cluster. If only two samples are left far from all centres, both
            /// leave the same potential, and rounding would decide.
            #[test]
            fn the_fast_way_chooses_what_the_naive_way_chooses(
                (n, d, k) in (100_usize..300, 1_usize..9, 1_usize..9),
                weighted: bool,
                seed: u32,
            ) {
                let blobs =
                    Blobs { cluster_std: 2.0, seed: seed.into(), ..Blobs::new(n, d, 4) };
                let data = make_blobs::<f64>(&blobs).unwrap();
                let weights: Vec<f64> = (0..n).map(|i| (i % 5) as f64 * 0.7).collect();
                let weights = if weighted { Weights::new(&weights, n).unwrap() } else { Weights::EQUAL };
                let offset = vec![0.5; d];
                let problem = Problem::new(data.samples().view(), weights, &offset).unwrap();
                let mut streams = [RandomState::NumPy(seed).streams(), RandomState::NumPy(seed).streams()];
                let fast = streams[0].next(|generator| choose(&problem, k, generator)).unwrap();
                let slow = streams[1].next(|generator| naive(data.samples(), weights, k, generator));
                prop_assert_eq!(fast, slow);
            }
        }
    }
}
