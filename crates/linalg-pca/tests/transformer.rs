//! Every transformer keeps the contract of the traits, and tells its parameters.

use linalg_pca::{
    Error, FittedTransformer, MinMaxScaler, Normalizer, RobustScaler, Samples, StandardScaler,
    Transformer,
};

fn samples() -> Samples {
    let rows = [[0.0, 1.0, 9.0], [2.0, 5.0, 4.0], [7.0, 3.0, -1.0], [1.0, 8.0, 2.0]];
    Samples::from_rows(&rows).unwrap()
}

/// Checks shapes, errors, and the way back where no feature is discarded.
fn assert_maps(model: &impl FittedTransformer, n_features_out: usize) {
    let (x, narrow) = (samples(), Samples::from_rows(&[[1.0]]).unwrap());
    assert_eq!((model.n_features_in(), model.n_features_out()), (3, n_features_out));
    let mapped = model.transform(x.view()).unwrap();
    assert_eq!(mapped.shape(), (4, n_features_out));
    assert_eq!(model.transform_owned(x.clone()).unwrap(), mapped);
    let back = model.inverse_transform(mapped.view()).unwrap();
    assert_eq!(back.shape(), x.shape());
    let is_close = back.as_slice().iter().zip(x.as_slice()).all(|(a, b)| (a - b).abs() < 1e-12);
    assert_eq!(is_close, n_features_out == 3);
    let mismatch = |expected| Err(Error::FeatureMismatch { found: 1, expected });
    assert_eq!(model.transform(narrow.view()), mismatch(3));
    assert_eq!(model.transform_owned(narrow.clone()), mismatch(3));
    assert_eq!(model.inverse_transform(narrow.view()), mismatch(n_features_out));
}

#[test]
fn scalers_keep_the_number_of_features() {
    let x = samples();
    assert_maps(&StandardScaler::new().fit(x.view()).unwrap(), 3);
    assert_maps(&MinMaxScaler::new().fit(x.view()).unwrap(), 3);
    assert_maps(&RobustScaler::new().fit(x.view()).unwrap(), 3);
    assert_eq!(Normalizer::default().transform(x.view()).unwrap().shape(), (4, 3));
}

#[cfg(feature = "pca")]
#[test]
fn components_are_the_features_of_pca() {
    use linalg_pca::{IncrementalPca, Pca};

    let x = samples();
    for n_components in [2, 3] {
        let pca = Pca::new(n_components).fit(x.view()).unwrap();
        assert_maps(&pca, n_components);
        let incremental = IncrementalPca::new(n_components).start(x.view()).unwrap();
        assert_maps(&incremental, n_components);
        let expected = incremental.pca().transform(x.view()).unwrap();
        assert_eq!(Transformer::transform(&incremental, x.view()).unwrap(), expected);
    }
}

#[test]
fn models_tell_their_parameters() {
    let x = samples();
    let standard = StandardScaler { with_mean: false, with_std: true };
    assert_eq!(standard.fit(x.view()).unwrap().parameters(), &standard);
    let min_max = MinMaxScaler { feature_range: (-1.0, 0.5), clip: true };
    assert_eq!(min_max.fit(x.view()).unwrap().parameters(), &min_max);
    let robust = RobustScaler { quantile_range: (10.0, 90.0), ..RobustScaler::new() };
    assert_eq!(robust.fit(x.view()).unwrap().parameters(), &robust);
}
