//! A centre is the mean of its members, whatever their order and whatever happened before.
#![allow(clippy::float_cmp, reason = "to the bit")]

use digits_data::Samples;
use digits_data::exact::ExactSum;
use kmeans_core::{Algorithm, ClusterModel, Init, KMeans};
use proptest::prelude::*;

/// Two clusters far apart on the line, of members of any size; the second feature tells them apart.
fn clusters() -> impl Strategy<Value = Vec<(f64, bool, f64)>> {
    let value = prop_oneof![
        3 => -1.0..1.0,
        1 => (-1.0..1.0, -40_i32..1).prop_map(|(x, e)| x * 10_f64.powi(e)),
        1 => prop::sample::select(vec![0.0, 0.75, -0.75, 1e-300, 5e-324]),
    ];
    let weight = prop::sample::select(vec![1.0, 0.0, 2.0, 1e-12, 0.3, 1e12]);
    prop::collection::vec((value, any::<bool>(), weight), 2..80).prop_filter("both", |all| {
        [false, true]
            .iter()
            .all(|side| all.iter().any(|&(_, second, weight)| second == *side && weight > 0.0))
    })
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn order_changes_no_bit(
            (given, shuffled) in clusters()
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
            weighted: bool,
        ) {
            let fit = |all: &[(f64, bool, f64)]| {
                let rows: Vec<[f64; 2]> =
                    all.iter().map(|&(x, second, _)| [x, if second { 40.0 } else { -40.0 }]).collect();
                let weights: Vec<f64> = all.iter().map(|&(_, _, w)| w).collect();
                let samples = Samples::from_rows(&rows).unwrap();
                let centers = Samples::from_rows(&[[0.0, -40.0], [0.0, 40.0]]).unwrap();
                let kmeans = KMeans { init: Init::Centers(centers), ..KMeans::new(2) };
                let model = if weighted {
                    kmeans.fit_weighted(samples.view(), &weights)
                } else {
                    kmeans.fit(samples.view())
                };
                let model = model.unwrap();
                (model.cluster_centers().as_slice().to_vec(), model.inertia())
            };
            let (first, second) = (fit(&given), fit(&shuffled));
            let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&first.0), bits(&second.0));
            prop_assert_eq!(first.1.to_bits(), second.1.to_bits());
        }

        /// The centres depend on the labels alone, however many iterations led there.
        #[test]
        fn history_changes_no_bit(
            values in prop::collection::vec((-1e3..1e3, -6_i32..3), 8..120),
            k in 2_usize..5,
            max_iter in 1_usize..20,
            algorithm in prop::sample::select(vec![Algorithm::Lloyd, Algorithm::Hamerly]),
            f32s: bool,
        ) {
            let values: Vec<f64> = values.into_iter().map(|(x, e)| x * 10_f64.powi(e)).collect();
            let n = values.len() / 2;
            let samples = Samples::new(values[..2 * n].to_vec(), n, 2).unwrap();
            prop_assume!(k <= n);
            let kmeans = KMeans { max_iter, algorithm, tol: 0.0, ..KMeans::new(k) };
            if f32s {
                check(&kmeans, &samples.cast::<f32>().unwrap())?;
            } else {
                check(&kmeans, &samples)?;
            }
        }
    }
}

/// Compares the centres with sums of the members, in coordinates that are rounded as the fit does.
fn check<F: digits_data::Scalar>(
    kmeans: &KMeans,
    samples: &Samples<F>,
) -> Result<(), TestCaseError> {
    let mut last = None;
    let model = kmeans
        .fit_observed(samples.view(), None, &mut |iteration| {
            last = Some(iteration.labels().to_vec());
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    let centers = model.fitted_centers();
    let labels = last.unwrap();
    // An empty cluster's centre is a sample, taken away from another cluster.
    prop_assume!((0..).zip(centers.centered().rows()).all(|(k, _)| labels.contains(&k)));
    for (cluster, center) in (0..).zip(centers.centered().rows()) {
        let members: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == cluster).collect();
        for (feature, mean) in center.iter().enumerate() {
            let offset = centers.offset()[feature];
            let x = |&i: &usize| F::from_f64(samples.row(i)[feature].to_f64() - offset).to_f64();
            let sum: ExactSum = members.iter().map(x).collect();
            let expected = F::from_f64(sum.value() / members.len() as f64);
            prop_assert_eq!(mean.to_f64().to_bits(), expected.to_f64().to_bits());
        }
    }
    Ok(())
}

/// A feature of which one cluster is 1e300 times the other, and weights as far apart.
#[test]
fn neither_values_nor_weights_too_far_apart() {
    let rows = [[1e-150, 0.0], [3e-150, 0.0], [3e150, 1.0], [5e150, 1.0]];
    let samples = Samples::from_rows(&rows).unwrap();
    let centers = Samples::from_rows(&[[0.0, 0.0], [4e150, 1.0]]).unwrap();
    let kmeans = KMeans { init: Init::Centers(centers), tol: 0.0, ..KMeans::new(2) };
    let model = kmeans.fit_weighted(samples.view(), &[1e-150, 1e-150, 1e-140, 3e-140]).unwrap();
    assert_eq!(model.labels(), [0, 0, 1, 1]);
    let mean: f64 = model.cluster_centers().row(1)[0];
    assert!((mean - 4.5e150).abs() < 1e135, "{mean}");

    let lines = Samples::from_rows(&[[-1.0], [-3.0], [1.0], [5.0]]).unwrap();
    let centers = Samples::from_rows(&[[-2.0], [2.0]]).unwrap();
    let kmeans = KMeans { init: Init::Centers(centers), tol: 0.0, ..KMeans::new(2) };
    let weights = [1e-300, 3e-300, 1e300, 1e300];
    let model = kmeans.fit_weighted(lines.view(), &weights).unwrap();
    let centers: &[f64] = model.cluster_centers().as_slice();
    assert!(centers[0] == -2.5 && (centers[1] - 3.0).abs() < 1e-15, "{centers:?}");
}
