use std::collections::HashSet;

use anyhow::{Context as _, Error, Result};
use digits_data::{SamplesView, Scalar};
use kmeans_core::{ClusterModel as _, Iteration, KMeansModel};

use crate::report::document::PlaneRound;

/// Most iterations that are shown of a run, the first and the last among them.
const MOST_ROUNDS: usize = 60;

/// Records the iterations of a fit while it is made.
pub(crate) struct Recorder<'a, P> {
    /// The samples that are shown.
    drawn: &'a [usize],
    /// Puts centres on the plane.
    project: P,
    restarts: Vec<Vec<PlaneRound>>,
    failed: Option<Error>,
}

impl<'a, P> Recorder<'a, P> {
    pub(super) fn new(drawn: &'a [usize], project: P) -> Self {
        Self { drawn, project, restarts: Vec::new(), failed: None }
    }

    /// Records an iteration, unless an earlier one failed.
    pub(crate) fn record<F: Scalar>(&mut self, iteration: &Iteration<'_, F>)
    where
        P: Fn(SamplesView<'_, F>) -> Result<Vec<[f64; 2]>>,
    {
        if self.failed.is_some() {
            return;
        }
        self.restarts.resize_with(iteration.restart() + 1, Vec::new);
        let centers = iteration.cluster_centers().map_err(Error::from);
        match centers.and_then(|centers| (self.project)(centers.view())) {
            Ok(centers) => self.restarts[iteration.restart()].push(round(
                centers,
                iteration.labels(),
                self.drawn,
                iteration.inertia(),
            )),
            Err(error) => self.failed = Some(error),
        }
    }

    /// Returns the best restart: its first centres as number 0, then the centres after each iteration.
    /// The last number is the fit's `n_iter`.
    pub(crate) fn rounds<F: Scalar>(mut self, model: &KMeansModel<F>) -> Result<Vec<PlaneRound>>
    where
        P: Fn(SamplesView<'_, F>) -> Result<Vec<[f64; 2]>>,
    {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let best = self.restarts.get_mut(model.best_restart());
        let mut rounds = std::mem::take(best.context("the best restart had no round")?);
        // The observer saw the centres that each iteration began with. Those after the last one are
        // missing; if no label changed in it, they are the same once more.
        let centers = (self.project)(model.cluster_centers())?;
        rounds.push(round(centers, model.labels(), self.drawn, model.inertia()));
        for (number, round) in rounds.iter_mut().enumerate() {
            round.number = number;
        }
        Ok(thinned(rounds))
    }
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
    /// Gives each cluster its new number.
    #[expect(clippy::cast_possible_truncation, reason = "there are no more clusters than labels")]
    pub(super) fn renumber(&mut self, order: &[usize]) {
        for label in &mut self.labels {
            *label = order[*label as usize] as u32;
        }
        let mut centers = self.cluster_centers.clone();
        for (&center, &new) in self.cluster_centers.iter().zip(order) {
            centers[new] = center;
        }
        self.cluster_centers = centers;
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
