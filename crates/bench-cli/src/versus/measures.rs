use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use digits_data::{SamplesView, Scalar};
use linalg_pca::Pca;

use super::cases::Case;
use super::contest::Measure;
use super::job::{Decompose, Fit, Job, Metric, Reply, Score, Start};
use super::kinds::Kind;
use super::numbers;
use super::ours::OURS;
use super::patience::Trial;
use super::runner::Runner;

/// scikit-learn's own `tol` and `max_iter`.
const TOL: f64 = 1e-4;
const MAX_ITER: usize = 300;

/// Rounds are timed after this one, and seeding before it. Not the first: once stopped there, the Intel extension takes
/// the next fit from the same start for one that has converged.
const FIRST_ROUND: usize = 2;

/// After the same rounds only rounding sets results apart; to convergence, it adds up.
const SAME_ROUNDS: f64 = 1e-4;
const CONVERGED: f64 = 1e-2;

/// A score or a variance is the same number for everyone.
const SAME_NUMBER: f64 = 1e-6;
const SAME_NUMBER_F32: f64 = 1e-4;

/// A randomised solver draws its own numbers.
const RANDOMIZED: f64 = 1e-2;

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
    let labels = || Some(folder.join("labels"));
    Ok(match kind {
        // Ours alone, and not a call of the library.
        Kind::Tile => Vec::new(),
        Kind::Round => round(name, &fit(case, folder), case.rounds, ours)?.into_iter().collect(),
        Kind::Fit => vec![to_convergence(name, fit(case, folder), ours)?],
        Kind::Seeding => vec![seeding(name, fit(case, folder))],
        Kind::Page => {
            let components = folder.join("components");
            numbers::write(&components, Pca::new(case.n_clusters).fit(samples)?.components())?;
            page(&name, &fit(case, folder), components)
        }
        Kind::Contingency => vec![score::<F>(name, Metric::Contingency, None)],
        Kind::AdjustedMutualInfo => vec![score::<F>(name, Metric::AdjustedMutualInfo, None)],
        Kind::Silhouette => vec![score::<F>(name, Metric::Silhouette, labels())],
        Kind::CalinskiHarabasz => vec![score::<F>(name, Metric::CalinskiHarabasz, labels())],
        Kind::DaviesBouldin => vec![score::<F>(name, Metric::DaviesBouldin, labels())],
        Kind::Pca => {
            let (n_components, solver) = (case.n_clusters, case.solver.clone());
            let is_random = solver == "randomized";
            let tolerance = if is_random { RANDOMIZED } else { same_number::<F>() };
            let job = Job::Pca(Decompose { n_components, solver });
            vec![Measure { tolerance, ..whole(name, job) }]
        }
    })
}

/// From the given centres, without a tolerance.
fn fit(case: &Case, folder: &Path) -> Fit {
    Fit {
        n_clusters: case.n_clusters,
        init: Start::Centers(folder.join("start")),
        n_init: 1,
        seed: 0,
        max_iter: MAX_ITER,
        tol: 0.0,
        rounds: MAX_ITER,
        scale: false,
        centers_to: folder.join("centers"),
    }
}

fn stopped_after(rounds: usize, fit: &Fit) -> Fit {
    Fit { max_iter: rounds, rounds, ..fit.clone() }
}

/// A call as a whole.
fn whole(name: String, job: Job) -> Measure {
    let (less, per, settle, tolerance, trial) = (None, 1.0, None, CONVERGED, None);
    Measure { name, job, less, per, settle, tolerance, trial }
}

fn round(name: String, fit: &Fit, last: usize, ours: &mut dyn Runner) -> Result<Option<Measure>> {
    // The round in which nothing changed any more is cut short, so it is left out.
    let n_iter = n_iter(ours, &stopped_after(last + 1, fit))?;
    let last = last.min(n_iter.saturating_sub(1));
    if last <= FIRST_ROUND {
        return Ok(None);
    }
    let first = Some(Job::Fit(stopped_after(FIRST_ROUND, fit)));
    Ok(Some(Measure {
        less: first.clone(),
        per: (last - FIRST_ROUND) as f64,
        settle: first,
        tolerance: SAME_ROUNDS,
        trial: trial(fit, last),
        ..whole(name, Job::Fit(stopped_after(last, fit)))
    }))
}

fn to_convergence(name: String, fit: Fit, ours: &mut dyn Runner) -> Result<Measure> {
    let fit = Fit { tol: TOL, ..fit };
    let rounds = n_iter(ours, &fit)?;
    let trial = trial(&fit, rounds);
    let settle = Some(Job::Fit(stopped_after(FIRST_ROUND, &fit)));
    Ok(Measure { settle, trial, ..whole(name, Job::Fit(Fit { rounds, ..fit })) })
}

/// Of a fit that takes so many rounds, if that is more than a trial takes.
fn trial(fit: &Fit, rounds: usize) -> Option<Trial> {
    let of = |rounds| Job::Fit(stopped_after(rounds, fit));
    (rounds >= 2 * FIRST_ROUND).then(|| Trial {
        few: of(FIRST_ROUND),
        twice: of(2 * FIRST_ROUND),
        times: rounds as f64 / FIRST_ROUND as f64,
    })
}

fn seeding(name: String, fit: Fit) -> Measure {
    let without = Some(Job::Fit(stopped_after(FIRST_ROUND, &fit)));
    let job = Job::Fit(stopped_after(FIRST_ROUND, &Fit { init: Start::KMeansPlusPlus, ..fit }));
    Measure { less: without.clone(), settle: without, tolerance: SAME_ROUNDS, ..whole(name, job) }
}

fn page(name: &str, fit: &Fit, components: PathBuf) -> Vec<Measure> {
    let rows = [
        ("k-means++", Start::KMeansPlusPlus, 4),
        ("random", Start::Random, 4),
        ("PCA-based", Start::Centers(components), 1),
    ];
    let row = |(row, init, n_init)| {
        let fit = Fit { init, n_init, tol: TOL, scale: true, ..fit.clone() };
        whole(format!("{name}, {row}"), Job::Fit(fit))
    };
    rows.map(row).into()
}

fn score<F: Scalar>(name: String, metric: Metric, labels: Option<PathBuf>) -> Measure {
    let tolerance = same_number::<F>();
    Measure { tolerance, ..whole(name, Job::Score(Score { metric, labels })) }
}

fn same_number<F: Scalar>() -> f64 {
    if F::NAME == "f32" { SAME_NUMBER_F32 } else { SAME_NUMBER }
}

fn n_iter(ours: &mut dyn Runner, fit: &Fit) -> Result<usize> {
    let job = Job::Fit(fit.clone());
    match ours.run(OURS, &job, false)? {
        Reply::Done(done) => done.n_iter.context("our own fit does not tell its rounds"),
        Reply::Cannot { cannot } => bail!("our own fit failed: {cannot}"),
    }
}
