//! Scores of samples in blocks: those of samples in memory, to the bit.

use cluster_metrics::{
    CenterScores, Error, calinski_harabasz_score, davies_bouldin_score,
    simplified_silhouette_score, squared_euclidean_silhouette_score,
};
use digits_data::{Samples, SamplesView, Scalar};
use proptest::prelude::*;

fn in_blocks<F: Scalar>(
    x: SamplesView<'_, F>,
    labels: &[usize],
    cuts: &[usize],
) -> Result<CenterScores, Error> {
    let ends = || cuts.iter().copied().chain([x.n_samples()]);
    let blocks = || [0].into_iter().chain(ends()).zip(ends()).filter_map(|(a, b)| x.slice(a..b));
    CenterScores::of_blocks(labels, |take| blocks().try_for_each(take))
}

fn bits(scores: CenterScores) -> [u64; 4] {
    [
        scores.calinski_harabasz_score,
        scores.davies_bouldin_score,
        scores.simplified_silhouette_score,
        scores.squared_euclidean_silhouette_score,
    ]
    .map(f64::to_bits)
}

fn bits_in_memory<F: Scalar>(x: SamplesView<'_, F>, labels: &[usize]) -> [u64; 4] {
    [
        calinski_harabasz_score(x, labels),
        davies_bouldin_score(x, labels),
        simplified_silhouette_score(x, labels),
        squared_euclidean_silhouette_score(x, labels),
    ]
    .map(|score| score.unwrap().to_bits())
}

/// Samples about centres, each with its label. The first sample lies `far` out, so that the first pass
/// cancels digits.
fn labelled(n_samples: usize, n_labels: usize, far: f64, unit: f64) -> (Samples, Vec<usize>) {
    let labels: Vec<usize> = (0..n_samples).map(|i| i * 7919 % 10_007 % n_labels).collect();
    let value = |(i, label): (usize, &usize)| {
        [1.0, 2.0, 3.0].map(|at| (i as f64 * at).sin() + (*label as f64 * at).cos() * 9.0)
    };
    let mut values: Vec<f64> = labels.iter().enumerate().flat_map(value).collect();
    values[0] += far;
    let values = values.into_iter().map(|x| x * unit).collect();
    (Samples::new(values, n_samples, 3).unwrap(), labels)
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn any_cut_gives_the_bits_of_samples_in_memory(
            n_samples in prop::sample::select(vec![8, 4_095, 4_096, 4_097, 9_000]),
            // Beyond 1024 clusters a chunk has more rows. They are rare, for each pair is compared.
            n_labels in prop_oneof![7 => Just(2_usize), 8 => Just(7), 1 => Just(1_100)],
            far in prop::sample::select(vec![0.0, 1e5]),
            unit in prop::sample::select(vec![1.0, 1e-150, 1e150]),
            cuts in prop::collection::vec(0..9_000_usize, 0..5),
        ) {
            let (x, labels) = labelled(n_samples, n_labels.min(n_samples / 4), far, unit);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % n_samples).collect();
            cuts.sort_unstable();
            let found = in_blocks(x.view(), &labels, &cuts).unwrap();
            prop_assert_eq!(bits(found), bits_in_memory(x.view(), &labels));
        }
    }
}

#[test]
fn small_blocks_of_f32_give_the_bits_of_samples_in_memory() {
    let (x, labels) = labelled(9_000, 10, 0.0, 1.0);
    let x: Samples<f32> = x.cast().unwrap();
    for n_rows in [1, 100, 4_096, 5_000] {
        let cuts: Vec<usize> = (n_rows..9_000).step_by(n_rows).collect();
        let found = in_blocks(x.view(), &labels, &cuts).unwrap();
        assert_eq!(bits(found), bits_in_memory(x.view(), &labels), "{n_rows} rows");
    }
}

#[test]
fn faults_are_typed() {
    let (x, labels) = labelled(8, 2, 0.0, 1.0);
    let x = x.view();
    let mismatch = |what, found, expected| Error::LengthMismatch { what, found, expected };
    let found = in_blocks(x, &labels[..7], &[2]).unwrap_err();
    assert_eq!(found, mismatch("samples", 8, 7));
    let more: Vec<usize> = labels.iter().copied().chain([0]).collect();
    assert_eq!(in_blocks(x, &more, &[2]).unwrap_err(), mismatch("samples", 8, 9));
    let one = in_blocks(x, &[0; 8], &[]).unwrap_err();
    assert_eq!(one, Error::NumberOfLabels { n_labels: 1, n_samples: 8 });

    let narrow = Samples::new(vec![0.5; 8], 8, 1).unwrap();
    let narrow = narrow.view();
    let blocks = [x.slice(0..4).unwrap(), narrow.slice(4..8).unwrap()];
    let found = CenterScores::of_blocks::<f64, Error>(&labels, |take| {
        blocks.into_iter().try_for_each(take)
    });
    assert_eq!(found.unwrap_err(), mismatch("features", 1, 3));
    let mut passes = [x, narrow].into_iter();
    let found = CenterScores::of_blocks(&labels, |take| take(passes.next().unwrap()));
    assert_eq!(found.unwrap_err(), mismatch("features", 1, 3));
    let nothing = CenterScores::of_blocks::<f64, Error>(&labels, |_| Ok(()));
    assert_eq!(nothing.unwrap_err(), mismatch("samples", 0, 8));
    let nothing = CenterScores::of_blocks::<f64, Error>(&[0_u8; 0], |_| Ok(()));
    assert_eq!(nothing.unwrap_err(), Error::Empty);
}
