use std::time::Instant;

use anyhow::Result;
use digits_data::{SamplesView, Scalar};
use kmeans_core::{KMeans, RandomState};
use serde::Serialize;

use super::scores::{Scorer, Scores};
use super::statistics::Spread;
use crate::text::progress::Progress;

/// An initialisation that is compared with others.
#[derive(Debug, Clone)]
pub(crate) struct Contestant {
    pub(crate) name: String,
    /// Parameters; each run sets its own seed.
    pub(crate) kmeans: KMeans,
    /// True if the initialisation draws random numbers, so seeds make a difference.
    pub(crate) is_random: bool,
}

/// One initialisation and its runs, one per seed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InitRuns {
    pub(crate) init: String,
    pub(crate) n_init: usize,
    /// True if the initialisation draws random numbers, so seeds make a difference.
    #[serde(rename = "is_drawn")]
    pub(crate) is_random: bool,
    pub(crate) runs: Vec<Run>,
}

/// One fit, with its scores.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Run {
    pub(crate) seed: u64,
    pub(crate) inertia: f64,
    pub(crate) n_iter: usize,
    pub(crate) converged: bool,
    pub(crate) fit_seconds: f64,
    #[serde(flatten)]
    pub(crate) scores: Scores,
}

/// A quantity of a run; `None` where the run lacks it.
pub(crate) type Figure = fn(&Run) -> Option<f64>;

impl Run {
    pub(crate) const INERTIA: Figure = |run| Some(run.inertia);
    pub(crate) const N_ITER: Figure = |run| Some(run.n_iter as f64);
    pub(crate) const FIT_SECONDS: Figure = |run| Some(run.fit_seconds);
    pub(crate) const ADJUSTED_RAND: Figure = |run| Some(run.scores.agreement?.adjusted_rand_score);
    pub(crate) const SILHOUETTE: Figure = |run| run.scores.silhouette_score;
}

impl InitRuns {
    /// The figure of every run; `None` if a run lacks it.
    pub(crate) fn figures(&self, figure: Figure) -> Option<Vec<f64>> {
        self.runs.iter().map(figure).collect()
    }

    /// The spread over all runs; `None` if a run lacks the figure.
    pub(crate) fn spread(&self, figure: Figure) -> Option<Spread> {
        Spread::of(&self.figures(figure)?)
    }

    /// The first and the last seed, which all initialisations share.
    pub(crate) fn seeds(inits: &[Self]) -> String {
        match inits.first().map_or(&[][..], |init| &init.runs) {
            [first, .., last] => format!("{} to {}", first.seed, last.seed),
            [only] => only.seed.to_string(),
            [] => "none".into(),
        }
    }
}

/// Fits every contestant with every seed, and scores each fit.
pub(crate) fn over_seeds<F: Scalar>(
    contestants: &[Contestant],
    scorer: &Scorer<'_, F>,
    states: &[(u64, RandomState)],
) -> Result<Vec<InitRuns>> {
    let n_runs = contestants.len() * states.len();
    let progress = Progress::of_steps("comparing", n_runs);
    if let Some(first) = contestants.first() {
        first.warm_up(scorer.samples)?;
    }
    let inits = contestants.iter().map(|contestant| {
        let runs = states.iter().map(|&(seed, random_state)| {
            progress.say(&format!("{}, seed {seed}", contestant.name));
            let run = contestant.run(scorer, seed, random_state);
            progress.advance();
            run
        });
        Ok(InitRuns {
            init: contestant.name.clone(),
            n_init: contestant.kmeans.n_init.unwrap_or(1),
            is_random: contestant.is_random,
            runs: runs.collect::<Result<_>>()?,
        })
    });
    inits.collect()
}

impl Contestant {
    /// Keeps the process's first fit, which waits for threads and memory, out of the times.
    fn warm_up<F: Scalar>(&self, samples: SamplesView<'_, F>) -> Result<()> {
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
        Ok(Run {
            seed,
            inertia: model.inertia(),
            n_iter: model.n_iter(),
            converged: model.converged(),
            fit_seconds,
            scores: scorer.score(model.labels(), random_state)?,
        })
    }
}
