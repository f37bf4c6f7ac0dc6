//! Same input, same bits, for any number of threads.

use digits_data::{Blobs, make_blobs};
use linalg_pca::{
    Error, IncrementalPca, MinMaxScaler, Norm, Normalizer, Pca, RobustScaler, Solver,
    StandardScaler, Transformer,
};
use rayon::ThreadPoolBuilder;

#[test]
fn the_number_of_threads_changes_nothing() {
    // Several chunks, the last one short.
    let data = make_blobs::<f64>(&Blobs::new(21_001, 7, 5)).unwrap();
    let x = data.samples().view();
    let all = || -> Result<_, Error> {
        let scaler = StandardScaler::new().fit(x)?;
        let scaled = scaler.transform(x)?;
        let covariance = Pca { solver: Solver::Covariance, ..Pca::new(4) }.fit(x)?;
        let all = Pca { solver: Solver::Covariance, ..Pca::default() }.fit(x)?;
        let full = Pca { solver: Solver::Full, whiten: true, ..Pca::new(4) }.fit(x)?;
        let plane = full.transform(x)?;
        let back = full.inverse_transform(plane.view())?;
        let few = Pca { solver: Solver::Full, ..Pca::new(1) }.fit(x)?;
        let randomized = Pca { solver: Solver::Randomized, ..Pca::new(3) }.fit(x)?;
        let incremental =
            IncrementalPca { batch_size: Some(9000), ..IncrementalPca::new(3) }.fit(x)?;
        let min_max = MinMaxScaler::new().fit(x)?;
        let others = (min_max.transform(x)?, RobustScaler::new().fit(x)?);
        let normalized = Normalizer::new(Norm::L2).transform(x)?;
        let solvers = (covariance, all, full, few, randomized, incremental);
        Ok((scaler, scaled, solvers, plane, back, min_max, others, normalized))
    };
    let with_threads = |n| ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(all);
    let one = with_threads(1).unwrap();
    for n_threads in [2, 3, 4, 8] {
        assert!(with_threads(n_threads).unwrap() == one, "{n_threads} threads");
    }
}

#[test]
fn wide_samples_too() {
    // Enough samples that the full solver searches for few components directly.
    let data = make_blobs::<f32>(&Blobs::new(1010, 1100, 5)).unwrap();
    let x = data.samples().view();
    let all = || -> Result<_, Error> {
        let full = Pca { solver: Solver::Full, ..Pca::new(4) }.fit(x)?;
        let randomized = Pca { solver: Solver::Randomized, ..Pca::new(4) }.fit(x)?;
        Ok((full, randomized, IncrementalPca::new(4).fit(x)?))
    };
    let with_threads = |n| ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(all);
    let one = with_threads(1).unwrap();
    for n_threads in [2, 3, 4] {
        assert!(with_threads(n_threads).unwrap() == one, "{n_threads} threads");
    }
}

#[test]
fn all_components_too() {
    // Enough samples that products and reflections are cut into several tasks.
    let data = make_blobs::<f64>(&Blobs::new(330, 420, 5)).unwrap();
    let x = data.samples().view();
    let all = || -> Result<_, Error> {
        let full = Pca { solver: Solver::Full, ..Pca::default() }.fit(x)?;
        let covariance = Pca { solver: Solver::Covariance, ..Pca::default() }.fit(x)?;
        Ok((full, covariance))
    };
    let with_threads = |n| ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(all);
    let one = with_threads(1).unwrap();
    for n_threads in [2, 3, 4] {
        assert!(with_threads(n_threads).unwrap() == one, "{n_threads} threads");
    }
}
