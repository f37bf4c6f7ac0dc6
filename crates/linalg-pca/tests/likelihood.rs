//! The normal distribution that a PCA model stands for: values of scikit-learn 1.7.0.
//!
//! `PCA(k, svd_solver="full").fit(x)` with `x[i][j] = (7i² + 3j² + ij) % 13 + (i + 2j) % 5 / 2`, of 12 samples.
//! The values are `get_covariance()[0]`, `get_precision()[1]`, `score_samples(x)[:3]` and `score(x)`.
#![allow(clippy::unreadable_literal, reason = "as scikit-learn prints them")]

use digits_data::Samples;
use linalg_pca::{Error, Pca, PcaModel};

struct Expected {
    n_components: usize,
    covariance: [f64; 5],
    precision: [f64; 5],
    scores: [f64; 3],
    score: f64,
}

const EXPECTED: [Expected; 3] = [
    Expected {
        n_components: 1,
        covariance: [
            13.609658909015991,
            -0.5557825310720291,
            -3.490474221816541,
            2.1656230499812956,
            1.2080007025542387,
        ],
        precision: [
            0.0022670006261545405,
            0.08792773363173974,
            -0.003430117170191951,
            0.0021281752380449856,
            0.0011871120335272944,
        ],
        scores: [-15.334676699881665, -13.793445471906411, -12.597529956818837],
        score: -13.27489048561629,
    },
    Expected {
        n_components: 3,
        covariance: [
            14.699264218564638,
            2.268703528054496,
            -4.175337488520006,
            2.0383475459723543,
            -1.324007546439575,
        ],
        precision: [
            -0.01568534262264215,
            0.09373870374874638,
            -0.01801110253207749,
            -0.013040225494525007,
            0.023205496373337593,
        ],
        scores: [-14.86817265959275, -13.487910230399002, -12.831075570337978],
        score: -13.147938315491245,
    },
    Expected {
        n_components: 5,
        covariance: [
            13.975378787878755,
            2.5928030303030267,
            -5.053030303030302,
            1.8920454545454692,
            -2.0662878787878682,
        ],
        precision: [
            -0.02511934962898374,
            0.08583795559274418,
            -0.028161134862120574,
            -0.008049641373140652,
            -0.0006885459444856885,
        ],
        scores: [-14.788894139802021, -13.197046643338329, -13.461388562217385],
        score: -13.082474055879368,
    },
];

fn samples() -> Samples {
    let value = |i: u32, j: u32| {
        f64::from((7 * i * i + 3 * j * j + i * j) % 13) + f64::from((i + 2 * j) % 5) / 2.0
    };
    let values = (0..12).flat_map(|i| (0..5).map(move |j| value(i, j))).collect();
    Samples::new(values, 12, 5).unwrap()
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64]) {
    let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12 * (1.0 + b.abs());
    assert!(found.iter().zip(expected).all(close), "{found:?} {expected:?}");
}

#[test]
fn densities_are_those_of_scikit_learn() {
    let x = samples();
    for expected in &EXPECTED {
        let pca = Pca::new(expected.n_components).fit(x.view()).unwrap();
        assert_close(pca.covariance().unwrap().row(0), &expected.covariance);
        assert_close(pca.precision().unwrap().row(1), &expected.precision);
        assert_close(&pca.score_samples(x.view()).unwrap()[..3], &expected.scores);
        assert_close(&[pca.score(x.view()).unwrap()], &[expected.score]);
    }
}

/// scikit-learn multiplies by the variances twice in such a model.
#[test]
fn whitening_changes_no_density() {
    let x = samples();
    let [plain, whitening]: [PcaModel; 2] =
        [false, true].map(|whiten| Pca { whiten, ..Pca::new(3) }.fit(x.view()).unwrap());
    assert_eq!(plain.covariance(), whitening.covariance());
    assert_eq!(plain.precision(), whitening.precision());
    assert_eq!(plain.score_samples(x.view()), whitening.score_samples(x.view()));
}

#[test]
fn a_flat_distribution_has_no_density() {
    let line = Samples::from_rows(&[[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [4.0, 0.0, 0.0]]).unwrap();
    let pca = Pca::new(1).fit(line.view()).unwrap();
    assert!(pca.covariance().is_ok());
    let expected = Error::Singular { n_components: 1, n_features: 3 };
    assert_eq!(pca.precision().unwrap_err(), expected);
    assert_eq!(pca.score_samples(line.view()).unwrap_err(), expected);
    let wide = Samples::from_rows(&[[1.0, 2.0, 9.0], [4.0, 5.0, 7.0]]).unwrap();
    let pca = Pca::new(1).fit(wide.view()).unwrap();
    assert_eq!(pca.score(wide.view()).unwrap_err(), expected);
    let other = Samples::from_rows(&[[1.0]]).unwrap();
    let mismatch = Error::FeatureMismatch { found: 1, expected: 3 };
    assert_eq!(pca.score_samples(other.view()).unwrap_err(), mismatch);
}
