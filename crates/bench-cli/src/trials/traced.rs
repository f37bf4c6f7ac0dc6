use std::ops::ControlFlow;

use anyhow::Result;
use digits_data::{SamplesView, Scalar};
use kmeans_core::{Iteration, KMeans, KMeansModel, RandomState};

use super::runs::Contestant;

/// A fit whose inertia was recorded in every iteration.
#[derive(Debug)]
pub(crate) struct Traced<F: Scalar> {
    pub(crate) name: String,
    pub(crate) model: KMeansModel<F>,
    /// One list per restart: the inertia at the start of each iteration, then the final one.
    pub(crate) inertias: Vec<Vec<f64>>,
    /// The new number of each cluster, if they were renumbered.
    order: Option<Vec<usize>>,
}

impl<F: Scalar> Traced<F> {
    /// Calls `watch` with every iteration.
    pub(crate) fn fit(
        contestant: &Contestant,
        samples: SamplesView<'_, F>,
        weights: Option<&[f64]>,
        random_state: RandomState,
        watch: &mut dyn FnMut(&Iteration<'_, F>),
    ) -> Result<Self> {
        let kmeans = KMeans { random_state, ..contestant.kmeans.clone() };
        let mut inertias: Vec<Vec<f64>> = Vec::new();
        let model = kmeans.fit_observed(samples, weights, &mut |iteration| {
            inertias.resize_with(iteration.restart() + 1, Vec::new);
            inertias[iteration.restart()].push(iteration.inertia());
            watch(iteration);
            ControlFlow::Continue(())
        })?;
        for (inertias, restart) in inertias.iter_mut().zip(model.restarts()) {
            inertias.push(restart.inertia);
        }
        Ok(Self { name: contestant.name.clone(), model, inertias, order: None })
    }

    /// The fit with the smallest inertia; the first of equal ones.
    pub(crate) fn best(fits: &[Self]) -> Option<&Self> {
        fits.iter().min_by(|a, b| a.model.inertia().total_cmp(&b.model.inertia()))
    }

    /// Numbers the clusters by size, the largest first.
    pub(crate) fn numbered_by_size(self) -> Result<Self> {
        let (model, order) = self.model.numbered_by_size()?;
        Ok(Self { model, order: Some(order), ..self })
    }

    /// The new number of each cluster, if they were renumbered.
    pub(crate) fn order(&self) -> Option<&[usize]> {
        self.order.as_deref()
    }

    /// The inertias of the best restart.
    pub(crate) fn best_inertias(&self) -> &[f64] {
        self.inertias.get(self.model.best_restart()).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use digits_data::{Blobs, make_blobs};

    use super::*;

    #[test]
    fn a_trace_falls_to_where_the_restart_ends() {
        let blobs = make_blobs::<f64>(&Blobs::new(500, 4, 7)).unwrap();
        let kmeans = KMeans { n_init: Some(3), ..KMeans::new(7) };
        let contestant = Contestant { name: "k-means++".into(), kmeans, is_random: true };
        let samples = blobs.samples().view();
        let traced =
            Traced::fit(&contestant, samples, None, RandomState::Pcg64(3), &mut |_| ()).unwrap();
        let restarts = traced.model.restarts();
        assert_eq!((traced.inertias.len(), restarts.len()), (3, 3));
        for (inertias, restart) in traced.inertias.iter().zip(restarts) {
            assert_eq!(inertias.len(), restart.n_iter + 1);
            assert_eq!(inertias.last(), Some(&restart.inertia));
            assert!(inertias.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-12)));
        }
    }
}
