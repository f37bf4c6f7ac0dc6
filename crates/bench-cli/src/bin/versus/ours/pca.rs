use anyhow::{Result, bail};
use digits_data::Scalar;
use linalg_pca::{Pca, Solver};

use super::call::Call;
use crate::job::{Decompose, Done};

pub(super) fn run<F: Scalar>(call: Call<'_, F>, job: &Decompose) -> Result<Done> {
    let solver = match job.solver.as_str() {
        "auto" => Solver::Auto,
        "covariance_eigh" => Solver::Covariance,
        "full" => Solver::Full,
        "randomized" => Solver::Randomized,
        other => bail!("has no solver {other}"),
    };
    let pca = Pca { solver, ..Pca::new(job.n_components) };
    let (model, done) = call.timed(|samples| Ok(pca.fit(samples)?))?;
    Ok(Done { values: model.explained_variance().to_vec(), ..done })
}
