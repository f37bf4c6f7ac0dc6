use std::path::Path;

use anyhow::{Context as _, Result};
use digits_data::{SamplesView, Scalar};
use linalg_pca::Pca;

use super::cases::{Case, Kind};
use super::contest::Measure;
use super::job::{Job, Reply, Start};
use super::numbers;
use super::ours::OURS;
use super::runner::Runner;

/// scikit-learn's own `tol` and `max_iter`.
const TOL: f64 = 1e-4;
const MAX_ITER: usize = 300;

/// Rounds are timed after this one. Not after the first: once stopped there, the Intel extension takes
/// the next fit from the same start for one that has converged.
const FIRST_ROUND: usize = 2;

/// After the same rounds only rounding sets results apart; to convergence, it adds up.
const SAME_ROUNDS: f64 = 1e-4;
const CONVERGED: f64 = 1e-2;

/// What one kind of measuring a case takes; nothing, where there is no whole round to time.
/// `ours` tells how many rounds there are to be had.
pub(super) fn of<F: Scalar>(
    case: &Case,
    kind: Kind,
    samples: SamplesView<'_, F>,
    folder: &Path,
    ours: &mut dyn Runner,
) -> Result<Vec<Measure>> {
    let name = case.name(kind);
    let start = Start::Centers(folder.join("start"));
    let job = Job {
        n_clusters: case.n_clusters,
        init: start.clone(),
        n_init: 1,
        seed: 0,
        max_iter: MAX_ITER,
        tol: 0.0,
        rounds: MAX_ITER,
        scale: false,
        centers_to: folder.join("centers"),
    };
    let rounds = |job: Job, rounds| Job { max_iter: rounds, rounds, ..job };
    Ok(match kind {
        // Ours alone, and not a fit.
        Kind::Tile => Vec::new(),
        Kind::Round => {
            // The round in which nothing changed any more is cut short, so it is left out.
            let n_iter = n_iter(ours, &rounds(job.clone(), case.rounds + 1))?;
            let last = case.rounds.min(n_iter.saturating_sub(1));
            if last <= FIRST_ROUND {
                return Ok(Vec::new());
            }
            let less = Some(rounds(job.clone(), FIRST_ROUND));
            let per = (last - FIRST_ROUND) as f64;
            let job = rounds(job, last);
            vec![Measure { name, job, less, per, tolerance: SAME_ROUNDS }]
        }
        Kind::Fit => {
            let job = Job { tol: TOL, ..job };
            let rounds = n_iter(ours, &job)?;
            let job = Job { rounds, ..job };
            vec![Measure { name, job, less: None, per: 1.0, tolerance: CONVERGED }]
        }
        Kind::Seeding => {
            let less = Some(rounds(job.clone(), 1));
            let job = rounds(Job { init: Start::KMeansPlusPlus, ..job }, 1);
            vec![Measure { name, job, less, per: 1.0, tolerance: SAME_ROUNDS }]
        }
        Kind::Page => {
            let components = folder.join("components");
            numbers::write(&components, Pca::new(case.n_clusters).fit(samples)?.components())?;
            let rows = [
                ("k-means++", Start::KMeansPlusPlus, 4),
                ("random", Start::Random, 4),
                ("PCA-based", Start::Centers(components), 1),
            ];
            let row = |(row, init, n_init)| {
                let job = Job { init, n_init, tol: TOL, scale: true, ..job.clone() };
                let name = format!("{name}, {row}");
                Measure { name, job, less: None, per: 1.0, tolerance: CONVERGED }
            };
            rows.map(row).into()
        }
    })
}

fn n_iter(ours: &mut dyn Runner, job: &Job) -> Result<usize> {
    match ours.fit(OURS, job)? {
        Reply::Fitted(fitted) => Ok(fitted.n_iter),
        Reply::Cannot { cannot } => Err(anyhow::Error::msg(cannot)),
    }
    .context("our own fit failed")
}
