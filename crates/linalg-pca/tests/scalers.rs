//! Properties of all scalers but `StandardScaler` on any samples, and of learning in batches.

use digits_data::{Samples, SamplesView};
use linalg_pca::{
    Error, FittedTransformer, MinMaxScaler, Norm, Normalizer, RobustScaler, StandardScaler,
    Transformer,
};
use proptest::prelude::*;

fn some_samples() -> impl Strategy<Value = Samples> {
    (1_usize..40, 1_usize..6).prop_flat_map(|(n_samples, n_features)| {
        prop::collection::vec(-100.0..100.0, n_samples * n_features)
            .prop_map(move |values| Samples::new(values, n_samples, n_features).unwrap())
    })
}

/// The expected norm.
type Length = fn(&[f64]) -> f64;

fn close(a: f64, b: f64, bound: f64) -> bool {
    (a - b).abs() <= bound
}

fn all_close(a: &Samples, b: &Samples, bound: f64) -> bool {
    a.as_slice().iter().zip(b.as_slice()).all(|(a, b)| close(*a, *b, bound))
}

fn column(x: SamplesView<f64>, feature: usize) -> Vec<f64> {
    x.rows().map(|row| row[feature]).collect()
}

/// (−1.8 − −5) + −5 rounds to a number above −1.8.
#[test]
fn the_upper_end_is_not_passed_by_rounding() {
    let x = Samples::from_rows(&[[0.0], [3.0]]).unwrap();
    let scaler = MinMaxScaler { feature_range: (-5.0, -1.8), clip: false };
    let scaled = scaler.fit(x.view()).unwrap().transform(x.view()).unwrap();
    assert_eq!(scaled.as_slice(), [-5.0, -1.8]);
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn min_max_fills_the_range_and_comes_back(x in some_samples(), lower in -5.0..5.0, width in 0.1..9.0) {
            let feature_range = (lower, lower + width);
            let scaler = MinMaxScaler { feature_range, clip: false }.fit(x.view()).unwrap();
            let scaled = scaler.transform(x.view()).unwrap();
            for feature in 0..x.n_features() {
                let values = column(scaled.view(), feature);
                let min = values.iter().fold(f64::INFINITY, |a, b| a.min(*b));
                let max = values.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b));
                prop_assert!(close(min, lower, 0.0), "{min}");
                let upper = if x.n_samples() == 1 { lower } else { feature_range.1 };
                prop_assert!(close(max, upper, 1e-14), "{max}");
            }
            prop_assert!(all_close(&scaler.inverse_transform(scaled.view()).unwrap(), &x, 1e-12));
        }

        #[test]
        fn min_max_never_leaves_its_range(
            values in prop::collection::vec(prop_oneof![
                any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(|x| x / 2.0),
                (0_u8..40).prop_map(|step| 1e17 + f64::from(step) * 16.0),
                (0_u8..40).prop_map(|step| 1e267 * (1.0 + f64::from(step) * f64::EPSILON)),
                any::<i8>().prop_map(f64::from),
            ], 1..20),
            lower in -5.0..5.0,
            width in 0.1..9.0,
        ) {
            let feature_range = (lower, lower + width);
            let x = Samples::new(values.clone(), values.len(), 1).unwrap();
            let scaler = MinMaxScaler { feature_range, clip: false }.fit(x.view()).unwrap();
            let scaled = scaler.transform(x.view()).unwrap();
            let range = feature_range.0..=feature_range.1;
            prop_assert!(scaled.as_slice().iter().all(|value| range.contains(value)), "{scaled:?}");
        }

        #[test]
        fn robust_gets_median_0_and_comes_back(x in some_samples()) {
            let scaler = RobustScaler::new().fit(x.view()).unwrap();
            let scaled = scaler.transform(x.view()).unwrap();
            for feature in 0..x.n_features() {
                let values = column(scaled.view(), feature);
                let below = values.iter().filter(|&&value| value < -1e-12).count();
                let above = values.iter().filter(|&&value| value > 1e-12).count();
                prop_assert!(below <= values.len() / 2 && above <= values.len() / 2);
            }
            let again = RobustScaler::new().fit(scaled.view()).unwrap();
            let one = |scale: &f64| x.n_samples() == 1 || close(*scale, 1.0, 1e-9);
            prop_assert!(again.scale().iter().all(one), "{again:?}");
            prop_assert!(all_close(&scaler.inverse_transform(scaled.view()).unwrap(), &x, 1e-12));
        }

        #[test]
        fn normalized_samples_have_norm_1(x in some_samples(), exponent in -300_i32..300) {
            let unit = 10_f64.powi(exponent);
            let far: Vec<f64> = x.as_slice().iter().map(|value| value * unit).collect();
            let far = Samples::new(far, x.n_samples(), x.n_features()).unwrap();
            let norms: [(Norm, Length); 3] = [
                (Norm::L1, |row| row.iter().map(|value| value.abs()).sum()),
                (Norm::L2, |row| row.iter().map(|value| value * value).sum::<f64>().sqrt()),
                (Norm::Max, |row| row.iter().fold(0.0, |m: f64, value| m.max(value.abs()))),
            ];
            for (norm, length) in norms {
                let normalized = Normalizer::new(norm).transform(x.view()).unwrap();
                prop_assert!(normalized.rows().all(|row| close(length(row), 1.0, 1e-14)));
                let again = Normalizer::new(norm).transform(normalized.view()).unwrap();
                prop_assert!(all_close(&again, &normalized, 1e-15));
                let of_far = Normalizer::new(norm).transform(far.view()).unwrap();
                prop_assert!(all_close(&of_far, &normalized, 1e-14), "the unit makes no difference");
            }
        }

        #[test]
        fn pieces_teach_what_all_samples_do(
            x in some_samples(),
            cuts in prop::collection::vec(1_usize..12, 8),
            offset in prop::sample::select(vec![0.0, 1e9]),
        ) {
            // 2^-10 steps, so that the offset rounds nothing.
            let values = x.as_slice().iter().map(|value| offset + (value * 1024.0).round() / 1024.0);
            let x = Samples::new(values.collect(), x.n_samples(), x.n_features()).unwrap();
            let mut end = cuts[0].min(x.n_samples());
            let first = x.view().slice(0..end).unwrap();
            let mut standard = StandardScaler::new().fit(first).unwrap();
            let mut min_max = MinMaxScaler::new().fit(first).unwrap();
            for cut in cuts.into_iter().skip(1).chain([40]) {
                let next = (end + cut).min(x.n_samples());
                let Some(piece) = x.view().slice(end..next) else { continue };
                standard.partial_fit(piece).unwrap();
                min_max.partial_fit(piece).unwrap();
                end = next;
            }
            prop_assert_eq!(end, x.n_samples());
            prop_assert_eq!(min_max, MinMaxScaler::new().fit(x.view()).unwrap());
            let all = StandardScaler::new().fit(x.view()).unwrap();
            prop_assert!(close(standard.n_samples_seen(), x.n_samples() as f64, 0.0));
            for feature in 0..x.n_features() {
                let bound = 1e-13 + 1.2e-16 * offset;
                prop_assert!(close(standard.mean()[feature], all.mean()[feature], bound));
                let (found, expected) = (standard.variance()[feature], all.variance()[feature]);
                prop_assert!(close(found, expected, 1e-13 * (1.0 + expected)), "{found} {expected}");
            }
        }

        #[test]
        fn any_cut_into_blocks_gives_the_same_model(
            x in some_samples(),
            repeats in prop::sample::select(vec![1_usize, 300]),
            cuts in prop::collection::vec(0.0..1.0, 0..6),
            unit in prop::sample::select(vec![1.0, 1e-3, 0.0]),
            offset in prop::sample::select(vec![0.0, 1e9]),
        ) {
            // A unit of 0 leaves 0 and −0. With the repeats there are several chunks of rows.
            let values = x.as_slice().iter().map(|value| value * unit + offset).collect::<Vec<_>>();
            let x = Samples::new(values.repeat(repeats), x.n_samples() * repeats, x.n_features());
            let x = x.unwrap();
            let mut ends: Vec<usize> = cuts.iter().map(|cut| part(x.n_samples(), *cut)).collect();
            ends.push(x.n_samples());
            ends.sort_unstable();
            let blocks = || {
                let starts = [0].into_iter().chain(ends.iter().copied());
                starts.zip(&ends).filter_map(|(start, &end)| x.view().slice(start..end))
            };
            let standard = StandardScaler::new();
            let found = standard.fit_blocks::<_, Error>(|take| blocks().try_for_each(take)).unwrap();
            let expected = standard.fit(x.view()).unwrap();
            prop_assert_eq!(bits(found.mean()), bits(expected.mean()));
            prop_assert_eq!(bits(found.variance()), bits(expected.variance()));
            prop_assert_eq!(found, expected);
            let min_max = MinMaxScaler::new();
            let found = min_max.fit_blocks::<_, Error>(|take| blocks().try_for_each(take)).unwrap();
            let expected = min_max.fit(x.view()).unwrap();
            prop_assert_eq!(bits(found.data_min()), bits(expected.data_min()));
            prop_assert_eq!(bits(found.data_max()), bits(expected.data_max()));
            prop_assert_eq!(found, expected);
        }
    }
}

/// A share of a number, rounded down.
fn part(whole: usize, share: f64) -> usize {
    (0..whole).take_while(|&i| (i as f64) < share * whole as f64).count()
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn faults_of_blocks_are_typed() {
    let rows = |values: &[f64], n_features| {
        Samples::new(values.to_vec(), values.len() / n_features, n_features).unwrap()
    };
    let standard = |passes: &[&[Samples]]| {
        let mut passes = passes.iter();
        StandardScaler::new().fit_blocks::<f64, Error>(|take| {
            passes.next().unwrap().iter().map(Samples::view).try_for_each(take)
        })
    };
    let min_max = |blocks: &[Samples]| {
        let blocks = blocks.iter().map(Samples::view);
        MinMaxScaler::new().fit_blocks::<f64, Error>(|take| blocks.clone().try_for_each(take))
    };
    assert!(matches!(standard(&[&[]]), Err(Error::Data(_))));
    assert!(matches!(min_max(&[]), Err(Error::Data(_))));
    let (one, wide) = (rows(&[1.0, 4.0], 1), rows(&[1.0, 4.0], 2));
    let mismatch = Error::FeatureMismatch { found: 2, expected: 1 };
    assert_eq!(standard(&[&[one.clone(), wide.clone()]]), Err(mismatch.clone()));
    assert_eq!(min_max(&[one.clone(), wide]), Err(mismatch));
    let fewer = Error::LengthMismatch { what: "samples", found: 2, expected: 4 };
    assert_eq!(standard(&[&[one.clone(), one.clone()], &[one]]), Err(fewer));
    let range = MinMaxScaler { feature_range: (1.0, 1.0), clip: false };
    let found = range.fit_blocks::<f64, Error>(|_| Ok(()));
    assert_eq!(found, Err(Error::FeatureRange { lower: 1.0, upper: 1.0 }));
    let apart = min_max(&[rows(&[-1e308], 1), rows(&[1e308], 1)]);
    assert_eq!(apart, Err(Error::Overflow { quantity: "range", feature: 0 }));
}

#[test]
fn constant_features_keep_their_scale_whatever_the_unit() {
    for unit in [0, -100, 100].map(|exponent| 2.0_f64.powi(exponent)) {
        let rows = [[5.0, 1.0, 0.1], [5.0, 3.0, 0.1 + 1e-16], [5.0, 2.0, 0.1]];
        let x = Samples::from_rows(&rows.map(|row| row.map(|value| value * unit))).unwrap();
        let robust = RobustScaler::new().fit(x.view()).unwrap();
        assert!(close(robust.scale()[0], 1.0, 0.0) && close(robust.scale()[2], 1.0, 0.0));
        assert!(close(robust.scale()[1] / unit, 1.0, 1e-15));
        let scaled = MinMaxScaler::new().fit(x.view()).unwrap().transform(x.view()).unwrap();
        assert_eq!(column(scaled.view(), 0), [0.0, 0.0, 0.0]);
        assert!(column(scaled.view(), 2).iter().all(|&value| value < 1e-15 * unit.max(1.0)));
        assert_eq!(column(scaled.view(), 1), [0.0, 1.0, 0.5]);
    }
}

#[test]
fn clipping_holds_other_samples_in_the_range() {
    let x = Samples::from_rows(&[[0.0], [10.0]]).unwrap();
    let other = Samples::from_rows(&[[-5.0], [20.0], [5.0]]).unwrap();
    let transform = |clip| {
        let scaler = MinMaxScaler { clip, ..MinMaxScaler::new() }.fit(x.view()).unwrap();
        scaler.transform(other.view()).unwrap().into_vec()
    };
    assert_eq!(transform(true), [0.0, 1.0, 0.5]);
    assert_eq!(transform(false), [-0.5, 2.0, 0.5]);
}

#[test]
fn either_half_of_robust_can_be_left_out() {
    let x = Samples::from_rows(&[[1.0], [2.0], [4.0], [8.0], [100.0]]).unwrap();
    let first =
        |scaler: RobustScaler| scaler.fit(x.view()).unwrap().transform(x.view()).unwrap().row(0)[0];
    assert!(close(first(RobustScaler { with_scaling: false, ..RobustScaler::new() }), -3.0, 0.0));
    assert!(close(
        first(RobustScaler { with_centering: false, ..RobustScaler::new() }),
        1.0 / 6.0,
        0.0
    ));
}

#[test]
fn parameters_out_of_range_are_named() {
    let x = Samples::from_rows(&[[1.0, 2.0], [3.0, 5.0]]).unwrap();
    for (lower, upper) in [(1.0, 1.0), (2.0, 1.0), (f64::NEG_INFINITY, 0.0), (-1e308, 1e308)] {
        let scaler = MinMaxScaler { feature_range: (lower, upper), clip: false };
        assert_eq!(scaler.fit(x.view()).unwrap_err(), Error::FeatureRange { lower, upper });
    }
    for (lower, upper) in [(-1.0, 50.0), (60.0, 50.0), (25.0, 100.5)] {
        let scaler = RobustScaler { quantile_range: (lower, upper), ..RobustScaler::new() };
        assert_eq!(scaler.fit(x.view()).unwrap_err(), Error::QuantileRange { lower, upper });
    }
    let nan = RobustScaler { quantile_range: (f64::NAN, 75.0), ..RobustScaler::new() };
    assert!(matches!(nan.fit(x.view()), Err(Error::QuantileRange { .. })));
    let narrow = Samples::from_rows(&[[1.0]]).unwrap();
    let expected = Error::FeatureMismatch { found: 1, expected: 2 };
    let mut min_max = MinMaxScaler::new().fit(x.view()).unwrap();
    assert_eq!(min_max.transform(narrow.view()).unwrap_err(), expected);
    assert_eq!(min_max.partial_fit(narrow.view()).unwrap_err(), expected);
    let mut standard = StandardScaler::new().fit(x.view()).unwrap();
    assert_eq!(standard.partial_fit(narrow.view()).unwrap_err(), expected);
    let robust = RobustScaler::new().fit(x.view()).unwrap();
    assert_eq!(robust.inverse_transform(narrow.view()).unwrap_err(), expected);
}

#[test]
fn what_does_not_fit_is_an_error() {
    let x = Samples::from_rows(&[[-1e308], [1e308]]).unwrap();
    let error = MinMaxScaler::new().fit(x.view()).unwrap_err();
    assert_eq!(error, Error::Overflow { quantity: "range", feature: 0 });
    let ends = RobustScaler { quantile_range: (0.0, 100.0), ..RobustScaler::new() };
    let error = ends.fit(x.view()).unwrap_err();
    assert_eq!(error, Error::Overflow { quantity: "range of quantiles", feature: 0 });
    let small = Samples::from_rows(&[[0.0], [1.0]]).unwrap();
    let mut scaler = StandardScaler::new().fit_weighted(small.view(), &[1e308, 0.0]).unwrap();
    let before = scaler.clone();
    let error = scaler.partial_fit_weighted(small.view(), &[1e308, 0.0]).unwrap_err();
    assert!(matches!(error, Error::TotalWeight { n_samples: 2, .. }), "{error}");
    assert_eq!(scaler, before);
}
