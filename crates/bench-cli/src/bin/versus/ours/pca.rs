use anyhow::Result;
use digits_data::Scalar;
use linalg_pca::{Pca, Solver};

use super::Call;
use crate::job::{Decompose, Done, Reply};

pub(super) fn run<F: Scalar>(call: Call<'_, F>, job: &Decompose) -> Result<Reply> {
    let Some(solver) = solver(&job.solver) else {
        return Ok(Reply::Cannot { cannot: format!("has no solver {}", job.solver) });
    };
    let pca = Pca { solver, ..Pca::new(job.n_components) };
    let (model, done) = call.timed(|samples| Ok(pca.fit(samples)?))?;
    Ok(Reply::Done(Done { values: model.explained_variance().to_vec(), ..done }))
}

/// Finds a solver by scikit-learn's name.
fn solver(name: &str) -> Option<Solver> {
    match name {
        "auto" => Some(Solver::Auto),
        "covariance_eigh" => Some(Solver::Covariance),
        "full" => Some(Solver::Full),
        "randomized" => Some(Solver::Randomized),
        _ => None,
    }
}
