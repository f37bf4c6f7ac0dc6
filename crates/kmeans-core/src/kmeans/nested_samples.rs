use digits_data::random::Generator;
use digits_data::{Samples, Scalar, memory};

use super::nested_sample::NestedSample;
use super::parameters::KMeans;
use super::restarts;
use crate::Error;
use crate::engine::{Lloyd, StoppingRule, Watch};
use crate::samples::{Problem, SampleBlocks, Weights};

/// Finds first centres, in centred coordinates, on ever larger samples, each of which contains the one
/// before. Adds an entry to `done` for each sample. Returns `None` if there are too few samples.
///
/// P. S. Bradley and U. Fayyad, "Refining initial points for k-means clustering", ICML (1998), start from
/// the clusters of small samples. Samples that contain each other are those of J. Newling and F.
/// Fleuret, "Nested mini-batch k-means", NIPS (2016).
pub(super) fn first_centers<F: Scalar>(
    kmeans: &KMeans,
    blocks: &dyn SampleBlocks<F>,
    lloyd: Lloyd,
    done: &mut Vec<NestedSample>,
) -> Result<Option<Samples<F>>, Error> {
    let n_samples = blocks.shape().0;
    let sizes = sizes(blocks.shape(), kmeans.n_clusters);
    let ending_at = |least: f64| {
        let inertia_tol = lloyd.rule.inertia_tol.max(least);
        Lloyd { rule: StoppingRule { inertia_tol, ..lloyd.rule }, ..lloyd }
    };
    let mut centers = None;
    for rows in nested_rows(n_samples, &sizes, &mut kmeans.random_state.running()) {
        // 1. Copy the samples and their weights.
        let samples = blocks.select(&rows)?;
        let weights = blocks.weights().as_slice();
        let weights = weights.map(|all| memory::collected(rows.iter().map(|&row| all[row])));
        let weights = weights.transpose()?;
        let weights = weights.as_deref().map_or(Ok(Weights::EQUAL), Weights::of_some)?;
        if weights.n_positive(rows.len()) < kmeans.n_clusters {
            continue; // Most weights are 0. A larger sample may do.
        }
        // 2. Refine the centres of the smaller sample. The smallest one has all restarts.
        let mut problem = Problem::new(samples.view(), weights, blocks.offset())?;
        let best = if let Some(centers) = centers.take() {
            restarts::only(&problem, centers, ending_at(INERTIA_TOL), Watch::nobody())?
        } else {
            let n_init = kmeans.n_init.unwrap_or_else(|| n_init(rows.len(), n_samples));
            let kmeans = KMeans { n_init: Some(n_init), ..kmeans.clone() };
            restarts::best(&kmeans, &mut problem, ending_at(RESTART_INERTIA_TOL), Watch::nobody())?
        };
        let n_iter = best.run.summary.n_iter;
        centers = Some(best.run.centers);
        done.push(NestedSample { n_samples: rows.len(), restarts: best.restarts });
        // 3. Go on to all samples if this one had nothing to add.
        if n_iter <= SETTLED {
            break;
        }
    }
    Ok(centers)
}

/// Each sample is this many times as large as the one before.
const GROWTH: usize = 4;

/// The smallest sample has at least this many rows for each cluster.
const LEAST_PER_CLUSTER: usize = 32;

/// The largest sample has at most this many values, since it is copied, also from a file larger than
/// memory.
const MOST_VALUES: usize = 1 << 24;

/// A sample's centres only have to be good first centres of the next one. With 1e-3, a million samples of
/// noise in 2 features ended 0.3 % higher; with 1e-5 they took longer and ended no lower.
const INERTIA_TOL: f64 = 1e-4;

/// After this, the best restart is known. With 1e-2, noise in 2 features ended up to 1.5 % higher.
const RESTART_INERTIA_TOL: f64 = 1e-3;

/// A fit that ends after so few iterations has found its clusters at once. A larger sample would find the
/// same ones.
const SETTLED: usize = 2;

/// Returns how many rows each sample has, the smallest first.
fn sizes((n_samples, n_features): (usize, usize), n_clusters: usize) -> Vec<usize> {
    let least = n_clusters.saturating_mul(LEAST_PER_CLUSTER);
    let shrink = |size: &usize| Some(size / GROWTH).filter(|&size| size >= least);
    let falling = std::iter::successors(shrink(&n_samples), shrink);
    let mut sizes: Vec<usize> =
        falling.filter(|size| size.saturating_mul(n_features) <= MOST_VALUES).collect();
    sizes.reverse();
    sizes
}

/// Returns how many restarts the smallest sample has: as many as a quarter of all samples have rows for, but
/// at most 10.
fn n_init(n_sampled: usize, n_samples: usize) -> usize {
    (n_samples / GROWTH / n_sampled).clamp(1, 10)
}

/// Returns the rows of every sample, in order. They are spread over the table: a sample has one row of
/// every range of a few rows.
fn nested_rows(
    n_samples: usize,
    sizes: &[usize],
    generator: &mut Generator,
) -> impl Iterator<Item = Vec<usize>> + use<> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    for &size in sizes.iter().rev() {
        let n_larger = all.last().map_or(n_samples, Vec::len);
        let step = n_larger / size;
        let chosen = generator.randint(step, size).into_iter().enumerate();
        let positions = chosen.map(|(range, within)| range * step + within);
        all.push(match all.last() {
            Some(larger) => positions.map(|position| larger[position]).collect(),
            None => positions.collect(),
        });
    }
    all.into_iter().rev()
}

#[cfg(test)]
mod tests {
    use digits_data::random::RandomState;

    use super::*;

    #[test]
    fn each_sample_is_a_quarter_of_the_next() {
        assert_eq!(sizes((1_000_000, 2), 20), [976, 3906, 15_625, 62_500, 250_000]);
        assert_eq!(sizes((1000, 2), 20), [0; 0], "too few rows");
        assert_eq!(sizes((1 << 20, 784), 10), [1024, 4096, 16_384], "a large one would not fit");
        assert_eq!(sizes((usize::MAX, usize::MAX), usize::MAX), [0; 0]);
    }

    #[test]
    fn restarts_together_have_as_many_rows_as_a_quarter_of_the_table() {
        assert_eq!([4, 16, 64, 1000].map(|share| n_init(100, 100 * share)), [1, 4, 10, 10]);
    }

    #[test]
    fn samples_contain_each_other_and_repeat_no_row() {
        let mut generator = RandomState::Pcg64(0).running();
        let samples: Vec<_> = nested_rows(1003, &[15, 62, 250], &mut generator).collect();
        assert_eq!(samples.iter().map(Vec::len).collect::<Vec<_>>(), [15, 62, 250]);
        for pair in samples.windows(2) {
            assert!(pair[0].iter().all(|row| pair[1].contains(row)));
        }
        assert!(samples.iter().all(|rows| rows.is_sorted_by(|before, after| before < after)));
        assert!(samples[2].last() < Some(&1003));
    }
}
