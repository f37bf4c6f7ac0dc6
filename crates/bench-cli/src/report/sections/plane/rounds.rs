use std::collections::HashSet;
use std::ops::ControlFlow;

use anyhow::{Context as _, Result};
use digits_data::{SamplesView, Scalar};
use kmeans_core::{ClusterModel as _, Iteration, KMeans};

use crate::report::document::PlaneRound;

/// Most iterations that are shown of a run, the first and the last among them.
const MOST_ROUNDS: usize = 60;

/// Fits again and records the best restart: its first centres as number 0, then the centres after each
/// iteration. The last number is the fit's `n_iter`. Also returns the labels of the fit.
///
/// `order` has the new number of each cluster, if they are renumbered. `project` puts centres on the
/// plane, where the samples in `drawn` are shown.
pub(super) fn rounds<F: Scalar>(
    kmeans: &KMeans,
    samples: SamplesView<'_, F>,
    weights: Option<&[f64]>,
    drawn: &[usize],
    order: Option<&[usize]>,
    project: impl Fn(SamplesView<'_, F>) -> Result<Vec<[f64; 2]>>,
) -> Result<(Vec<PlaneRound>, Vec<u32>)> {
    let mut restarts: Vec<Vec<PlaneRound>> = Vec::new();
    let mut failed = None;
    let record = |iteration: &Iteration<'_, F>| -> Result<PlaneRound> {
        let centers = project(iteration.cluster_centers()?.view())?;
        Ok(round(centers, iteration.labels(), drawn, iteration.inertia()))
    };
    let mut watch = |iteration: &Iteration<'_, F>| {
        restarts.resize_with(iteration.restart() + 1, Vec::new);
        match record(iteration) {
            Ok(round) => {
                restarts[iteration.restart()].push(round);
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let model = kmeans.fit_observed(samples, weights, &mut watch)?;
    if let Some(error) = failed {
        return Err(error);
    }
    let mut rounds = std::mem::take(
        restarts.get_mut(model.best_restart()).context("the best restart had no round")?,
    );
    // The observer saw the centres that each iteration began with. Those after the last one are missing;
    // if no label changed in it, they are the same once more.
    let centers = project(model.cluster_centers())?;
    rounds.push(round(centers, model.labels(), drawn, model.inertia()));
    let mut labels = model.labels().to_vec();
    if let Some(order) = order {
        renumber(&mut labels, order);
        for round in &mut rounds {
            round.renumber(order);
        }
    }
    for (number, round) in rounds.iter_mut().enumerate() {
        round.number = number;
    }
    Ok((thinned(rounds), labels))
}

fn round(
    cluster_centers: Vec<[f64; 2]>,
    labels: &[u32],
    drawn: &[usize],
    inertia: f64,
) -> PlaneRound {
    let labels = drawn.iter().map(|&sample| labels[sample]).collect();
    PlaneRound { number: 0, cluster_centers, labels, inertia }
}

impl PlaneRound {
    fn renumber(&mut self, order: &[usize]) {
        renumber(&mut self.labels, order);
        let mut centers = self.cluster_centers.clone();
        for (&center, &new) in self.cluster_centers.iter().zip(order) {
            centers[new] = center;
        }
        self.cluster_centers = centers;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "there are no more clusters than labels")]
fn renumber(labels: &mut [u32], order: &[usize]) {
    for label in labels {
        *label = order[*label as usize] as u32;
    }
}

/// Keeps the first iterations, in which the most samples change cluster, then some evenly spaced ones up to
/// the last.
fn thinned(mut rounds: Vec<PlaneRound>) -> Vec<PlaneRound> {
    let n_rounds = rounds.len();
    if n_rounds <= MOST_ROUNDS {
        return rounds;
    }
    let (first, last) = (MOST_ROUNDS / 2, n_rounds - 1);
    let n_later = MOST_ROUNDS - first - 1;
    let later = (0..=n_later).map(|at| first + at * (last - first) / n_later);
    let kept: HashSet<usize> = (0..first).chain(later).collect();
    rounds.retain(|round| kept.contains(&round.number));
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_centres_get_their_new_numbers_together() {
        let cluster_centers = vec![[0.0; 2], [1.0; 2], [2.0; 2]];
        let mut round =
            PlaneRound { cluster_centers, labels: vec![0, 1, 2, 2], ..Default::default() };
        round.renumber(&[1, 2, 0]);
        assert_eq!(round.labels, [1, 2, 0, 0]);
        assert_eq!(round.cluster_centers, [[2.0; 2], [0.0; 2], [1.0; 2]]);
    }

    #[test]
    fn many_rounds_keep_the_first_and_the_last() {
        let rounds = |n| (0..n).map(|number| PlaneRound { number, ..PlaneRound::default() });
        let kept = |n| -> Vec<usize> {
            thinned(rounds(n).collect()).iter().map(|round| round.number).collect()
        };
        assert_eq!(kept(60), (0..60).collect::<Vec<_>>());
        for n in [61, 62, 90, 300, 1001] {
            let kept = kept(n);
            assert!(kept.len() <= MOST_ROUNDS && kept.len() > MOST_ROUNDS / 2, "{n}");
            assert_eq!((kept[..30].to_vec(), kept.last()), ((0..30).collect(), Some(&(n - 1))));
        }
    }
}
