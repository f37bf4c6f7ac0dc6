//! Coordinates that come with the fit.

use linalg_pca::{Pca, Solver};

fn close(a: f64, b: f64, bound: f64) -> bool {
    (a - b).abs() <= bound
}

/// Few columns and no iteration: the components are poor, and projected samples vary less than the model says.
#[test]
fn fit_transform_gives_coordinates_of_the_models_variance() {
    let x = digits_data::load_digits().unwrap().samples().clone();
    for (solver, whiten) in [
        (Solver::Randomized, false),
        (Solver::Randomized, true),
        (Solver::Full, true),
        (Solver::Covariance, false),
    ] {
        let (n_oversamples, iterated_power) = (0, Some(0));
        let pca = Pca { solver, whiten, n_oversamples, iterated_power, ..Pca::new(5) };
        let (model, coordinates) = pca.fit_transform(x.view()).unwrap();
        assert_eq!(model, pca.fit(x.view()).unwrap());
        let products = |j: usize, k: usize| {
            coordinates.rows().map(|row| row[j] * row[k]).sum::<f64>() / 1796.0
        };
        for (k, &variance) in model.explained_variance().iter().enumerate() {
            let expected = if whiten { 1.0 } else { variance };
            assert!(close(products(k, k), expected, 1e-11 * expected), "{solver:?}");
            assert!((0..k).all(|j| products(j, k).abs() < 1e-9 * expected), "{solver:?}");
        }
        // They point the same way as the projections.
        let projected = model.transform(x.view()).unwrap();
        let along = |k: usize| {
            projected.rows().zip(coordinates.rows()).map(|(a, b)| a[k] * b[k]).sum::<f64>()
        };
        assert!((0..5).all(|k| along(k) > 0.0), "{solver:?}");
    }
}
