//! The number of components by Minka's estimate.

use digits_data::Samples;
use linalg_pca::{Components, Error, Pca, Solver};

fn close(a: f64, b: f64, bound: f64) -> bool {
    (a - b).abs() <= bound
}

/// scikit-learn 1.7.0: `PCA("mle")` of the same tables, with both solvers. The first has as many samples as
/// features, so one variance is only rounding.
#[test]
fn the_likeliest_number_of_components_is_scikit_learns() {
    let table = |n: u32, d: u32, factor: f64| {
        let value = |i: u32, j: i32| {
            let jj = j.unsigned_abs();
            f64::from((i * i * 7 + jj * 13 * i + jj * jj * 5 + i * jj * jj) % 101) / 101.0
                * factor.powi(j)
        };
        let row = |i| (0..d.cast_signed()).map(move |j| value(i, j)).collect::<Vec<_>>();
        Samples::from_rows(&(0..n).map(row).collect::<Vec<_>>()).unwrap()
    };
    let cases = [
        (7, 7, 0.9, 6),
        (30, 5, 0.5, 4),
        (60, 9, 0.7, 8),
        (200, 12, 0.8, 11),
        (200, 12, 0.3, 11),
        (13, 10, 0.95, 1),
        (500, 3, 1.0, 1),
        (40, 2, 0.2, 1),
    ];
    for solver in [Solver::Full, Solver::Covariance] {
        for (n, d, factor, expected) in cases {
            let x = table(n, d, factor);
            let pca = Pca { solver, n_components: Components::Likeliest, ..Pca::default() };
            let model = pca.fit(x.view()).unwrap();
            assert_eq!(model.n_components(), expected, "{solver:?} {n} {d} {factor}");
            let same = Pca { n_components: Components::Count(expected), ..pca };
            let same = same.fit(x.view()).unwrap();
            assert!(close(model.noise_variance(), same.noise_variance(), 1e-12));
            assert!(close(model.explained_variance()[0], same.explained_variance()[0], 1e-12));
        }
    }
    let digits = digits_data::load_digits().unwrap();
    let pca = Pca { n_components: Components::Likeliest, ..Pca::default() };
    assert_eq!(pca.fit(digits.samples().view()).unwrap().n_components(), 61);
    let wide = table(3, 4, 0.5);
    let expected = Error::LikeliestComponents { n_samples: 3, n_features: 4 };
    assert_eq!(pca.fit(wide.view()).unwrap_err(), expected);
}
