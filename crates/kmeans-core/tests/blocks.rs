//! However samples are cut into blocks, and in whatever order parts come: the same bits.

use digits_data::exact::ExactSum;
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::blocks::{
    Block, BlockPredictor, Candidates, Coordinates, FirstLook, Fold, Part, SecondLook, Shard,
};
use kmeans_core::{Algorithm, ClusterModel, Error, Init, KMeans};
use proptest::prelude::*;

/// The result of a fit over blocks: centred centres, labels, inertia and number of iterations.
type Found<F> = (Samples<F>, Vec<u32>, f64, usize);

/// A fit as [`KMeans`] makes it, over blocks that end at these rows; if `backwards`, parts are sent as
/// bytes and merge last to first.
fn fit<F: Scalar>(
    kmeans: &KMeans,
    samples: SamplesView<'_, F>,
    weights: Option<&[f64]>,
    ends: &[usize],
    backwards: bool,
) -> Found<F> {
    let starts = [0].into_iter().chain(ends.iter().copied());
    let ranges: Vec<_> = starts.zip(ends).map(|(start, &end)| start..end).collect();
    let views: Vec<_> = ranges.iter().map(|rows| samples.slice(rows.clone()).unwrap()).collect();
    let weights: Vec<_> =
        ranges.iter().map(|rows| weights.map(|weights| &weights[rows.clone()])).collect();

    let mut first = FirstLook::at(views[0]);
    views[1..].iter().for_each(|view| first.merge(&FirstLook::at(*view)));
    let offset = first.offset();
    let mut looks = views.iter().zip(&weights).map(|(&view, &w)| SecondLook::at(view, w, &offset));
    let mut second = looks.next().unwrap().unwrap();
    looks.for_each(|look| second.merge(&look.unwrap()));
    let coordinates = Coordinates::new(&first, &second).unwrap();
    let blocks: Vec<_> = views
        .iter()
        .zip(&weights)
        .map(|(&view, &w)| Block::in_coordinates(view, w, &coordinates).unwrap())
        .collect();

    let Init::Centers(given) = &kmeans.init else { unreachable!("centres are given") };
    let given = given.cast::<F>().unwrap();
    let centred = given.as_slice().iter().zip(offset.iter().cycle());
    let centred = centred.map(|(x, offset)| F::from_f64(x.to_f64() - offset)).collect();
    let mut centers = Samples::new(centred, given.n_samples(), given.n_features()).unwrap();

    let new = |block| Shard::new(block, kmeans.n_clusters, kmeans.algorithm).unwrap();
    let mut shards: Vec<Shard<F>> = blocks.iter().map(new).collect();
    let mut fold = Fold::new(&coordinates, kmeans.n_clusters, kmeans.tol, kmeans.max_iter);
    let n_iter = loop {
        let pairs = shards.iter_mut().zip(&blocks);
        let mut parts: Vec<_> =
            pairs.map(|(shard, block)| shard.assign(block, &centers).unwrap()).collect();
        if backwards {
            // Sent to another machine.
            for part in &mut parts {
                let bytes = part.to_bytes(&coordinates);
                assert!(Part::from_bytes(&bytes[..bytes.len() - 1], &coordinates).is_err());
                *part = Part::from_bytes(&bytes, &coordinates).unwrap();
            }
            // Merged with each other first, and only then into the fold.
            let mut last = parts.pop().unwrap();
            parts.iter().rev().for_each(|part| last.merge(part).unwrap());
            parts = vec![last];
        }
        for part in &parts {
            fold.merge(part).unwrap();
        }
        let n_empty = fold.n_empty();
        let candidates = || {
            let of = |((shard, block), rows): ((&Shard<F>, _), &std::ops::Range<usize>)| {
                shard.candidates(block, rows.start as u64, &centers, n_empty).unwrap()
            };
            let all = shards.iter().zip(&blocks).zip(&ranges).map(of);
            all.reduce(|mut all: Candidates, more| {
                all.merge(more);
                all
            })
            .unwrap()
        };
        let step = fold.step(&centers, (n_empty > 0).then(candidates)).unwrap();
        let has_moved = step.centers != centers;
        centers = step.centers;
        if step.stop.is_some() {
            if has_moved {
                for (shard, block) in shards.iter_mut().zip(&blocks) {
                    shard.assign(block, &centers).unwrap();
                }
            }
            break step.n_iter;
        }
    };
    let mut inertia = ExactSum::zero();
    let sums = shards.iter().zip(&blocks).map(|(shard, block)| shard.inertia(block, &centers));
    sums.for_each(|sum| inertia.merge(&sum.unwrap()));
    let labels = shards.iter().flat_map(Shard::labels).copied().collect();
    (centers, labels, inertia.value(), n_iter)
}

fn check<F: Scalar>(
    kmeans: &KMeans,
    samples: SamplesView<'_, F>,
    weights: Option<&[f64]>,
    ends: &[usize],
) -> Result<(), TestCaseError> {
    let model = match weights {
        Some(weights) => kmeans.fit_weighted(samples, weights).unwrap(),
        None => kmeans.fit(samples).unwrap(),
    };
    for (ends, backwards) in [(&[samples.n_samples()][..], false), (ends, false), (ends, true)] {
        let (centers, labels, inertia, n_iter) = fit(kmeans, samples, weights, ends, backwards);
        prop_assert_eq!(&labels, model.labels());
        prop_assert_eq!(n_iter, model.n_iter());
        prop_assert_eq!(inertia.to_bits(), model.inertia().to_bits());
        prop_assert_eq!(centers.view(), model.fitted_centers().centered());
    }
    Ok(())
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn blocks_change_no_bit(
            (n_samples, n_features, k) in (8_usize..300, 1_usize..6, 1_usize..8),
            values in prop::collection::vec((-10.0..10.0, -3_i32..2), 300 * 6),
            weights in prop::collection::vec(prop::sample::select(vec![1.0, 0.0, 0.3, 1e-9, 7.0]), 300),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
            algorithm in prop::sample::select(
                vec![Algorithm::Auto, Algorithm::Lloyd, Algorithm::Hamerly, Algorithm::Yinyang]
            ),
            far in prop::sample::select(vec![0.0, 1e3]),
            (is_weighted, wide, tol) in (any::<bool>(), any::<bool>(), prop::sample::select(vec![0.0, 1e-4])),
        ) {
            let values = values[..n_samples * n_features].iter().map(|(x, e)| x * 10_f64.powi(*e));
            let samples = Samples::new(values.collect(), n_samples, n_features).unwrap();
            let weights = is_weighted.then_some(&weights[..n_samples]);
            let counting = weights.map_or(n_samples, |w| w.iter().filter(|w| **w > 0.0).count());
            prop_assume!(k <= counting && k <= n_samples);
            // The last centre may be so far out that its cluster is empty.
            let mut centers = samples.view().slice(0..k).unwrap().to_owned().into_vec();
            centers[(k - 1) * n_features] += far;
            let init = Init::Centers(Samples::new(centers, k, n_features).unwrap());
            let kmeans = KMeans { init, algorithm, tol, ..KMeans::new(k) };
            let mut ends: Vec<usize> = cuts.iter().map(|cut| 1 + cut.index(n_samples)).collect();
            ends.push(n_samples);
            ends.sort_unstable();
            ends.dedup();
            if wide {
                check(&kmeans, samples.view(), weights, &ends)?;
            } else {
                check(&kmeans, samples.cast::<f32>().unwrap().view(), weights, &ends)?;
            }
        }
    }
}

#[test]
fn what_does_not_belong_together_is_an_error() {
    let coordinates = |samples: SamplesView<'_>| {
        let first = FirstLook::at(samples);
        let second = SecondLook::at(samples, None, &first.offset()).unwrap();
        Coordinates::new(&first, &second).unwrap()
    };
    let samples = Samples::from_rows(&[[0.0], [1.0], [5.0]]).unwrap();
    let wide = Samples::from_rows(&[[0.0, 1.0], [2.0, 3.0]]).unwrap();
    let (narrow_at, wide_at) = (coordinates(samples.view()), coordinates(wide.view()));
    let block = Block::in_coordinates(samples.view(), None, &narrow_at).unwrap();
    let other = Block::in_coordinates(wide.view(), None, &wide_at).unwrap();
    assert!(Block::in_coordinates(wide.view(), None, &narrow_at).is_err());
    let mut shard = Shard::new(&block, 2, Algorithm::Lloyd).unwrap();
    let centers = samples.view().slice(0..2).unwrap().to_owned();
    let is_refused = |error| matches!(error, Error::Blocks { .. });
    assert!(is_refused(shard.assign(&block, &samples).unwrap_err()));
    assert!(is_refused(shard.assign(&block, &wide).unwrap_err()));
    assert!(is_refused(shard.inertia(&other, &wide).unwrap_err()));
    assert!(is_refused(shard.candidates(&block, 0, &samples, 1).unwrap_err()));
    let mut part = shard.assign(&block, &centers).unwrap();
    let three = Shard::new(&block, 3, Algorithm::Lloyd).unwrap().assign(&block, &samples).unwrap();
    let wide = Shard::new(&other, 2, Algorithm::Lloyd).unwrap().assign(&other, &wide).unwrap();
    for other in [three, wide] {
        assert!(is_refused(part.merge(&other).unwrap_err()));
        assert!(is_refused(Fold::new(&narrow_at, 2, 0.0, 9).merge(&other).unwrap_err()));
    }
}

/// New samples in blocks get the labels and the inertia of all at once, to the bit.
#[test]
fn predictions_of_blocks_are_those_of_all_samples() {
    let value = |at: usize| ((at * 7919) as f64).sin() * 3.0 + (at % 3) as f64;
    let samples = Samples::new((0..4_000).map(value).collect(), 1_000, 4).unwrap();
    let x = samples.view();
    let model = KMeans::new(5).fit(x).unwrap();
    let expected = model.predict_with_inertia(x).unwrap();
    for n_rows in [1, 7, 333, 1_000] {
        let mut predictor = BlockPredictor::new(model.fitted_centers());
        let mut labels = Vec::new();
        for start in (0..1_000).step_by(n_rows) {
            let block = x.slice(start..1_000.min(start + n_rows)).unwrap();
            labels.extend(predictor.predict(block).unwrap());
        }
        assert_eq!((labels, predictor.inertia().unwrap()), (expected.0.clone(), Some(expected.1)));
    }
}

/// Squares that leave the range of the type say that all samples must be scaled together.
#[test]
fn blocks_of_extreme_samples_ask_for_all_samples() {
    for unit in [1e-170, 1e154] {
        let samples = Samples::new([1.0, 2.0, 8.0, 9.0].map(|x| x * unit).to_vec(), 4, 1).unwrap();
        let model = KMeans::new(2).fit(samples.view()).unwrap();
        let mut predictor = BlockPredictor::new(model.fitted_centers());
        predictor.predict(samples.view()).unwrap();
        assert_eq!(predictor.inertia().unwrap(), None, "{unit}");
    }
}
