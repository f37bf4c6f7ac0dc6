//! Fits that start on nested samples, and the stopping rule `inertia_tol`.

use std::ops::ControlFlow;

use digits_data::{Blobs, Samples, make_blobs};
use kmeans_core::blocks::RowSource;
use kmeans_core::{ClusterModel, Error, Init, KMeans, KMeansModel, RandomState, StopReason};

/// Noise without clusters, which takes many iterations.
fn noise(n_samples: usize) -> Samples {
    make_blobs(&Blobs::new(n_samples, 3, 1)).unwrap().samples().clone()
}

fn sizes<F: digits_data::Scalar>(model: &KMeansModel<F>) -> Vec<usize> {
    model.nested_samples().iter().map(|sample| sample.n_samples).collect()
}

#[test]
fn the_model_tells_its_samples_and_belongs_together() {
    let samples = noise(6000);
    let model = KMeans::fast(5).fit(samples.view()).unwrap();
    assert_eq!(sizes(&model), [375, 1500]);
    let restarts: Vec<usize> = model.nested_samples().iter().map(|it| it.restarts.len()).collect();
    assert_eq!(restarts, [4, 1], "restarts run on the smallest sample");
    assert_eq!(model.restarts().len(), 1);
    assert_eq!(model.labels(), model.predict(samples.view()).unwrap());
    assert_eq!(model.inertia().to_bits(), (-model.score(samples.view()).unwrap()).to_bits());
}

/// Inertia of noise differs little from start to start, so a fit from a sample must come near.
#[test]
fn the_answer_is_nearly_that_of_ten_restarts() {
    let samples = noise(6000);
    let best = KMeans { n_init: Some(10), ..KMeans::new(5) }.fit(samples.view()).unwrap();
    for seed in 0..10 {
        let random_state = RandomState::Pcg64(seed);
        let model = KMeans { random_state, ..KMeans::fast(5) }.fit(samples.view()).unwrap();
        assert!(model.inertia() < 1.02 * best.inertia(), "{} {}", model.inertia(), best.inertia());
    }
}

#[test]
fn clusters_that_a_sample_shows_are_fitted_at_once() {
    let blobs = make_blobs::<f64>(&Blobs { cluster_std: 0.1, ..Blobs::new(10_000, 2, 5) });
    let blobs = blobs.unwrap();
    let model = KMeans::fast(5).fit(blobs.samples().view()).unwrap();
    assert_eq!(sizes(&model), [625], "of 625 and 2500");
    assert!(model.n_iter() <= 2);
}

#[test]
fn too_few_samples_are_fitted_as_without() {
    let samples = noise(600);
    let model =
        |nested_samples| KMeans { nested_samples, ..KMeans::new(5) }.fit(samples.view()).unwrap();
    assert_eq!(sizes(&model(true)), [0; 0]);
    assert_eq!(model(true), model(false));
}

#[test]
fn every_initialisation_starts_on_the_smallest_sample() {
    let samples = noise(3000);
    let given = Init::Centers(samples.view().select(&[0, 1, 2]).unwrap());
    for (init, n_init) in [(Init::Random, 10), (Init::k_means_parallel(), 1), (given, 1)] {
        let kmeans = KMeans { init, n_init: Some(n_init), ..KMeans::fast(3) };
        let model = kmeans.fit(samples.view()).unwrap();
        assert_eq!(sizes(&model), [187, 750]);
        assert_eq!(model.nested_samples()[0].restarts.len(), n_init);
    }
}

/// Rows that are read again in each pass.
struct Reread<'a>(&'a Samples);

impl RowSource<f64> for Reread<'_> {
    fn n_samples(&self) -> usize {
        self.0.n_samples()
    }

    fn n_features(&self) -> usize {
        self.0.n_features()
    }

    fn read(&mut self, first: usize, n: usize, _: Vec<f64>) -> Result<Samples, Error> {
        Ok(self.0.view().select(&(first..first + n).collect::<Vec<_>>())?)
    }
}

#[test]
fn rows_from_a_source_have_the_same_bits() {
    let samples = noise(3000);
    let weights: Vec<f64> = (0..3000).map(|row| f64::from(row % 5)).collect();
    for weights in [None, Some(weights.as_slice())] {
        let in_memory = KMeans::fast(3)
            .fit_observed(samples.view(), weights, &mut |_| ControlFlow::Continue(()));
        let streamed = KMeans::fast(3).fit_source(&mut Reread(&samples), weights).unwrap();
        let in_memory = in_memory.unwrap();
        assert_eq!(in_memory.labels(), streamed.labels());
        assert_eq!(in_memory.cluster_centers(), streamed.cluster_centers());
        assert_eq!(in_memory.inertia().to_bits(), streamed.inertia().to_bits());
        assert_eq!(sizes(&in_memory), sizes(&streamed));
    }
}

/// A weight is a repetition, also for the rule that ends the fit; samples without weight are not drawn.
#[test]
fn weights_count_in_samples_too() {
    let samples = noise(3000);
    let ones = vec![1.0; 3000];
    let (plain, weighted) =
        (KMeans::fast(3).fit(samples.view()), KMeans::fast(3).fit_weighted(samples.view(), &ones));
    let (plain, weighted) = (plain.unwrap(), weighted.unwrap());
    assert_eq!(plain.labels(), weighted.labels());
    assert_eq!(plain.stop_reason(), weighted.stop_reason());

    let mut few = vec![0.0; 3000];
    few[..3].fill(1.0);
    let model = KMeans::fast(3).fit_weighted(samples.view(), &few).unwrap();
    assert_eq!(sizes(&model), [0; 0], "no sample has three rows of weight");
    assert!(model.inertia().abs() < 1e-20);
}

/// Squares of these values underflow or overflow, so the fit is scaled, and its samples with it.
#[test]
fn samples_of_any_scale_are_nested_alike() {
    let samples = noise(3000);
    let model = KMeans::fast(3).fit(samples.view()).unwrap();
    for exponent in [-700, 600] {
        let factor = f64::from(exponent).exp2();
        let values = samples.as_slice().iter().map(|x| x * factor).collect();
        let scaled = Samples::new(values, 3000, 3).unwrap();
        // Inertia of the larger ones overflows.
        let Ok(scaled) = KMeans::fast(3).fit(scaled.view()) else {
            assert_eq!(exponent, 600);
            continue;
        };
        assert_eq!(scaled.labels(), model.labels());
        assert_eq!(sizes(&scaled), sizes(&model));
    }
}

/// Returns the inertia of labels and the means of their clusters, by the definition.
fn inertia_of_means(samples: &Samples, labels: &[u32], n_clusters: usize) -> f64 {
    let n_features = samples.n_features();
    let mut sums = vec![0.0; n_clusters * n_features];
    let mut sizes = vec![0.0; n_clusters];
    for (row, &label) in samples.rows().zip(labels) {
        sizes[label as usize] += 1.0;
        let sums = &mut sums[label as usize * n_features..][..n_features];
        sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    let distance = |(row, &label): (&[f64], &u32)| {
        let mean =
            sums[label as usize * n_features..].iter().map(|sum| sum / sizes[label as usize]);
        row.iter().zip(mean).map(|(x, mean)| (x - mean).powi(2)).sum::<f64>()
    };
    samples.rows().zip(labels).map(distance).sum()
}

#[test]
fn a_fit_ends_with_the_first_small_change_of_inertia() {
    let samples = noise(2000);
    let mut inertias = Vec::new();
    let without = KMeans { tol: 0.0, ..KMeans::new(6) };
    let all = without.fit_observed(samples.view(), None, &mut |iteration| {
        inertias.push(inertia_of_means(&samples, iteration.labels(), 6));
        ControlFlow::Continue(())
    });
    for inertia_tol in [1e-2, 1e-3, 1e-4, 1e-5] {
        let is_small = |pair: &[f64]| pair[0] - pair[1] <= inertia_tol * pair[1];
        let expected = 2 + inertias.windows(2).position(is_small).unwrap();
        let model = KMeans { inertia_tol, ..without.clone() }.fit(samples.view()).unwrap();
        assert_eq!(model.n_iter(), expected, "{inertia_tol}");
        let ended_by_itself = expected == all.as_ref().unwrap().n_iter();
        let reason = model.stop_reason();
        assert!(ended_by_itself || reason == StopReason::InertiaChange, "{reason:?}");
        assert!(model.converged());
    }
}

/// Eleven equal samples and one far away: with three clusters one is empty again and again, and the
/// inertia does not change. Only unchanged labels end such a fit.
#[test]
fn an_empty_cluster_is_no_small_change() {
    let mut values = vec![0.0; 11];
    values.push(5.0);
    let samples = Samples::new(values, 12, 1).unwrap();
    let model = KMeans { inertia_tol: 0.5, ..KMeans::new(3) }.fit(samples.view()).unwrap();
    assert_ne!(model.stop_reason(), StopReason::InertiaChange);
    assert!(model.inertia() < 1e-20);
}
