//! Same input, same bits, for any number of threads.

use digits_data::{Blobs, make_blobs};
use linalg_pca::{Error, Pca, Solver, StandardScaler};
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
        let full = Pca { solver: Solver::Full, whiten: true, ..Pca::new(4) }.fit(x)?;
        let plane = full.transform(x)?;
        let back = full.inverse_transform(plane.view())?;
        Ok((scaler, scaled, covariance, full, plane, back))
    };
    let with_threads = |n| ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(all);
    let one = with_threads(1).unwrap();
    for n_threads in [2, 3, 8] {
        assert!(with_threads(n_threads).unwrap() == one, "{n_threads} threads");
    }
}
