//! Principal components: orthonormal, in order, with the variance of the table.

use arbitrary::{Result, Unstructured};
use digits_data::{Samples, Scalar};
use linalg_pca::{Components, Pca, PcaModel, Solver};

use crate::samples::{in_either_type, samples};

/// Every solver on one table.
pub fn check(bytes: &[u8]) {
    in_either_type(bytes, one::<f32>, one::<f64>);
}

fn one<F: Scalar>(bytes: &mut Unstructured<'_>) -> Result<()> {
    let samples = samples::<F>(bytes)?;
    let all = samples.n_samples().min(samples.n_features());
    let n_components = bytes.int_in_range(1..=all)?;
    let whiten = bytes.ratio(1, 4)?;
    let components = *bytes.choose(&[Components::All, Components::Count(n_components)])?;
    let mut variances: Option<Vec<f64>> = None;
    for solver in [Solver::Full, Solver::Covariance, Solver::Auto] {
        let pca = Pca { n_components: components, whiten, solver, ..Pca::default() };
        let Ok(model) = pca.fit(samples.view()) else { continue };
        orthonormal(&model);
        let found = model.explained_variance().to_vec();
        assert!(found.windows(2).all(|pair| pair[0] >= pair[1]), "{solver:?}: {found:?}");
        if let Some(others) = &variances {
            for (found, other) in found.iter().zip(others) {
                let difference = (found - other).abs();
                assert!(difference <= 1e-9 * others[0], "{solver:?}: {found} instead of {other}");
            }
        }
        variances.get_or_insert(found);
        comes_back(&model, &samples, all);
    }
    let sketch = Pca { solver: Solver::Randomized, ..Pca::new(n_components) };
    if let Ok(model) = sketch.fit(samples.view()) {
        orthonormal(&model);
    }
    Ok(())
}

fn orthonormal(model: &PcaModel) {
    let components = model.components();
    for (i, a) in components.rows().enumerate() {
        for (j, b) in components.rows().enumerate() {
            let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
            let expected = f64::from(u8::from(i == j));
            assert!((product - expected).abs() < 1e-12, "{i} {j}: {product}");
        }
    }
}

/// The table comes back from all of its components, but for rounding.
fn comes_back<F: Scalar>(model: &PcaModel, samples: &Samples<F>, all: usize) {
    if model.n_components() < all {
        return;
    }
    let Ok(scores) = model.transform(samples.view()) else { return };
    let Ok(again) = model.inverse_transform(scores.view()) else { return };
    let largest = samples.as_slice().iter().fold(0.0, |most: f64, x| most.max(x.to_f64().abs()));
    for (x, y) in samples.as_slice().iter().zip(again.as_slice()) {
        let difference = (x.to_f64() - y.to_f64()).abs();
        // Below the smallest normal number digits are missing.
        let smallest = if F::NAME == "f32" { 1e-37 } else { 1e-307 };
        let bound = largest * F::EPSILON.max(1e-9) * 64.0 + smallest;
        assert!(difference <= bound, "{x:?} became {y:?}");
    }
}
