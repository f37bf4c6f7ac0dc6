use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use digits_data::{SamplesView, Scalar};
use linalg_pca::Pca;

use super::measure::{Measure, Trial};
use crate::cases::{Case, Kind};
use crate::job::{Decompose, Fit, Job, Runner, Score, Start, numbers};
use crate::ours::OURS;

/// scikit-learn's own `tol` and `max_iter`.
const TOL: f64 = 1e-4;
const MAX_ITER: usize = 300;

/// Iterations are timed after this one, and seeding before it.
///
/// Why not the first: after a fit that stopped there, the Intel extension takes the next fit from the
/// same start for one that has converged.
const FIRST_ROUND: usize = 2;

/// Tolerances of an inertia: after the same iterations only rounding sets results apart; until convergence,
/// it adds up.
const SAME_ROUNDS: f64 = 1e-4;
const CONVERGED: f64 = 1e-2;

/// Tolerances of a score or a variance, which is the same number for everyone.
const SAME_NUMBER: f64 = 1e-6;
const SAME_NUMBER_F32: f64 = 1e-4;

/// Tolerance of a randomised solver, which draws its own numbers.
const RANDOMIZED: f64 = 1e-2;

/// Makes the measures of one kind for a case; none where there is no whole iteration to time.
///
/// `ours` tells how many iterations a fit takes. `folder` has the files that jobs read and write.
pub(crate) fn measures<F: Scalar>(
    case: &Case,
    kind: Kind,
    samples: SamplesView<'_, F>,
    folder: &Path,
    ours: &mut dyn Runner,
) -> Result<Vec<Measure>> {
    let name = case.name(kind);
    let fit = fit(case, folder);
    let same_number = if F::NAME == "f32" { SAME_NUMBER_F32 } else { SAME_NUMBER };
    Ok(match kind {
        Kind::Round => round(name, &fit, case.rounds, ours)?.into_iter().collect(),
        Kind::Fit => vec![to_convergence(name, fit, ours)?],
        Kind::Seeding => vec![seeding(name, fit)],
        Kind::Page => {
            let components = folder.join("components");
            let pca = Pca::new(case.shape[2]).fit(samples)?;
            numbers::write(&components, pca.components())?;
            page(&name, &fit, components)
        }
        Kind::Pca => {
            let (n_components, solver) = (case.shape[2], case.solver.clone());
            let tolerance = if solver == "randomized" { RANDOMIZED } else { same_number };
            vec![Measure::whole(name, Job::Pca(Decompose { n_components, solver }), tolerance)]
        }
        // The kernel has none: it is ours alone, and not a call of the library.
        score => score
            .metric()
            .into_iter()
            .map(|metric| {
                let labels = kind.scores_samples().then(|| folder.join("labels"));
                let job = Job::Score(Score { kind, metric, labels });
                Measure::whole(name.clone(), job, same_number)
            })
            .collect(),
    })
}

/// A fit from the given centres, without a tolerance.
fn fit(case: &Case, folder: &Path) -> Fit {
    Fit {
        n_clusters: case.shape[2],
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

fn stopped_after(rounds: usize, fit: &Fit) -> Job {
    Job::Fit(Fit { max_iter: rounds, rounds, ..fit.clone() })
}

fn round(name: String, fit: &Fit, last: usize, ours: &mut dyn Runner) -> Result<Option<Measure>> {
    // The iteration in which nothing changed any more is cut short, so it is left out.
    let n_iter = n_iter(ours, &stopped_after(last + 1, fit))?;
    let last = last.min(n_iter.saturating_sub(1));
    if last <= FIRST_ROUND {
        return Ok(None);
    }
    let first = Some(stopped_after(FIRST_ROUND, fit));
    Ok(Some(Measure {
        less: first.clone(),
        per: (last - FIRST_ROUND) as f64,
        settle: first,
        trial: trial(fit, last),
        ..Measure::whole(name, stopped_after(last, fit), SAME_ROUNDS)
    }))
}

fn to_convergence(name: String, fit: Fit, ours: &mut dyn Runner) -> Result<Measure> {
    let fit = Fit { tol: TOL, ..fit };
    let rounds = n_iter(ours, &Job::Fit(fit.clone()))?;
    let trial = trial(&fit, rounds);
    let settle = Some(stopped_after(FIRST_ROUND, &fit));
    Ok(Measure {
        settle,
        trial,
        ..Measure::whole(name, Job::Fit(Fit { rounds, ..fit }), CONVERGED)
    })
}

/// A trial for a fit that takes so many iterations; `None` for a fit that is as short as a trial.
fn trial(fit: &Fit, rounds: usize) -> Option<Trial> {
    (rounds >= 2 * FIRST_ROUND).then(|| Trial {
        few: stopped_after(FIRST_ROUND, fit),
        twice: stopped_after(2 * FIRST_ROUND, fit),
        times: rounds as f64 / FIRST_ROUND as f64,
    })
}

fn seeding(name: String, fit: Fit) -> Measure {
    let without = Some(stopped_after(FIRST_ROUND, &fit));
    let job = stopped_after(FIRST_ROUND, &Fit { init: Start::KMeansPlusPlus, ..fit });
    Measure { less: without.clone(), settle: without, ..Measure::whole(name, job, SAME_ROUNDS) }
}

fn page(name: &str, fit: &Fit, components: PathBuf) -> Vec<Measure> {
    let rows = [
        ("k-means++", Start::KMeansPlusPlus, 4),
        ("random", Start::Random, 4),
        ("PCA-based", Start::Centers(components), 1),
    ];
    let row = |(row, init, n_init)| {
        let fit = Fit { init, n_init, tol: TOL, scale: true, ..fit.clone() };
        Measure::whole(format!("{name}, {row}"), Job::Fit(fit), CONVERGED)
    };
    rows.map(row).into()
}

/// Counts the iterations of our own fit.
fn n_iter(ours: &mut dyn Runner, fit: &Job) -> Result<usize> {
    let done = ours.run(OURS, fit, false).context("our own fit failed")?;
    done.n_iter.context("our own fit does not report its iterations")
}
