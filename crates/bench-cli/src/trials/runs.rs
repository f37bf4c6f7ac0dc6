use std::time::Instant;

use anyhow::Result;
use digits_data::{SamplesView, Scalar};
use kmeans_core::{KMeans, RandomState};
use serde::Serialize;

use super::scorer::Scorer;
use crate::commands::fit::Scores;
use crate::text::progress::Progress;

/// An initialisation that takes part.
#[derive(Debug, Clone)]
pub(crate) struct Contestant {
    pub(crate) name: String,
    /// Everything but the seed.
    pub(crate) kmeans: KMeans,
    /// Whether seeds make a difference.
    pub(crate) is_drawn: bool,
}

/// One initialisation and its runs, one a seed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InitRuns {
    pub(crate) init: String,
    pub(crate) n_init: usize,
    /// Whether seeds make a difference.
    pub(crate) is_drawn: bool,
    pub(crate) runs: Vec<Run>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Run {
    pub(crate) seed: u64,
    pub(crate) inertia: f64,
    pub(crate) n_iter: usize,
    pub(crate) converged: bool,
    pub(crate) fit_seconds: f64,
    #[serde(flatten)]
    pub(crate) scores: Option<Scores>,
    pub(crate) silhouette_score: Option<f64>,
    pub(crate) calinski_harabasz_score: Option<f64>,
    pub(crate) davies_bouldin_score: Option<f64>,
}

impl InitRuns {
    /// The seeds, from the first to the last: all have the same.
    pub(crate) fn seeds(inits: &[Self]) -> String {
        match inits.first().map_or(&[][..], |init| &init.runs) {
            [first, .., last] => format!("{} to {}", first.seed, last.seed),
            [only] => only.seed.to_string(),
            [] => "none".into(),
        }
    }
}

impl Contestant {
    /// Fits with every seed, one after the other, and scores each fit; every fit is a step.
    pub(crate) fn runs<F: Scalar>(
        &self,
        scorer: &Scorer<'_, F>,
        states: &[(u64, RandomState)],
        progress: &Progress,
    ) -> Result<InitRuns> {
        let runs = states.iter().map(|&(seed, random_state)| {
            progress.say(format!("{}, seed {seed}", self.name));
            let run = self.run(scorer, seed, random_state);
            progress.advance();
            run
        });
        Ok(InitRuns {
            init: self.name.clone(),
            n_init: self.kmeans.n_init.unwrap_or(1),
            is_drawn: self.is_drawn,
            runs: runs.collect::<Result<_>>()?,
        })
    }

    /// The first fit of a process waits for threads and for memory, which is nobody's account.
    pub(crate) fn warm_up<F: Scalar>(&self, samples: SamplesView<'_, F>) -> Result<()> {
        KMeans { n_init: Some(1), max_iter: 1, ..self.kmeans.clone() }.fit(samples)?;
        Ok(())
    }

    fn run<F: Scalar>(
        &self,
        scorer: &Scorer<'_, F>,
        seed: u64,
        random_state: RandomState,
    ) -> Result<Run> {
        let kmeans = KMeans { random_state, ..self.kmeans.clone() };
        let start = Instant::now();
        let model = kmeans.fit(scorer.samples)?;
        let fit_seconds = start.elapsed().as_secs_f64();
        let scored = scorer.score(model.labels(), random_state)?;
        let (inertia, n_iter, converged) = (model.inertia(), model.n_iter(), model.converged());
        Ok(Run { seed, inertia, n_iter, converged, fit_seconds, ..scored })
    }
}
