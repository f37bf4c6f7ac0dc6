use std::ops::ControlFlow;

use anyhow::Result;
use digits_data::{SamplesView, Scalar};
use kmeans_core::{KMeans, KMeansModel, RandomState};

use super::numbers::listed;
use crate::charts::{Convergence, InertiaTraces};
use crate::report::document::{Block, Figure};
use crate::text::counted::counted;
use crate::trials::Contestant;

/// A fit that was watched.
#[derive(Debug)]
pub(crate) struct Traced<F: Scalar> {
    pub(crate) name: String,
    pub(crate) model: KMeansModel<F>,
    /// The inertia that each round of each restart began with, and the one it ended with.
    inertias: Vec<Vec<f64>>,
}

impl<F: Scalar> Traced<F> {
    /// The fit with the smallest inertia, of equal ones the first.
    pub(crate) fn best(fits: &[Self]) -> Option<&Self> {
        fits.iter().min_by(|a, b| a.model.inertia().total_cmp(&b.model.inertia()))
    }

    /// Of the restart that won.
    pub(crate) fn best_inertias(&self) -> &[f64] {
        self.inertias.get(self.model.best_restart()).map_or(&[], Vec::as_slice)
    }
}

/// Fits, and keeps what the inertia was on the way.
pub(crate) fn trace<F: Scalar>(
    contestant: &Contestant,
    samples: SamplesView<'_, F>,
    weights: Option<&[f64]>,
    random_state: RandomState,
) -> Result<Traced<F>> {
    let kmeans = KMeans { random_state, ..contestant.kmeans.clone() };
    let mut inertias: Vec<Vec<f64>> = Vec::new();
    let model = kmeans.fit_observed(samples, weights, &mut |iteration| {
        inertias.resize_with(iteration.restart() + 1, Vec::new);
        inertias[iteration.restart()].push(iteration.inertia());
        ControlFlow::Continue(())
    })?;
    for (inertias, restart) in inertias.iter_mut().zip(model.restarts()) {
        inertias.push(restart.inertia);
    }
    Ok(Traced { name: contestant.name.clone(), model, inertias })
}

/// The inertia of every restart of every initialisation, round by round.
pub(crate) fn convergence<F: Scalar>(traced: &[Traced<F>]) -> Vec<Block> {
    let traces = |fit: &Traced<F>| InertiaTraces {
        name: fit.name.clone(),
        restarts: fit.inertias.clone(),
        best: fit.model.best_restart(),
    };
    let inits: Vec<InertiaTraces> = traced.iter().map(traces).collect();
    let said = |fit: &Traced<F>| {
        let rounds = counted(fit.model.n_iter(), "round");
        let starts = counted(fit.model.restarts().len(), "start");
        let reason = match fit.model.stop_reason() {
            reason if reason.converged() => String::new(),
            reason => format!(" ({reason})"),
        };
        format!("{} after {rounds}{reason}, the best of {starts}", fit.name)
    };
    let said: Vec<String> = traced.iter().map(said).collect();
    let svg = Convergence { title: "Inertia by round", inits: &inits }.to_svg();
    vec![Block::Figure(Figure {
        name: "convergence".into(),
        caption: format!(
            "The inertia that each round begins with, a line a start; the best of each \
             initialisation is strong. Round 0 is the seeding. It ended: {}.",
            listed(&said, "and")
        ),
        svg,
    })]
}

#[cfg(test)]
mod tests {
    use digits_data::{Blobs, make_blobs};

    use super::*;

    #[test]
    fn what_did_not_come_to_rest_is_told() {
        let blobs =
            make_blobs::<f64>(&Blobs { cluster_std: 5.0, ..Blobs::new(500, 4, 7) }).unwrap();
        for (max_iter, is_told) in [(1, true), (300, false)] {
            let kmeans = KMeans { max_iter, ..KMeans::new(7) };
            let contestant = Contestant { name: "k-means++".into(), kmeans, is_drawn: true };
            let samples = blobs.samples().view();
            let traced = trace(&contestant, samples, None, RandomState::Pcg64(0)).unwrap();
            let [Block::Figure(figure)] = &convergence(&[traced])[..] else { panic!("one figure") };
            assert_eq!(
                figure.caption.contains("(max_iter reached)"),
                is_told,
                "{}",
                figure.caption
            );
        }
    }

    #[test]
    fn a_trace_falls_to_where_the_restart_ends() {
        let blobs = make_blobs::<f64>(&Blobs::new(500, 4, 7)).unwrap();
        let kmeans = KMeans { n_init: Some(3), ..KMeans::new(7) };
        let contestant = Contestant { name: "k-means++".into(), kmeans, is_drawn: true };
        let samples = blobs.samples().view();
        let traced = trace(&contestant, samples, None, RandomState::Pcg64(3)).unwrap();
        let restarts = traced.model.restarts();
        assert_eq!((traced.inertias.len(), restarts.len()), (3, 3));
        for (inertias, restart) in traced.inertias.iter().zip(restarts) {
            assert_eq!(inertias.len(), restart.n_iter + 1);
            assert_eq!(inertias.last(), Some(&restart.inertia));
            assert!(inertias.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-12)));
        }
    }
}
