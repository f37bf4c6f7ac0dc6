//! Properties of `StandardScaler` on any samples.

use digits_data::{Blobs, Samples, SamplesView, make_blobs};
use linalg_pca::{
    Error, FittedTransformer, IncompleteSamples, StandardScaler, StandardScalerModel, Transformer,
};
use proptest::prelude::*;

fn some_samples() -> impl Strategy<Value = Samples> {
    (1_usize..40, 1_usize..6).prop_flat_map(|(n_samples, n_features)| {
        prop::collection::vec(-100.0..100.0, n_samples * n_features)
            .prop_map(move |values| Samples::new(values, n_samples, n_features).unwrap())
    })
}

fn fit(x: SamplesView<f64>) -> StandardScalerModel {
    StandardScaler::new().fit(x).unwrap()
}

fn column(x: SamplesView<f64>, feature: usize) -> Vec<f64> {
    x.rows().map(|row| row[feature]).collect()
}

fn naive_mean_and_variance(column: &[f64]) -> (f64, f64) {
    let n = column.len() as f64;
    let mean = column.iter().sum::<f64>() / n;
    (mean, column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n)
}

fn close(a: f64, b: f64, bound: f64) -> bool {
    (a - b).abs() <= bound
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn columns_get_mean_0_and_variance_1(x in some_samples()) {
            let scaler = fit(x.view());
            let scaled = scaler.transform(x.view()).unwrap();
            for feature in 0..x.n_features() {
                let (mean, variance) = naive_mean_and_variance(&column(x.view(), feature));
                prop_assert!(close(scaler.mean()[feature], mean, 1e-11));
                prop_assert!(close(scaler.variance()[feature], variance, 1e-9));
                let (mean, variance) = naive_mean_and_variance(&column(scaled.view(), feature));
                prop_assert!(close(mean, 0.0, 1e-8), "{mean}");
                let expected = if x.n_samples() == 1 { 0.0 } else { 1.0 };
                prop_assert!(close(variance, expected, 1e-8), "{variance}");
            }
            let back = scaler.inverse_transform(scaled.view()).unwrap();
            for (back, x) in back.as_slice().iter().zip(x.as_slice()) {
                prop_assert!(close(*back, *x, 1e-12));
            }
        }

        #[test]
        fn whole_weights_repeat_and_0_leaves_out(
            (x, weights) in some_samples().prop_flat_map(|x| {
                let weights = prop::collection::vec(0_u8..4, x.n_samples());
                (Just(x), weights)
            }),
        ) {
            prop_assume!(weights.iter().any(|&weight| weight > 0));
            let repeated: Vec<usize> =
                (0..x.n_samples()).flat_map(|i| vec![i; usize::from(weights[i])]).collect();
            let repeated = fit(x.view().select(&repeated).unwrap().view());
            let weights: Vec<f64> = weights.into_iter().map(f64::from).collect();
            let weighted = StandardScaler::new().fit_weighted(x.view(), &weights).unwrap();
            for feature in 0..x.n_features() {
                prop_assert!(close(weighted.mean()[feature], repeated.mean()[feature], 1e-12));
                prop_assert!(close(weighted.variance()[feature], repeated.variance()[feature], 1e-9));
            }
        }
    }
}

#[test]
fn an_offset_of_1e9_costs_no_digits() {
    // Steps of 1/1024 stay exact beside 1e9; 20 000 samples make several chunks.
    let spread = |i: u32| f64::from(i.wrapping_mul(2_654_435_761) >> 20) / 1024.0;
    let near = Samples::new((0..20_000).map(spread).collect(), 20_000, 1).unwrap();
    let far = Samples::new(near.as_slice().iter().map(|x| x + 1e9).collect(), 20_000, 1).unwrap();
    let (near_scaler, far_scaler) = (fit(near.view()), fit(far.view()));
    // Half the distance between neighbouring numbers at 1e9.
    assert!(close(far_scaler.mean()[0] - 1e9, near_scaler.mean()[0], 6e-8));
    assert!(close(far_scaler.variance()[0], near_scaler.variance()[0], 1e-13));
    let scaled = far_scaler.transform(far.view()).unwrap();
    let expected = near_scaler.transform(near.view()).unwrap();
    for (found, expected) in scaled.as_slice().iter().zip(expected.as_slice()) {
        assert!(close(*found, *expected, 1e-7), "{found} for {expected}");
    }
}

#[test]
fn constant_and_near_constant_columns_keep_their_scale() {
    let rows: Vec<[f64; 4]> = (0..1000)
        .map(|i| [0.1, 1e9 + f64::from(i % 2) * 1e-6, f64::from(i % 2) * 1e-9, -1e-300])
        .collect();
    let x = Samples::from_rows(&rows).unwrap();
    let scaler = fit(x.view());
    assert_eq!(scaler.scale()[0].to_bits(), 1.0_f64.to_bits());
    assert_eq!(scaler.scale()[1].to_bits(), 1.0_f64.to_bits());
    assert!(close(scaler.scale()[2], 5e-10, 1e-23), "small, but not constant");
    assert_eq!(scaler.scale()[3].to_bits(), 1.0_f64.to_bits());
}

#[test]
fn either_half_can_be_left_out() {
    let x = Samples::from_rows(&[[1.0], [5.0]]).unwrap();
    let centred = StandardScaler { with_std: false, ..StandardScaler::new() };
    let centred = centred.fit(x.view()).unwrap();
    assert_eq!(centred.transform(x.view()).unwrap().as_slice(), [-2.0, 2.0]);
    assert_eq!(centred.variance(), [4.0]);
    let divided = StandardScaler { with_mean: false, ..StandardScaler::new() };
    let divided = divided.fit(x.view()).unwrap();
    assert_eq!(divided.transform(x.view()).unwrap().as_slice(), [0.5, 2.5]);
    assert_eq!(divided.mean(), [3.0]);
}

#[test]
fn f32_samples_are_summed_in_f64_and_rounded_once() {
    let x = make_blobs::<f32>(&Blobs::new(5000, 3, 4)).unwrap();
    let wide = x.samples().cast::<f64>().unwrap();
    let scaler = StandardScaler::new().fit(x.samples().view()).unwrap();
    assert_eq!(scaler, fit(wide.view()));
    let scaled = scaler.transform(x.samples().view()).unwrap();
    assert_eq!(scaled, scaler.transform(wide.view()).unwrap().cast().unwrap());
}

#[test]
fn wrong_weights_are_named() {
    let x = Samples::from_rows(&[[1.0], [5.0]]).unwrap();
    let error =
        |weights: &[f64]| StandardScaler::new().fit_weighted(x.view(), weights).unwrap_err();
    assert_eq!(error(&[1.0]), Error::SampleWeightLength { found: 1, expected: 2 });
    assert_eq!(error(&[1.0, -0.5]), Error::SampleWeight { sample: 1, weight: -0.5 });
    assert!(matches!(error(&[f64::NAN, 1.0]), Error::SampleWeight { sample: 0, .. }));
    assert!(matches!(error(&[1.0, f64::INFINITY]), Error::SampleWeight { sample: 1, .. }));
    assert_eq!(error(&[0.0, 0.0]), Error::TotalWeight { n_samples: 2, total: 0.0 });
    let total = f64::INFINITY;
    assert_eq!(error(&[f64::MAX, f64::MAX]), Error::TotalWeight { n_samples: 2, total });
}

#[test]
fn a_mean_that_fits_is_found_though_the_sum_does_not() {
    for value in [1e308, f64::MAX] {
        let x = Samples::from_rows(&[[0.0, value], [6.0, value]]).unwrap();
        let mut scaler = StandardScaler::new().fit(x.view()).unwrap();
        assert_eq!((scaler.mean(), scaler.scale()), (&[3.0, value][..], &[3.0, 1.0][..]));
        assert_eq!(scaler.transform(x.view()).unwrap().as_slice(), [-1.0, 0.0, 1.0, 0.0]);
        scaler.partial_fit(x.view()).unwrap();
        assert_eq!((scaler.mean(), scaler.scale()), (&[3.0, value][..], &[3.0, 1.0][..]));
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    let fit = |rows: &[[f64; 2]]| {
        let x = Samples::from_rows(rows).unwrap();
        StandardScaler::new().fit(x.view())
    };
    let variance = Error::Overflow { quantity: "variance", feature: 0 };
    assert_eq!(fit(&[[1e200, 0.0], [-1e200, 0.0]]).unwrap_err(), variance);

    let scaler = fit(&[[0.0, 0.0], [1e-20, 1.0]]).unwrap();
    let three = Samples::from_rows(&[[1.0, 2.0, 3.0]]).unwrap();
    assert_eq!(
        scaler.transform(three.view()).unwrap_err(),
        Error::FeatureMismatch { found: 3, expected: 2 }
    );
    let large = Samples::from_rows(&[[1e30_f32, 0.0]]).unwrap();
    assert!(matches!(scaler.transform(large.view()), Err(Error::Data(_))));
}

/// scikit-learn 1.7.0's `StandardScaler` of the same table, with `partial_fit` of its last three rows.
#[test]
fn missing_values_count_for_nothing_and_stay() {
    const NAN: f64 = f64::NAN;
    let table = [
        [1.0, NAN, 3.5, 7.0],
        [NAN, NAN, -2.0, 7.0],
        [4.0, NAN, NAN, NAN],
        [-2.5, NAN, 10.0, 7.0],
        [0.25, NAN, 6.0, 7.0],
    ];
    let incomplete =
        |rows: &[[f64; 4]]| IncompleteSamples::new(rows.concat(), rows.len(), 4).unwrap();
    let all = incomplete(&table);
    let scaler = StandardScaler::new().fit_incomplete(&all).unwrap();
    assert_eq!(scaler.n_samples_seen(), [4.0, 0.0, 4.0, 4.0]);
    assert_eq!(scaler.mean(), [0.6875, 0.0, 4.375, 7.0]);
    let expected = [5.355_468_75, 0.0, 18.921_875, 0.0];
    assert!(scaler.variance().iter().zip(expected).all(|(a, b)| close(*a, b, 1e-14)));
    assert_eq!(scaler.scale()[3].to_bits(), 1.0_f64.to_bits());
    let scaled = scaler.transform(&all).unwrap();
    let expected = [0.135_036_532_323_658_78, NAN, -0.201_152_747_298_327_36, 0.0];
    for (found, expected) in scaled.as_slice().iter().zip(expected) {
        assert!(close(*found, expected, 1e-15) || found.is_nan() && expected.is_nan(), "{found}");
    }
    let back = scaler.inverse_transform(&scaled).unwrap();
    for (found, expected) in back.as_slice().iter().zip(table.concat()) {
        assert!(close(*found, expected, 1e-14) || found.is_nan() && expected.is_nan(), "{found}");
    }
    let mut growing = StandardScaler::new().fit_incomplete(&incomplete(&table[..2])).unwrap();
    growing.partial_fit(&incomplete(&table[2..])).unwrap();
    assert_eq!(growing.n_samples_seen(), scaler.n_samples_seen());
    for (found, expected) in growing.variance().iter().zip(scaler.variance()) {
        assert!(close(*found, *expected, 1e-13));
    }
}

#[test]
fn what_is_missing_is_named_and_what_is_infinite_refused() {
    let missing = IncompleteSamples::new(vec![1.0, 2.0, 3.0, f64::NAN], 2, 2).unwrap();
    let error = missing.into_complete().unwrap_err();
    assert_eq!(error.to_string(), "row 1, column 1 is NaN; every value must be finite");
    let infinite = IncompleteSamples::new(vec![1.0, f64::INFINITY, 3.0, f64::NAN], 2, 2);
    assert!(infinite.unwrap_err().to_string().starts_with("row 0, column 1 is inf"));
    assert!(IncompleteSamples::new(vec![1.0], 2, 2).is_err());
    assert!(IncompleteSamples::<f32>::new(vec![], 0, 2).is_err());
    let one = IncompleteSamples::new(vec![1.0, 2.0], 2, 1).unwrap();
    let wide = IncompleteSamples::new(vec![1.0, 2.0], 1, 2).unwrap();
    let mut scaler = StandardScaler::new().fit_incomplete(&one).unwrap();
    let expected = Error::FeatureMismatch { found: 2, expected: 1 };
    assert_eq!(scaler.transform(&wide).unwrap_err(), expected);
    assert_eq!(scaler.partial_fit(&wide).unwrap_err(), expected);
    let far = IncompleteSamples::new(vec![0.0, 0.0, 1e200, 0.0, f64::NAN, 0.0], 3, 2).unwrap();
    let error = StandardScaler::new().fit_incomplete(&far).unwrap_err();
    assert_eq!(error, Error::Overflow { quantity: "variance", feature: 0 });
}

/// Without missing values it is the plain scaler, to the bit.
#[test]
fn complete_samples_are_scaled_as_ever() {
    let x = make_blobs::<f32>(&Blobs::new(500, 3, 4)).unwrap().samples().clone();
    let plain = StandardScaler::new().fit(x.view()).unwrap();
    let table = IncompleteSamples::new(x.as_slice().to_vec(), 500, 3).unwrap();
    let model = StandardScaler::new().fit_incomplete(&table).unwrap();
    assert_eq!((model.mean(), model.scale()), (plain.mean(), plain.scale()));
    let scaled = model.transform(&table).unwrap().into_complete().unwrap();
    assert_eq!(scaled, plain.transform(x.view()).unwrap());
}
