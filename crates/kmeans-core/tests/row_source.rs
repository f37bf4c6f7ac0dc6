//! Samples that are read again in each pass: the same bits as those in memory.

use digits_data::{Blobs, Samples, SamplesView, Scalar, make_blobs};
use kmeans_core::blocks::{RowSource, read_blocks};
use kmeans_core::{Algorithm, ClusterModel, Error, Init, KMeans, RandomState};
use proptest::prelude::*;

/// Samples in memory, of which a few rows are read at a time, up to a row that cannot be read.
struct FewRows<'a, F: Scalar> {
    samples: SamplesView<'a, F>,
    rows_per_block: usize,
    n_readable: usize,
}

impl<'a, F: Scalar> FewRows<'a, F> {
    fn new(samples: SamplesView<'a, F>, rows_per_block: usize) -> Self {
        Self { samples, rows_per_block, n_readable: samples.n_samples() }
    }
}

impl<F: Scalar> RowSource<F> for FewRows<'_, F> {
    fn n_samples(&self) -> usize {
        self.samples.n_samples()
    }

    fn n_features(&self) -> usize {
        self.samples.n_features()
    }

    fn rows_per_block(&self) -> usize {
        self.rows_per_block
    }

    fn read(&mut self, first: usize, n: usize, buffer: Vec<F>) -> Result<Samples<F>, Error> {
        assert!(n > 0 && first + n <= self.n_samples());
        if first + n > self.n_readable {
            return Err(digits_data::Error::RowOutOfRange { row: first, n_samples: 0 }.into());
        }
        self.samples.read(first, n, buffer)
    }
}

fn check<F: Scalar>(
    kmeans: &KMeans,
    samples: SamplesView<'_, F>,
    weights: Option<&[f64]>,
    rows_per_block: usize,
) {
    let expected = match weights {
        Some(weights) => kmeans.fit_weighted(samples, weights),
        None => kmeans.fit(samples),
    };
    let found = kmeans.fit_source(&mut FewRows::new(samples, rows_per_block), weights);
    let (expected, found) = match (expected, found) {
        (Ok(expected), Ok(found)) => (expected, found),
        (expected, found) => {
            assert_eq!(expected.map(|_| ()), found.map(|_| ()));
            return;
        }
    };
    assert_eq!(found.labels(), expected.labels());
    assert_eq!(found.fitted_centers(), expected.fitted_centers());
    assert_eq!(found.best_restart(), expected.best_restart());
    for (found, expected) in found.restarts().iter().zip(expected.restarts()) {
        assert_eq!(found.inertia.to_bits(), expected.inertia.to_bits());
        assert_eq!((found.n_iter, found.stop_reason), (expected.n_iter, expected.stop_reason));
    }
}

fn inits(samples: &Samples<f64>, n_clusters: usize) -> Vec<Init> {
    let first = samples.view().slice(0..n_clusters).unwrap().to_owned();
    let mut inits =
        vec![Init::KMeansPlusPlus, Init::Random, Init::k_means_parallel(), Init::Centers(first)];
    #[cfg(feature = "pca")]
    inits.push(Init::Pca);
    inits
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn a_source_changes_no_bit(
            (n_samples, n_features, k) in (20_usize..400, 1_usize..6, 1_usize..8),
            values in prop::collection::vec((-10.0..10.0, -3_i32..2), 400 * 6),
            weights in prop::collection::vec(prop::sample::select(vec![1.0, 0.0, 0.3, 1e-9, 7.0]), 400),
            algorithm in prop::sample::select(
                vec![Algorithm::Auto, Algorithm::Lloyd, Algorithm::Hamerly, Algorithm::Yinyang]
            ),
            init in any::<prop::sample::Index>(),
            unit in prop::sample::select(vec![1.0, 1.0, 1.0, 1e-170, 1e154]),
            rows_per_block in prop::sample::select(vec![1, 33, 64, 200, 1000]),
            (is_weighted, wide, seed) in (any::<bool>(), any::<bool>(), 0_u32..9),
        ) {
            let values = values[..n_samples * n_features].iter().map(|(x, e)| x * 10_f64.powi(*e));
            let samples = Samples::new(values.collect(), n_samples, n_features).unwrap();
            let weights = is_weighted.then_some(&weights[..n_samples]);
            let inits = inits(&samples, k);
            let init = inits[init.index(inits.len())].clone();
            let n_init = Some(2);
            let random_state = RandomState::NumPy(seed);
            let kmeans = KMeans { init, algorithm, n_init, random_state, ..KMeans::new(k) };
            if wide {
                let scaled = samples.as_slice().iter().map(|x| x * unit).collect();
                let samples = Samples::new(scaled, n_samples, n_features).unwrap();
                check(&kmeans, samples.view(), weights, rows_per_block);
            } else {
                check(&kmeans, samples.cast::<f32>().unwrap().view(), weights, rows_per_block);
            }
        }
    }
}

/// Enough samples and clusters for several threads, for bounds in groups and for several packings of
/// a piece.
#[test]
fn large_samples_change_no_bit() {
    let blobs = make_blobs::<f64>(&Blobs::new(20_000, 40, 30)).unwrap();
    for (algorithm, k) in [(Algorithm::Auto, 20), (Algorithm::Lloyd, 60), (Algorithm::Yinyang, 300)]
    {
        let init = if k == 300 { Init::Random } else { Init::KMeansPlusPlus };
        let kmeans = KMeans { init, algorithm, n_init: Some(1), max_iter: 8, ..KMeans::new(k) };
        check(&kmeans, blobs.samples().view(), None, 7_000);
        check(&kmeans, blobs.samples().cast::<f32>().unwrap().view(), None, 7_000);
    }
}

#[test]
fn an_error_of_the_source_ends_the_fit() {
    let blobs = make_blobs::<f64>(&Blobs::new(500, 3, 4)).unwrap();
    let samples = blobs.samples().view();
    for n_readable in [0, 64, 499] {
        let mut source = FewRows { n_readable, ..FewRows::new(samples, 64) };
        let error = KMeans::new(3).fit_source(&mut source, None).unwrap_err();
        assert!(matches!(error, Error::Data(digits_data::Error::RowOutOfRange { .. })), "{error}");
    }
}

/// A source that gives other rows than those that were asked for.
struct OneRow;

impl RowSource<f64> for OneRow {
    fn n_samples(&self) -> usize {
        5
    }

    fn n_features(&self) -> usize {
        1
    }

    fn read(&mut self, _: usize, _: usize, _: Vec<f64>) -> Result<Samples, Error> {
        Ok(Samples::from_rows(&[[1.0]])?)
    }
}

#[test]
fn a_wrong_source_is_an_error() {
    let error = KMeans::new(1).fit_source(&mut OneRow, None).unwrap_err();
    assert_eq!(error, Error::Blocks { what: "samples", found: 1, expected: 5 });
}

#[test]
fn blocks_come_in_order_and_stop_at_an_error() {
    let samples = Samples::new((0..10).map(f64::from).collect(), 10, 1).unwrap();
    let mut seen = Vec::new();
    read_blocks(&mut samples.view(), 4, |first, rows| -> Result<(), Error> {
        seen.push((first, rows.as_slice().to_vec()));
        Ok(())
    })
    .unwrap();
    assert_eq!(
        seen.iter().map(|(first, rows)| (*first, rows.len())).collect::<Vec<_>>(),
        [(0, 4), (4, 4), (8, 2)]
    );
    let stopped = read_blocks(&mut samples.view(), 1, |_, _| Err(Error::Inertia));
    assert_eq!(stopped, Err(Error::Inertia));
}
