//! Agreement with scikit-learn 1.7.0; values and scripts are in `data/reference`.

use digits_data::{Samples, load_digits};
use linalg_pca::{
    Components, IncrementalPca, MinMaxScaler, Norm, Normalizer, Pca, PcaModel, RobustScaler,
    Solver, StandardScaler, Transformer,
};
use serde_json::Value;

const DIGITS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/sklearn_digits.json");
const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/pca.json");

const SOLVERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/pca_solvers.json");
const SCALERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/scalers.json");

fn reference(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Numbers, nested or not, in reading order.
fn numbers(value: &Value) -> Vec<f64> {
    match value.as_array() {
        Some(entries) => entries.iter().flat_map(numbers).collect(),
        None => vec![value.as_f64().unwrap()],
    }
}

fn samples(value: &Value) -> Samples {
    let n_samples = value.as_array().unwrap().len();
    let values = numbers(value);
    let n_features = values.len() / n_samples;
    Samples::new(values, n_samples, n_features).unwrap()
}

#[track_caller]
fn assert_close(found: &[f64], expected: &Value, relative: f64, absolute: f64) {
    let expected = numbers(expected);
    assert_eq!(found.len(), expected.len());
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let bound = relative * expected.abs() + absolute;
        assert!((found - expected).abs() <= bound, "{index}: {found:e} for {expected:e}");
    }
}

#[track_caller]
fn assert_pca(pca: &PcaModel, expected: &Value) {
    assert_eq!(pca.n_components() as u64, expected["n_components"]);
    assert_close(pca.mean(), &expected["mean"], 1e-14, 1e-14);
    assert_close(pca.components().as_slice(), &expected["components"], 0.0, 1e-10);
    let largest = pca.explained_variance()[0];
    assert_close(pca.explained_variance(), &expected["explained_variance"], 1e-12, 1e-14 * largest);
    let ratio = &expected["explained_variance_ratio"];
    assert_close(pca.explained_variance_ratio(), ratio, 1e-12, 1e-14);
    let largest = pca.singular_values()[0];
    assert_close(pca.singular_values(), &expected["singular_values"], 1e-12, 1e-14 * largest);
}

#[track_caller]
fn assert_noise(pca: &PcaModel, expected: &Value) {
    assert_close(&[pca.noise_variance()], &expected["noise_variance"], 1e-10, 0.0);
}

/// (n·Σx² − (Σx)²) / n², rounded once.
fn variance_of_whole_numbers(values: impl Iterator<Item = f64>) -> f64 {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for value in values {
        (n, sum, squares) = (n + 1.0, sum + value, squares + value * value);
    }
    (n * squares - sum * sum) / (n * n)
}

#[test]
fn scaled_digits() {
    let expected = &reference(DIGITS)["standard_scaler"];
    let digits = load_digits().unwrap();
    let scaler = StandardScaler::new().fit(digits.samples().view()).unwrap();
    assert_close(scaler.mean(), &expected["mean_"], 0.0, 0.0);
    // scikit-learn's sums are rounded at every step; ours are the nearest to the truth.
    assert_close(scaler.variance(), &expected["var_"], 1e-13, 0.0);
    assert_close(scaler.scale(), &expected["scale_"], 1e-13, 0.0);
    for (column, &variance) in scaler.variance().iter().enumerate() {
        let exact = variance_of_whole_numbers(digits.samples().rows().map(|row| row[column]));
        assert!((variance - exact).abs() <= 2.0 * f64::EPSILON * exact, "{variance} {exact}");
    }
    let constant = |column: &usize| scaler.variance()[*column] == 0.0;
    assert_eq!((0..64).filter(constant).collect::<Vec<_>>(), [0, 32, 39]);
    let scaled = scaler.transform(digits.samples().view()).unwrap();
    assert_close(scaled.row(0), &expected["transformed_first_row"], 1e-13, 0.0);
    let squares: f64 = scaled.as_slice().iter().map(|x| x * x).sum();
    assert_close(&[squares], &expected["transformed_sumsq"], 1e-11, 0.0);
}

#[test]
fn scaler_with_weights() {
    let reference = reference(SMALL);
    let expected = &reference["scaler_weighted"];
    let x = samples(&reference["tall"]);
    let sample_weight = numbers(&reference["sample_weight"]);
    let scaler = StandardScaler::new().fit_weighted(x.view(), &sample_weight).unwrap();
    assert_close(scaler.mean(), &expected["mean"], 1e-14, 0.0);
    assert_close(scaler.variance(), &expected["variance"], 1e-14, 0.0);
    assert_close(scaler.scale(), &expected["scale"], 1e-14, 0.0);
    let scaled = scaler.transform(x.view()).unwrap();
    assert_close(scaled.as_slice(), &expected["transformed"], 1e-12, 1e-13);
}

#[test]
fn pca_of_the_digits() {
    let digits = load_digits().unwrap();
    let x = digits.samples().view();
    let expected = &reference(DIGITS)["pca10"];
    for solver in [Solver::Auto, Solver::Full] {
        let pca = Pca { solver, ..Pca::new(10) }.fit(x).unwrap();
        assert_close(pca.mean(), &expected["mean_"], 0.0, 0.0);
        assert_close(pca.components().as_slice(), &expected["components_"], 0.0, 1e-10);
        assert_close(pca.explained_variance(), &expected["explained_variance_"], 1e-12, 0.0);
        let ratio = &expected["explained_variance_ratio_"];
        assert_close(pca.explained_variance_ratio(), ratio, 1e-12, 0.0);
        assert_close(pca.singular_values(), &expected["singular_values_"], 1e-12, 0.0);
        assert_close(&[pca.noise_variance()], &expected["noise_variance_"], 1e-12, 0.0);
    }
}

#[test]
fn the_digits_in_a_plane() {
    let digits = load_digits().unwrap();
    let x = digits.samples().view();
    let expected = &reference(DIGITS)["pca2"];
    let pca = Pca::new(2).fit(x).unwrap();
    assert_eq!(pca.solver(), Solver::Covariance);
    assert_close(pca.components().as_slice(), &expected["components_"], 0.0, 1e-10);
    let plane = pca.transform(x.slice(0..5).unwrap()).unwrap();
    assert_close(plane.as_slice(), &expected["reduced_first5"], 0.0, 1e-11);
}

#[test]
fn every_solver_and_option() {
    let reference = reference(SMALL);
    let full = Pca { solver: Solver::Full, ..Pca::default() };
    let cases = [
        ("tall_full", full),
        ("tall_covariance", Pca { solver: Solver::Covariance, ..Pca::new(2) }),
        ("tall_whitened", Pca { whiten: true, n_components: Components::Count(3), ..full }),
        ("tall_fraction_0.99", Pca { n_components: Components::VarianceFraction(0.99), ..full }),
        ("wide_full", Pca { n_components: Components::Count(3), ..full }),
    ];
    for (name, pca) in cases {
        let x = samples(&reference[name.split('_').next().unwrap()]);
        let model = pca.fit(x.view()).unwrap();
        assert_eq!(model.solver(), pca.solver);
        assert_pca(&model, &reference[name]);
        assert_noise(&model, &reference[name]);
        let transformed = model.transform(x.view()).unwrap();
        assert_close(transformed.as_slice(), &reference[name]["transformed"], 1e-10, 1e-10);
    }
}

fn count(value: &Value) -> usize {
    value.as_u64().unwrap().try_into().unwrap()
}

/// Consecutive rows, so many in each.
fn pieces<'a>(x: &'a Samples, lengths: &'a Value) -> impl Iterator<Item = Samples> + 'a {
    let mut first = 0;
    lengths.as_array().unwrap().iter().map(move |length| {
        let rows = first..first + count(length);
        first = rows.end;
        x.view().slice(rows).unwrap().to_owned()
    })
}

#[test]
fn every_solver_where_the_spectrum_separates() {
    let reference = reference(SOLVERS);
    for shape in ["tall", "wide"] {
        let x = samples(&reference[shape]);
        for solver in [Solver::Full, Solver::Covariance, Solver::Randomized] {
            let pca = Pca { solver, n_oversamples: 2, ..Pca::new(4) };
            let model = pca.fit(x.view()).unwrap();
            assert_pca(&model, &reference[format!("{shape}_full")]);
            // The randomized solver knows what was discarded by subtraction alone.
            let relative = if solver == Solver::Randomized { 1e-9 } else { 1e-10 };
            let expected = &reference[format!("{shape}_full")]["noise_variance"];
            assert_close(&[model.noise_variance()], expected, relative, 0.0);
        }
    }
}

#[test]
fn few_components_where_the_spectrum_separates() {
    let reference = reference(SOLVERS);
    for (name, shape) in [("tall_few", "tall"), ("wide_few", "wide")] {
        let (x, expected) = (samples(&reference[shape]), &reference[name]);
        let pca = Pca { solver: Solver::Full, ..Pca::new(count(&expected["n_components"])) };
        let model = pca.fit(x.view()).unwrap();
        assert_pca(&model, expected);
        assert_noise(&model, expected);
    }
}

#[test]
fn an_offset_changes_neither_components_nor_variances() {
    let reference = reference(SOLVERS);
    let offset = 2.0_f64.powi(26);
    for shape in ["tall", "wide"] {
        let x = samples(&reference[shape]);
        let far = x.as_slice().iter().map(|value| value + offset).collect();
        let far = Samples::new(far, x.n_samples(), x.n_features()).unwrap();
        let expected = &reference[format!("{shape}_full")];
        for solver in [Solver::Full, Solver::Covariance, Solver::Randomized] {
            let model = Pca { solver, ..Pca::new(4) }.fit(far.view()).unwrap();
            let variances = &expected["explained_variance"];
            assert_close(model.explained_variance(), variances, 1e-12, 0.0);
            assert_close(model.components().as_slice(), &expected["components"], 0.0, 1e-10);
        }
    }
}

#[test]
fn pieces_by_incremental_pca() {
    let reference = reference(SOLVERS);
    for name in ["tall_incremental", "tall_incremental_all", "wide_incremental"] {
        let expected = &reference[name];
        let near = samples(&reference[name.split('_').next().unwrap()]);
        for offset in [0.0, 2.0_f64.powi(26)] {
            let x = near.as_slice().iter().map(|value| value + offset).collect();
            let x = Samples::new(x, near.n_samples(), near.n_features()).unwrap();
            let mut pieces = pieces(&x, &expected["pieces"]);
            let n_components = count(&expected["n_components"]);
            let first = pieces.next().unwrap();
            let mut model = IncrementalPca::new(n_components).start(first.view()).unwrap();
            pieces.for_each(|piece| model.partial_fit(piece.view()).unwrap());
            assert_eq!(model.n_samples_seen(), x.n_samples());
            assert_close(model.variance(), &expected["variance"], 1e-12, 0.0);
            if offset == 0.0 {
                assert_pca(model.pca(), expected);
            }
            let variances = &expected["explained_variance"];
            assert_close(model.pca().explained_variance(), variances, 1e-12, 0.0);
            let components = &expected["components"];
            assert_close(model.pca().components().as_slice(), components, 0.0, 1e-10);
        }
    }
}

#[test]
fn batches_by_incremental_pca() {
    let reference = reference(SOLVERS);
    let x = samples(&reference["tall"]);
    let batches = IncrementalPca { batch_size: Some(14), ..IncrementalPca::new(5) };
    assert_pca(batches.fit(x.view()).unwrap().pca(), &reference["tall_batches"]);
}

#[test]
fn min_max_scaler() {
    let reference = reference(SCALERS);
    let x = samples(&reference["x"]);
    let plain = MinMaxScaler::new();
    let clipped = MinMaxScaler { feature_range: (-2.0, 5.0), clip: true };
    for (name, scaler) in [("min_max", plain), ("min_max_clipped", clipped)] {
        let expected = &reference[name];
        let scaler = scaler.fit(x.view().slice(0..12).unwrap()).unwrap();
        assert_close(scaler.data_min(), &expected["data_min"], 0.0, 0.0);
        assert_close(scaler.data_max(), &expected["data_max"], 0.0, 0.0);
        let scaled = scaler.transform(x.view()).unwrap();
        assert_close(scaled.as_slice(), &expected["transformed"], 1e-12, 1e-13);
    }
    let mut pieces = pieces(&x, &reference["pieces"]);
    let mut scaler = plain.fit(pieces.next().unwrap().view()).unwrap();
    pieces.for_each(|piece| scaler.partial_fit(piece.view()).unwrap());
    let scaled = scaler.transform(x.view()).unwrap();
    assert_close(scaled.as_slice(), &reference["min_max_pieces"], 1e-12, 1e-13);
}

#[test]
fn robust_scaler() {
    let reference = reference(SCALERS);
    let x = samples(&reference["x"]);
    let wide = RobustScaler { quantile_range: (10.0, 80.0), ..RobustScaler::new() };
    for (name, scaler) in [("robust", RobustScaler::new()), ("robust_10_80", wide)] {
        let scaler = scaler.fit(x.view()).unwrap();
        assert_close(scaler.center(), &reference[name]["center"], 0.0, 0.0);
        assert_close(scaler.scale(), &reference[name]["scale"], 1e-14, 0.0);
        let scaled = scaler.transform(x.view()).unwrap();
        assert_close(scaled.as_slice(), &reference[name]["transformed"], 1e-13, 0.0);
    }
}

#[test]
fn normalizer() {
    let reference = reference(SCALERS);
    let x = samples(&reference["x"]);
    for (name, norm) in [("l1", Norm::L1), ("l2", Norm::L2), ("max", Norm::Max)] {
        let normalized = Normalizer::new(norm).transform(x.view()).unwrap();
        let expected = &reference[format!("normalizer_{name}")];
        assert_close(normalized.as_slice(), expected, 1e-14, 0.0);
    }
}

#[test]
fn standard_scaler_in_weighted_pieces() {
    let reference = reference(SCALERS);
    let expected = &reference["standard_pieces"];
    let (x, lengths) = (samples(&reference["x"]), &reference["pieces"]);
    let sample_weight = numbers(&reference["sample_weight"]);
    let mut rest = sample_weight.as_slice();
    let mut weights = |piece: &Samples| {
        let (these, others) = rest.split_at(piece.n_samples());
        rest = others;
        these
    };
    let mut pieces = pieces(&x, lengths);
    let first = pieces.next().unwrap();
    let mut scaler = StandardScaler::new().fit_weighted(first.view(), weights(&first)).unwrap();
    pieces.for_each(|piece| {
        scaler.partial_fit_weighted(piece.view(), weights(&piece)).unwrap();
    });
    assert_close(scaler.mean(), &expected["mean"], 1e-13, 1e-14);
    assert_close(scaler.variance(), &expected["variance"], 1e-12, 0.0);
    let scaled = scaler.transform(x.view()).unwrap();
    assert_close(scaled.as_slice(), &expected["transformed"], 1e-12, 1e-12);
}
