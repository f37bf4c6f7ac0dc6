//! Properties of `Pca` on any samples.

use digits_data::{Blobs, Samples, SamplesView, make_blobs};
use linalg_pca::{Components, Error, Pca, PcaModel, Solver};
use proptest::prelude::*;

const SOLVERS: [Solver; 2] = [Solver::Covariance, Solver::Full];

/// Random samples, some of low rank, some with repeated rows and constant columns, tall and wide;
/// multiples of 2^-12, so that adding 1000 rounds nothing.
fn some_samples() -> impl Strategy<Value = Samples> {
    (2_usize..24, 1_usize..12, 1_usize..12).prop_flat_map(|(n_samples, n_features, rank)| {
        let left = prop::collection::vec(
            prop::sample::select(vec![-1.5, 0.0, 0.25, 1.0, 2.0]),
            n_samples * rank,
        );
        let right = prop::collection::vec(
            (-1024_i16..1024).prop_map(|x| f64::from(x) / 1024.0),
            rank * n_features,
        );
        (left, right).prop_map(move |(left, right)| {
            let value = |i: usize, j: usize| -> f64 {
                (0..rank).map(|r| left[i * rank + r] * right[r * n_features + j]).sum()
            };
            let values =
                (0..n_samples * n_features).map(|at| value(at / n_features, at % n_features));
            Samples::new(values.collect(), n_samples, n_features).unwrap()
        })
    })
}

fn all_with(solver: Solver) -> Pca {
    Pca { solver, ..Pca::default() }
}

/// The model, but of samples that are all alike.
fn fitted(pca: &Pca, x: &Samples) -> Option<PcaModel> {
    match pca.fit(x.view()) {
        Err(Error::NoVariance { .. }) => None,
        model => Some(model.unwrap()),
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn close(a: f64, b: f64, bound: f64) -> bool {
    (a - b).abs() <= bound
}

/// Two loops over the pairs of columns.
fn naive_covariance(x: SamplesView<f64>) -> Vec<Vec<f64>> {
    let (n_samples, n_features) = x.shape();
    let column = |j: usize| -> Vec<f64> {
        let mean = x.rows().map(|row| row[j]).sum::<f64>() / n_samples as f64;
        x.rows().map(|row| row[j] - mean).collect()
    };
    let columns: Vec<Vec<f64>> = (0..n_features).map(column).collect();
    let row = |a: &Vec<f64>| columns.iter().map(|b| dot(a, b) / (n_samples - 1) as f64).collect();
    columns.iter().map(row).collect()
}

fn map(x: &Samples, f: impl Fn(f64) -> f64) -> Samples {
    let values = x.as_slice().iter().map(|&value| f(value)).collect();
    Samples::new(values, x.n_samples(), x.n_features()).unwrap()
}

/// The same variances, and the same components wherever no other variance is near.
fn assert_same_model(
    a: &PcaModel,
    b: &PcaModel,
    unit: f64,
    bound: f64,
) -> Result<(), TestCaseError> {
    let (va, vb) = (a.explained_variance(), b.explained_variance());
    for i in 0..va.len() {
        prop_assert!(close(va[i] * unit * unit, vb[i], bound * vb[0]), "{va:?} {vb:?}");
        let apart = |other: Option<&f64>| other.is_none_or(|v| (v - va[i]).abs() > 1e-3 * va[0]);
        let neighbours_apart =
            apart(i.checked_sub(1).map(|before| &va[before])) && apart(va.get(i + 1));
        if neighbours_apart && va[i] > 1e-3 * va[0] {
            // The sign hangs on the largest entry, and that may be tied.
            let along = dot(a.components().row(i), b.components().row(i)).abs();
            prop_assert!(close(along, 1.0, 1e-9), "component {i}: {along}");
        }
    }
    Ok(())
}

/// The bound on how far rounding may turn components out of the samples' plane: the largest
/// variance divided by the smallest that samples can have. Where there are more of them than
/// features, the components span everything, whichever way they turn.
///
/// (The covariance's smallest eigenvalues are as good as the largest one's rounding: C. Davis and
/// W. M. Kahan, "The rotation of eigenvectors by a perturbation. III", SIAM J. Numer. Anal. 7, 1970.)
fn spread(x: &Samples, pca: &PcaModel) -> f64 {
    if x.n_samples() > x.n_features() {
        return 1.0;
    }
    let variances = pca.explained_variance();
    let is_there = |&variance: &f64| variance > 1e-13 * variances[0];
    let smallest = variances.iter().copied().rfind(is_there).unwrap_or(variances[0]);
    variances[0] / smallest
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn components_diagonalise_the_naive_covariance(x in some_samples()) {
            let covariance = naive_covariance(x.view());
            let total: f64 = (0..x.n_features()).map(|j| covariance[j][j]).sum();
            for solver in SOLVERS {
                let Some(pca) = fitted(&all_with(solver), &x) else { continue };
                let components = pca.components();
                prop_assert_eq!(components.shape(), (x.n_samples().min(x.n_features()), x.n_features()));
                for (i, v) in components.rows().enumerate() {
                    let lambda = pca.explained_variance()[i];
                    for (row, &entry) in covariance.iter().zip(v) {
                        prop_assert!(close(dot(row, v), lambda * entry, 1e-13 * total));
                    }
                    for (j, w) in components.rows().enumerate() {
                        let expected = if i == j { 1.0 } else { 0.0 };
                        prop_assert!(close(dot(v, w), expected, 1e-13));
                    }
                    let largest = v.iter().fold(0.0, |m: f64, e| m.max(e.abs()));
                    let first = v.iter().find(|e| e.abs() >= largest * (1.0 - 1e-10));
                    prop_assert!(*first.unwrap() > 0.0);
                }
                let variances = pca.explained_variance();
                prop_assert!(variances.is_sorted_by(|a, b| a >= b) && variances.iter().all(|&v| v >= 0.0));
                prop_assert!(close(variances.iter().sum(), total, 1e-13 * total));
                prop_assert!(close(pca.explained_variance_ratio().iter().sum(), 1.0, 1e-13));
            }
        }

        #[test]
        fn all_components_give_the_samples_back(x in some_samples()) {
            for solver in SOLVERS {
                let Some(pca) = fitted(&all_with(solver), &x) else { continue };
                let transformed = pca.transform(x.view()).unwrap();
                let back = pca.inverse_transform(transformed.view()).unwrap();
                let bound = 1e-12 * spread(&x, &pca);
                for (back, x) in back.as_slice().iter().zip(x.as_slice()) {
                    prop_assert!(close(*back, *x, bound), "{back} {x} {bound}");
                }
            }
        }

        #[test]
        fn order_offset_and_scale_change_nothing(x in some_samples(), exponent in -150_i32..150) {
            let reversed: Vec<usize> = (0..x.n_samples()).rev().collect();
            let unit = 10_f64.powi(exponent);
            for solver in SOLVERS {
                let pca = all_with(solver);
                let Some(model) = fitted(&pca, &x) else { continue };
                let other = x.view().select(&reversed).unwrap();
                assert_same_model(&model, &pca.fit(other.view()).unwrap(), 1.0, 1e-13)?;
                let other = map(&x, |value| value * unit);
                assert_same_model(&model, &pca.fit(other.view()).unwrap(), unit, 1e-13)?;
                let other = map(&x, |value| value + 1000.0);
                assert_same_model(&model, &pca.fit(other.view()).unwrap(), 1.0, 1e-13)?;
            }
        }

        #[test]
        fn whitened_components_have_variance_1(x in some_samples()) {
            for solver in SOLVERS {
                let whiten = Pca { solver, whiten: true, ..Pca::new(1) };
                let Some(pca) = fitted(&whiten, &x) else { continue };
                let whitened = pca.transform(x.view()).unwrap();
                prop_assert!(close(naive_covariance(whitened.view())[0][0], 1.0, 1e-12));
                let plain = Pca { solver, ..Pca::new(1) }.fit(x.view()).unwrap();
                let back = pca.inverse_transform(whitened.view()).unwrap();
                let expected = plain.transform(x.view()).unwrap();
                let expected = plain.inverse_transform(expected.view()).unwrap();
                for (back, expected) in back.as_slice().iter().zip(expected.as_slice()) {
                    prop_assert!(close(*back, *expected, 1e-12));
                }
            }
        }
    }
}

/// Three features of 1/1024 steps: sums and offsets of 1e9 stay exact.
fn steps(offset: f64) -> Samples {
    let step = |i: u32| f64::from(i.wrapping_mul(2_654_435_761) >> 22) / 1024.0;
    let row =
        |i: u32| [3.0 * step(i), step(i) + step(i + 7919), step(i + 104_729)].map(|x| x + offset);
    Samples::from_rows(&(0..6000).map(row).collect::<Vec<_>>()).unwrap()
}

#[test]
fn an_offset_costs_no_digits() {
    for solver in SOLVERS {
        let near = all_with(solver).fit(steps(0.0).view()).unwrap();
        for offset in [1e8, 1e9] {
            let far = all_with(solver).fit(steps(offset).view()).unwrap();
            assert_same_model(&near, &far, 1.0, 1e-14).unwrap();
            for (near, far) in near.components().as_slice().iter().zip(far.components().as_slice())
            {
                assert!(close(*near, *far, 1e-13), "{near} {far}");
            }
        }
    }
}

#[test]
fn the_solvers_agree() {
    let [covariance, full] = SOLVERS.map(|solver| all_with(solver).fit(steps(0.0).view()).unwrap());
    assert_same_model(&covariance, &full, 1.0, 1e-14).unwrap();
}

#[test]
fn full_sees_variances_that_covariance_cannot() {
    let rows: Vec<[f64; 2]> =
        (0..50).map(|i| [f64::from(i), f64::from(i) + f64::from(i % 5 - 2) * 1e-10]).collect();
    let x = Samples::from_rows(&rows).unwrap();
    let whiten = |solver| Pca { solver, whiten: true, ..Pca::default() }.fit(x.view());
    let full = whiten(Solver::Full).unwrap();
    // 2e-20 · 50/49 across the line, halved by its slope.
    assert!(close(full.explained_variance()[1] * 1e20, 50.0 / 49.0, 0.01));
    let refused = whiten(Solver::Covariance).unwrap_err();
    assert!(matches!(refused, Error::Whiten { component: 1, solver: Solver::Covariance, .. }));
    assert_eq!(whiten(Solver::Auto).unwrap(), full, "it takes the solver that can");
}

#[test]
fn components_without_variance_are_not_whitened() {
    let wide = Samples::from_rows(&[[1.0, 2.0, 9.0], [4.0, 5.0, 7.0], [2.0, 0.0, 3.0]]).unwrap();
    for solver in SOLVERS {
        let error = Pca { solver, whiten: true, ..Pca::default() }.fit(wide.view()).unwrap_err();
        assert!(matches!(error, Error::Whiten { component: 2, .. }), "{error}");
        assert!(Pca { solver, whiten: true, ..Pca::new(2) }.fit(wide.view()).is_ok());
    }
}

#[test]
fn a_fraction_must_be_exceeded() {
    // Variances 4 : 4 : 1 along the axes; all sums are exact, save the ratios.
    let rows = [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0]];
    let rows: Vec<[f64; 3]> = rows.iter().flat_map(|row| [*row, row.map(|x| -x)]).collect();
    let x = Samples::from_rows(&rows).unwrap();
    for (fraction, expected) in [(1e-9, 1), (0.44, 1), (0.45, 2), (0.88, 2), (0.89, 3)] {
        let n_components = Components::VarianceFraction(fraction);
        let pca = Pca { n_components, ..Pca::default() }.fit(x.view()).unwrap();
        assert_eq!(pca.n_components(), expected, "{fraction}");
    }
    let nearly_all = Components::VarianceFraction(1.0_f64.next_down());
    assert!(Pca { n_components: nearly_all, ..Pca::default() }.fit(x.view()).is_ok());
}

#[test]
fn parameters_out_of_range_are_named() {
    let x = Samples::from_rows(&[[1.0, 2.0, 4.0], [3.0, 5.0, 4.0]]).unwrap();
    for n_components in [0, 3, usize::MAX] {
        assert_eq!(
            Pca::new(n_components).fit(x.view()).unwrap_err(),
            Error::ComponentCount { n_components, largest: 2 }
        );
    }
    for fraction in [0.0, 1.0, -0.5, f64::NAN, f64::INFINITY] {
        let n_components = Components::VarianceFraction(fraction);
        let error = Pca { n_components, ..Pca::default() }.fit(x.view()).unwrap_err();
        assert!(matches!(error, Error::VarianceFraction { .. }), "{error}");
    }
    let pca = Pca::new(1).fit(x.view()).unwrap();
    let narrow = Samples::from_rows(&[[1.0, 2.0]]).unwrap();
    let expected = Error::FeatureMismatch { found: 2, expected: 3 };
    assert_eq!(pca.transform(narrow.view()).unwrap_err(), expected);
    let expected = Error::FeatureMismatch { found: 2, expected: 1 };
    assert_eq!(pca.inverse_transform(narrow.view()).unwrap_err(), expected);
}

#[test]
fn samples_without_a_direction_are_an_error() {
    for n_samples in [1, 2, 1000] {
        let x = Samples::from_rows(&vec![[0.1, -1e9, 1e-300]; n_samples]).unwrap();
        for solver in [Solver::Covariance, Solver::Full, Solver::Randomized] {
            let error = Pca { solver, ..Pca::new(1) }.fit(x.view()).unwrap_err();
            assert_eq!(error, Error::NoVariance { n_samples });
        }
    }
}

#[test]
fn the_range_of_f64_is_used_to_its_ends() {
    let rows = [[1.0, 2.0], [3.0, 1.0], [0.0, -2.0], [5.0, 5.0]];
    let x = Samples::from_rows(&rows).unwrap();
    for solver in SOLVERS {
        let fit = |unit: f64| all_with(solver).fit(map(&x, |value| value * unit).view());
        for unit in [1e-150, 1e150] {
            let model = fit(unit).unwrap();
            assert_same_model(&fit(1.0).unwrap(), &model, unit, 1e-13).unwrap();
        }
        for unit in [1e-170, 1e-300, 1e200, 1e307] {
            let error = fit(unit).unwrap_err();
            assert!(
                matches!(error, Error::VarianceRange { .. } | Error::Overflow { .. }),
                "{error}"
            );
        }
        let uneven = Samples::from_rows(&rows.map(|[a, b]| [a, b * 1e-200])).unwrap();
        let variance = all_with(solver).fit(uneven.view()).unwrap().explained_variance().to_vec();
        assert!(variance[0] > 1.0 && variance[1] >= 0.0);
    }
}

#[test]
fn f32_samples_give_the_model_of_their_f64_values() {
    let x = map(&steps(0.0), |value| value);
    let narrow = x.cast::<f32>().unwrap();
    let pca = Pca::new(2).fit(narrow.view()).unwrap();
    assert_eq!(pca, Pca::new(2).fit(x.view()).unwrap());
    let plane = pca.transform(narrow.view()).unwrap();
    assert_eq!(plane, pca.transform(x.view()).unwrap().cast().unwrap());
}

#[test]
fn randomized_is_exact_where_it_has_a_column_for_every_direction() {
    let x = steps(1e6);
    let exact = all_with(Solver::Full).fit(x.view()).unwrap();
    for seed in 0..20 {
        let pca = Pca { solver: Solver::Randomized, seed, ..Pca::new(3) };
        let randomized = pca.fit(x.view()).unwrap();
        assert_same_model(&exact, &randomized, 1.0, 1e-13).unwrap();
        assert_eq!(randomized.solver(), Solver::Randomized);
    }
}

#[test]
fn the_seed_decides_what_is_approximated() {
    let x = make_blobs::<f64>(&Blobs::new(80, 60, 30)).unwrap();
    let x = x.samples().view();
    let exact = Pca { solver: Solver::Full, ..Pca::new(5) }.fit(x).unwrap();
    let fit = |seed, iterated_power| {
        let solver = Solver::Randomized;
        let pca = Pca { solver, seed, n_oversamples: 2, iterated_power, ..Pca::new(5) };
        pca.fit(x).unwrap()
    };
    assert_eq!(fit(1, Some(0)), fit(1, Some(0)));
    assert_ne!(fit(1, Some(0)), fit(2, Some(0)));
    for seed in 0..10 {
        let lacks = |model: PcaModel| {
            let variances = model.explained_variance().iter().zip(exact.explained_variance());
            let ratios = model.explained_variance_ratio().iter().zip(model.explained_variance());
            let total = exact.explained_variance()[0] / exact.explained_variance_ratio()[0];
            assert!(ratios.into_iter().all(|(ratio, v)| close(*ratio, v / total, 1e-12)));
            let lacks: Vec<f64> = variances.map(|(found, exact)| 1.0 - found / exact).collect();
            assert!(lacks.iter().all(|&lack| lack > -1e-12), "{lacks:?}");
            lacks.iter().sum::<f64>()
        };
        let (none, usual, many) = (fit(seed, Some(0)), fit(seed, None), fit(seed, Some(40)));
        let (none, usual, many) = (lacks(none), lacks(usual), lacks(many));
        assert!(none > usual && usual >= many - 1e-12 && many < 1e-3, "{none} {usual} {many}");
    }
}

#[test]
fn randomized_wants_a_number_of_components() {
    let x = steps(0.0);
    let others = [Components::All, Components::VarianceFraction(0.5), Components::Likeliest];
    for n_components in others {
        let pca = Pca { solver: Solver::Randomized, n_components, ..Pca::default() };
        assert_eq!(pca.fit(x.view()).unwrap_err(), Error::RandomizedComponents);
    }
    let columns = Pca { solver: Solver::Randomized, n_oversamples: usize::MAX, ..Pca::new(2) };
    assert!(columns.fit(x.view()).is_ok(), "no more columns than directions are used");
}

#[test]
fn the_solver_is_chosen_by_shape() {
    let shaped = |n_samples: u32, n_features: u32| {
        let values = (0..n_samples * n_features).map(|i| f64::from(i * i % 97));
        let x = Samples::new(values.collect(), n_samples as usize, n_features as usize).unwrap();
        Pca::new(1).fit(x.view()).unwrap().solver()
    };
    assert_eq!(shaped(40, 4), Solver::Covariance);
    assert_eq!(shaped(39, 4), Solver::Full);
    assert_eq!(shaped(3, 40), Solver::Full);
}

/// Blocks of any size, those that end inside a chunk of sums too, give the same bits.
#[test]
fn samples_in_blocks_have_the_components_of_all_at_once() {
    let (n_samples, n_features) = (9_000, 5);
    let values = (0..n_samples * n_features).map(|at| ((at * 7919) as f64).sin() + 3.0).collect();
    let samples: Samples = Samples::new(values, n_samples, n_features).unwrap();
    let x = samples.view();
    for parameters in [Pca::new(3), Pca { whiten: true, ..Pca::new(2) }] {
        let at_once = parameters.fit(x).unwrap();
        for n_rows in [1_000, 4_096, 5_000, 9_000] {
            let starts = || (0..n_samples).step_by(n_rows);
            let block = |start: usize| x.slice(start..n_samples.min(start + n_rows)).unwrap();
            let fit = parameters
                .fit_blocks::<f64, Error>(|take| starts().map(block).try_for_each(&mut *take));
            assert_eq!(fit.unwrap().as_ref(), Some(&at_once), "{n_rows} rows");
        }
    }
}

#[test]
fn faults_of_blocks_are_those_of_all_samples() {
    let fit = |blocks: &[Samples]| {
        let blocks = blocks.iter().map(Samples::view);
        Pca::new(1).fit_blocks::<f64, Error>(|take| blocks.clone().try_for_each(&mut *take))
    };
    let rows = |values: &[f64]| Samples::new(values.to_vec(), values.len(), 1).unwrap();
    let same = vec![rows(&[2.0; 8]), rows(&[2.0; 4])];
    assert_eq!(fit(&same), Err(Error::NoVariance { n_samples: 12 }));
    let wide = Samples::new(vec![1.0; 4], 2, 2).unwrap();
    let found = fit(&[rows(&[1.0, 2.0]), wide]);
    assert_eq!(found, Err(Error::FeatureMismatch { found: 2, expected: 1 }));
    // Only the covariance solver does not hold the samples.
    assert_eq!(fit(&[rows(&[1.0, 2.0])]), Ok(None));
}
