//! Properties of `IncrementalPca` on any samples.

use digits_data::{Blobs, Samples, make_blobs};
use linalg_pca::{Error, IncrementalPca, Pca, Solver};
use proptest::prelude::*;

fn close(a: f64, b: f64, bound: f64) -> bool {
    (a - b).abs() <= bound
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn all_components_in_pieces_are_those_of_batch_pca(
            (n_features, first, rest, values) in (1_usize..6).prop_flat_map(|n_features| {
                let pieces = prop::collection::vec(1_usize..9, 0..5);
                (Just(n_features), n_features + 1..12, pieces)
            }).prop_flat_map(|(n_features, first, rest)| {
                let n_samples = first + rest.iter().sum::<usize>();
                let values = prop::collection::vec(-1000_i32..1000, n_samples * n_features);
                (Just(n_features), Just(first), Just(rest), values)
            }),
            offset in prop::sample::select(vec![0.0, 1e6, -1e9]),
        ) {
            let values: Vec<f64> =
                values.into_iter().map(|value| offset + f64::from(value) / 64.0).collect();
            let n_samples = values.len() / n_features;
            let x = Samples::new(values, n_samples, n_features).unwrap();
            let piece = |rows| x.view().slice(rows).unwrap();
            let mut model = match IncrementalPca::new(n_features).start(piece(0..first)) {
                Err(Error::NoVariance { .. }) => return Ok(()),
                model => model.unwrap(),
            };
            let mut seen = first;
            for n_samples in rest {
                model.partial_fit(piece(seen..seen + n_samples)).unwrap();
                seen += n_samples;
            }
            let batch = Pca { solver: Solver::Full, ..Pca::new(n_features) }.fit(x.view()).unwrap();
            prop_assert_eq!(model.n_samples_seen(), n_samples);
            let (found, expected) = (model.pca().explained_variance(), batch.explained_variance());
            for (k, (a, b)) in found.iter().zip(expected).enumerate() {
                prop_assert!(close(*a, *b, 1e-12 * expected[0]), "{found:?} {expected:?}");
                prop_assert!(close(model.pca().mean()[k], batch.mean()[k], 1e-15 * offset.abs() + 1e-12));
            }
            prop_assert!(close(model.pca().noise_variance(), 0.0, 0.0));
            let ratios: f64 = model.pca().explained_variance_ratio().iter().sum();
            prop_assert!(close(ratios, 1.0, 1e-12), "{ratios}");
            // If all directions are kept, the inverse transform returns the samples.
            let there = model.pca().transform(x.view()).unwrap();
            let back = model.pca().inverse_transform(there.view()).unwrap();
            for (back, x) in back.as_slice().iter().zip(x.as_slice()) {
                prop_assert!(close(*back, *x, 1e-11 + 1e-15 * offset.abs()));
            }
        }
    }
}

#[test]
fn f32_samples_give_the_model_of_their_f64_values() {
    let narrow = make_blobs::<f32>(&Blobs::new(400, 6, 4)).unwrap();
    let wide = narrow.samples().cast::<f64>().unwrap();
    let pca = IncrementalPca { batch_size: Some(70), ..IncrementalPca::new(3) };
    assert_eq!(pca.fit(narrow.samples().view()).unwrap(), pca.fit(wide.view()).unwrap());
}

#[test]
fn by_default_there_are_five_samples_a_feature_in_a_batch() {
    let x = make_blobs::<f64>(&Blobs::new(200, 6, 4)).unwrap();
    let x = x.samples().view();
    let by_30 = IncrementalPca { batch_size: Some(30), ..IncrementalPca::new(2) };
    assert_eq!(by_30.fit(x).unwrap(), IncrementalPca::new(2).fit(x).unwrap());
    assert_eq!(IncrementalPca::default().fit(x).unwrap().pca().n_components(), 6);
}

#[test]
fn a_first_batch_of_equal_samples_grows() {
    let values = (0..120).map(|i| if i < 60 { 7.0 } else { f64::from(i * i % 17) }).collect();
    let x = Samples::new(values, 40, 3).unwrap();
    let by_10 = IncrementalPca { batch_size: Some(10), ..IncrementalPca::new(3) };
    let model = by_10.fit(x.view()).unwrap();
    let whole = Pca::new(3).fit(x.view()).unwrap();
    let pairs = model.pca().explained_variance().iter().zip(whole.explained_variance());
    assert!(pairs.clone().all(|(a, b)| (a - b).abs() < 1e-12 * b), "{pairs:?}");
    let equal = Samples::new(vec![7.0; 60], 20, 3).unwrap();
    assert_eq!(by_10.fit(equal.view()).unwrap_err(), Error::NoVariance { n_samples: 20 });
}

#[test]
fn parameters_out_of_range_are_named() {
    let x = Samples::from_rows(&[[1.0, 2.0, 4.0], [3.0, 5.0, 4.0]]).unwrap();
    for n_components in [0, 4] {
        let error = IncrementalPca::new(n_components).start(x.view()).unwrap_err();
        assert_eq!(error, Error::ComponentCount { n_components, largest: 3 });
    }
    let error = IncrementalPca::new(3).start(x.view()).unwrap_err();
    assert_eq!(error, Error::BatchComponents { n_components: 3, n_samples: 2 });
    assert!(error.to_string().starts_with("a batch of 2 samples cannot give 3 components"));
    let none = IncrementalPca { batch_size: Some(0), ..IncrementalPca::new(1) };
    assert_eq!(none.fit(x.view()).unwrap_err(), Error::BatchSize);
    let one = x.view().slice(0..1).unwrap();
    let error = IncrementalPca::new(1).start(one).unwrap_err();
    assert_eq!(error, Error::NoVariance { n_samples: 1 });
}

#[test]
fn an_error_leaves_the_model_as_it_was() {
    let x = Samples::from_rows(&[[1.0, 2.0], [3.0, 5.0], [0.0, 1.0]]).unwrap();
    let mut model = IncrementalPca::new(1).start(x.view()).unwrap();
    let before = model.clone();
    let narrow = Samples::from_rows(&[[1.0]]).unwrap();
    let error = model.partial_fit(narrow.view()).unwrap_err();
    assert_eq!(error, Error::FeatureMismatch { found: 1, expected: 2 });
    let far = Samples::from_rows(&[[1e200, 0.0]]).unwrap();
    assert!(matches!(model.partial_fit(far.view()), Err(Error::Overflow { .. })));
    assert_eq!(model, before);
}

#[test]
fn what_is_on_a_line_is_not_whitened_to_a_plane() {
    let line = Samples::from_rows(&[[1.0, 2.0], [2.0, 4.0], [-3.0, -6.0]]).unwrap();
    let whiten = IncrementalPca { whiten: true, ..IncrementalPca::new(2) };
    assert!(matches!(whiten.start(line.view()), Err(Error::Whiten { component: 1, .. })));
}
