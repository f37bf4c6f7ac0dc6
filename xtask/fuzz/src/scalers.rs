//! Scalers: within their range or of variance 1, and undone by the inverse.

use arbitrary::{Result, Unstructured};
use digits_data::{Samples, Scalar};
use linalg_pca::{MinMaxScaler, Norm, Normalizer, RobustScaler, StandardScaler, Transformer};

use crate::samples::{in_either_type, samples};

/// Every scaler on one table.
pub fn check(bytes: &[u8]) {
    in_either_type(bytes, one::<f32>, one::<f64>);
}

fn one<F: Scalar>(bytes: &mut Unstructured<'_>) -> Result<()> {
    let samples = samples::<F>(bytes)?;
    let range = *bytes.choose(&[(0.0, 1.0), (-1.0, 1.0), (5.0, 5.5), (-1e300, 1e300)])?;
    within_range(&samples, range);
    of_variance_one(&samples);
    let robust = RobustScaler::new().fit(samples.view());
    if let Ok(scaled) = robust.and_then(|model| model.transform(samples.view())) {
        assert!(scaled.as_slice().iter().all(|x| x.is_finite()));
    }
    for norm in [Norm::L1, Norm::L2, Norm::Max] {
        if let Ok(scaled) = Normalizer::new(norm).transform(samples.view()) {
            assert!(scaled.as_slice().iter().all(|x| x.to_f64().abs() <= 1.0 + 4.0 * F::EPSILON));
        }
    }
    Ok(())
}

fn within_range<F: Scalar>(samples: &Samples<F>, (low, high): (f64, f64)) {
    let scaler = MinMaxScaler { feature_range: (low, high), ..MinMaxScaler::new() };
    let Ok(model) = scaler.fit(samples.view()) else { return };
    let Ok(scaled) = model.transform(samples.view()) else { return };
    let (low, high) = (F::from_f64(low), F::from_f64(high));
    // scikit-learn's formula rounds twice at the upper end.
    let room = |edge: F| F::from_f64(edge.to_f64().abs().max(1.0) * F::EPSILON * 4.0);
    for x in scaled.as_slice() {
        assert!(
            *x >= low - room(low) && *x <= high + room(high),
            "{x:?} outside of {low:?} to {high:?}"
        );
    }
}

fn of_variance_one<F: Scalar>(samples: &Samples<F>) {
    let Ok(model) = StandardScaler::new().fit(samples.view()) else { return };
    let Ok(scaled) = model.transform(samples.view()) else { return };
    let n = samples.n_samples() as f64;
    for j in 0..samples.n_features() {
        let column: Vec<f64> = scaled.rows().map(|x| x[j].to_f64()).collect();
        let spread = samples.rows().map(|x| x[j].to_f64());
        let (least, most) =
            spread.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
        // Digits that an offset has cost are gone before we see them.
        let precise = (most - least) > 1e-3 * most.abs().max(least.abs());
        if precise && model.scale()[j] != 1.0 {
            let mean = column.iter().sum::<f64>() / n;
            let variance = column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
            assert!(mean.abs() < 1e-2 && (variance - 1.0).abs() < 1e-2, "{mean} {variance}");
        }
    }
}
