//! The knee and the gap statistic: rules, corners and errors.

use cluster_metrics::{Error, GapStatistic, InertiaCurve, ReferenceBox};
use digits_data::{Blobs, Samples, make_blobs};
use kmeans_core::{KMeans, RandomState};
use rayon::ThreadPoolBuilder;

fn knee(inertias: &[f64], sensitivity: f64) -> Option<usize> {
    let n_clusters = (1..=inertias.len()).collect();
    InertiaCurve::new(n_clusters, inertias.to_vec()).unwrap().knee(sensitivity).unwrap()
}

#[test]
fn a_knee_is_where_the_curve_turns() {
    assert_eq!(knee(&[90.0, 30.0, 20.0, 10.0, 0.0], 1.0), Some(2));
    assert_eq!(knee(&[100.0, 60.0, 20.0, 18.0, 16.0], 1.0), Some(3));
    // 1/k, which has its knee where it is as steep as the diagonal: at √10, of 10 points.
    let hyperbola: Vec<f64> = (1..=10).map(|k| 1.0 / f64::from(k)).collect();
    assert_eq!(knee(&hyperbola, 1.0), Some(3));
}

#[test]
fn where_nothing_turns_there_is_no_knee() {
    assert_eq!(knee(&[50.0, 40.0, 30.0, 20.0, 10.0], 1.0), None, "straight");
    assert_eq!(knee(&[50.0, 49.0, 45.0, 30.0, 0.0], 1.0), None, "bent the other way");
    assert_eq!(knee(&[5.0; 5], 1.0), None, "flat");
    assert_eq!(knee(&[1.0, 2.0, 3.0], 1.0), None, "rising");
    assert_eq!(knee(&[9.0, 1.0], 1.0), None, "two points");
    assert_eq!(knee(&[9.0], 1.0), None, "one point");
    assert_eq!(knee(&[0.0; 4], 1.0), None, "all 0");
}

#[test]
fn a_knee_must_be_as_sharp_as_is_asked() {
    let soft = [100.0, 70.0, 45.0, 22.0, 0.0];
    assert_eq!(knee(&soft, 1.0), None);
    assert_eq!(knee(&soft, 0.1), Some(3));
    assert_eq!(knee(&[90.0, 30.0, 20.0, 10.0, 0.0], 3.0), None);
}

#[test]
fn of_several_knees_the_largest_is_taken_and_of_equal_ones_the_first() {
    // Heights above the diagonal: 0, 0.3, 0.05, 0.5, 0.25, 0.
    let heights = |heights: [f64; 6]| -> Vec<f64> {
        heights.iter().zip(0..).map(|(h, i)| 1.0 - h - f64::from(i) / 5.0).collect()
    };
    let inertias = |of: [f64; 6]| -> Vec<f64> {
        heights(of).into_iter().map(|y| (y * 64.0).round() + 64.0).collect()
    };
    assert_eq!(knee(&inertias([0.0, 0.3, 0.0, 0.4, 0.2, 0.0]), 1.0), Some(4));
    assert_eq!(knee(&inertias([0.0, 0.4, 0.0, 0.3, 0.1, 0.0]), 1.0), Some(2));
    let two = InertiaCurve::new(vec![1, 2, 3, 4, 5], vec![32.0, 8.0, 16.0, -0.0, 0.0]).unwrap();
    assert_eq!(two.knee(1.0).unwrap(), Some(2));
}

#[test]
fn neither_unit_nor_offset_of_the_curve_matters() {
    let curve = [96.0, 40.0, 20.0, 16.0, 12.0, 8.0];
    let expected = knee(&curve, 1.0);
    assert!(expected.is_some());
    assert_eq!(knee(&curve.map(|y| y * 2_f64.powi(90)), 1.0), expected);
    assert_eq!(knee(&curve.map(|y| y + 4096.0), 1.0), expected);
}

#[test]
fn gaps_do_not_depend_on_threads_or_on_where_samples_lie() {
    let data = make_blobs::<f64>(&Blobs::new(120, 3, 3)).unwrap();
    let coarse = data.samples().as_slice().iter().map(|x| (x * 256.0).round() / 256.0);
    let near = Samples::new(coarse.collect(), 120, 3).unwrap();
    let far = near.as_slice().iter().map(|x| x + 1e9).collect();
    let far = Samples::new(far, 120, 3).unwrap();
    for reference_box in [ReferenceBox::Features, ReferenceBox::PrincipalComponents] {
        let gap = GapStatistic { n_references: 4, reference_box, ..GapStatistic::new(5) };
        let with = |n_threads, samples: &Samples| {
            let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| gap.fit(samples.view()).unwrap())
        };
        let serial = with(1, &near);
        for n_threads in [2, 5] {
            assert_eq!(with(n_threads, &near), serial, "{n_threads} threads");
        }
        for (found, expected) in with(2, &far).curve().iter().zip(serial.curve()) {
            assert!((found.gap - expected.gap).abs() < 1e-9, "{found:?}, not {expected:?}");
        }
        let other = GapStatistic { random_state: RandomState::Pcg64(1), ..gap.clone() };
        assert_ne!(other.fit(near.view()).unwrap(), serial, "the seed decides");
    }
}

#[test]
fn one_cluster_can_be_the_answer() {
    let uniform: Vec<f64> = RandomState::Pcg64(3).uniforms().take(400).collect();
    let samples = Samples::new(uniform, 200, 2).unwrap();
    let gap = GapStatistic::new(4).fit(samples.view()).unwrap();
    assert_eq!(gap.n_clusters(), Some(1));
    assert_eq!(gap.curve().len(), 4);
    // One number of clusters alone cannot be compared.
    assert_eq!(GapStatistic::new(1).fit(samples.view()).unwrap().n_clusters(), None);
}

#[test]
fn single_precision_samples_are_clustered_as_such() {
    let data = make_blobs::<f32>(&Blobs::new(120, 2, 3)).unwrap();
    let kmeans = KMeans { n_init: Some(3), ..KMeans::new(1) };
    let gap = GapStatistic { kmeans, n_references: 5, ..GapStatistic::new(5) };
    let found = gap.fit(data.samples().view()).unwrap();
    let expected = gap.fit(data.samples().cast::<f64>().unwrap().view()).unwrap();
    for (found, expected) in found.curve().iter().zip(expected.curve()) {
        assert!((found.log_inertia - expected.log_inertia).abs() < 1e-5);
    }
}

#[test]
fn what_cannot_be_chosen_from_is_an_error_with_its_numbers() {
    let samples = Samples::from_rows(&[[0.0], [0.0], [2.0], [4.0]]).unwrap();
    let view = samples.view();
    assert!(matches!(
        GapStatistic::new(0).fit(view),
        Err(Error::Parameter { name: "max_clusters", .. })
    ));
    let none = GapStatistic { n_references: 0, ..GapStatistic::new(2) };
    assert!(matches!(none.fit(view), Err(Error::Parameter { name: "n_references", .. })));
    assert_eq!(GapStatistic::new(3).fit(view), Err(Error::NoInertia { n_clusters: 3 }));
    for n_clusters in [5, usize::MAX] {
        let too_many = kmeans_core::Error::NumberOfClusters { n_clusters, n_samples: 4 };
        assert_eq!(GapStatistic::new(n_clusters).fit(view), Err(Error::KMeans(too_many)));
    }
    let same = Samples::from_rows(&[[7.0]; 4]).unwrap();
    assert_eq!(GapStatistic::new(1).fit(same.view()), Err(Error::NoInertia { n_clusters: 1 }));
    for largest in [5, usize::MAX] {
        assert!(matches!(
            InertiaCurve::fit(&KMeans::new(1), view, 1..=largest),
            Err(Error::KMeans(kmeans_core::Error::NumberOfClusters {
                n_clusters: 5,
                n_samples: 4
            }))
        ));
    }
    let without_end = InertiaCurve::fit(&KMeans::new(1), view, std::iter::repeat(2));
    assert!(matches!(without_end, Err(Error::Parameter { name: "n_clusters", .. })));
    assert_eq!(InertiaCurve::fit(&KMeans::new(1), view, []), Err(Error::Empty));
    assert_eq!(InertiaCurve::new(vec![], vec![]), Err(Error::Empty));
    assert!(matches!(
        InertiaCurve::new(vec![1, 2], vec![1.0]),
        Err(Error::LengthMismatch { what: "inertias", found: 1, expected: 2 })
    ));
    assert!(matches!(
        InertiaCurve::new(vec![1, 1], vec![2.0, 1.0]),
        Err(Error::Parameter { name: "n_clusters", .. })
    ));
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(
            InertiaCurve::new(vec![1, 2], vec![2.0, bad]),
            Err(Error::Parameter { name: "inertia", .. })
        ));
        let curve = InertiaCurve::new(vec![1, 2], vec![2.0, 1.0]).unwrap();
        assert!(matches!(curve.knee(bad), Err(Error::Parameter { name: "sensitivity", .. })));
    }
}
