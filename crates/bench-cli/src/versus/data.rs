use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use digits_data::{Blobs, Samples, SamplesView, Scalar, load_digits, make_blobs};
use rand::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;

use super::cases::Case;
use super::kinds::Data;

/// The samples of a case: the same bits on every machine. `mnist` are the user's.
pub(super) fn samples<F: Scalar>(case: &Case, mnist: Option<&Samples<f32>>) -> Result<Samples<F>> {
    let Case { n_samples, n_features, n_clusters, .. } = *case;
    Ok(match case.data {
        Data::Blobs => blobs(&Blobs::new(n_samples, n_features, n_clusters))?,
        Data::Normal => {
            blobs(&Blobs { center_box: (0.0, 0.0), ..Blobs::new(n_samples, n_features, 1) })?
        }
        Data::Uniform => {
            let mut generator = Pcg64::seed_from_u64(0);
            let values = (0..n_samples * n_features).map(|_| uniform(&mut generator));
            Samples::new(values.collect(), n_samples, n_features)?
        }
        Data::Digits => load_digits()?.samples().cast()?,
        Data::Mnist => mnist.context("MNIST was not given")?.cast()?,
        Data::Labels => labelings(n_samples, n_features, n_clusters)?,
    })
}

/// `n` different samples, to start from.
pub(super) fn starting_centers<F: Scalar>(
    samples: SamplesView<'_, F>,
    n: usize,
) -> Result<Samples<F>> {
    let mut generator = Pcg64::seed_from_u64(1);
    let mut rows = BTreeSet::new();
    while rows.len() < n.min(samples.n_samples()) {
        #[expect(clippy::cast_possible_truncation, reason = "any rows will do")]
        rows.insert(generator.next_u64() as usize % samples.n_samples());
    }
    Ok(samples.select(&rows.into_iter().collect::<Vec<_>>())?)
}

fn blobs<F: Scalar>(blobs: &Blobs) -> Result<Samples<F>> {
    Ok(make_blobs(blobs)?.samples().clone())
}

/// Labels `0..n_labels` in each column; half of those in later columns are the first one's.
fn labelings<F: Scalar>(
    n_samples: usize,
    n_labelings: usize,
    n_labels: usize,
) -> Result<Samples<F>> {
    let mut generator = Pcg64::seed_from_u64(0);
    let mut labels = Vec::with_capacity(n_samples * n_labelings);
    for _ in 0..n_samples {
        let first = generator.next_u64() % n_labels as u64;
        for labeling in 0..n_labelings {
            let other = generator.next_u64() % n_labels as u64;
            let is_first = labeling == 0 || generator.next_u64() % 2 == 0;
            labels.push(F::from_f64(if is_first { first } else { other } as f64));
        }
    }
    Ok(Samples::new(labels, n_samples, n_labelings)?)
}

/// From −1 to 1.
fn uniform<F: Scalar>(generator: &mut Pcg64) -> F {
    let unit = (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    F::from_f64(2.0 * unit - 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::kinds::{Dtype, Group};
    use super::*;

    fn case(data: Data) -> Case {
        Case {
            group: Group::Engine,
            n_samples: 50,
            n_features: 3,
            n_clusters: 4,
            data,
            dtype: Dtype::F64,
            kinds: vec![],
            grows: None,
            threads: None,
            rounds: 2,
            repeats: 1,
            solver: String::new(),
        }
    }

    #[test]
    fn every_kind_of_data_has_its_shape_and_is_the_same_again() {
        for data in [Data::Blobs, Data::Normal, Data::Uniform] {
            let samples = samples::<f64>(&case(data), None).unwrap();
            assert_eq!(samples.shape(), (50, 3));
            assert_eq!(samples, super::samples(&case(data), None).unwrap());
            let centers = starting_centers(samples.view(), 50).unwrap();
            assert_eq!(centers, samples, "{data:?}: all samples, each once");
        }
    }

    #[test]
    fn half_of_the_labels_agree() {
        let case = Case { n_samples: 1000, n_features: 2, ..case(Data::Labels) };
        let labels = samples::<f64>(&case, None).unwrap();
        let alike = labels.rows().filter(|row| (row[0] - row[1]).abs() < 0.5).count();
        assert!((575..675).contains(&alike), "{alike}: every second one, and a quarter by chance");
        assert!(labels.as_slice().iter().all(|label| [0.0, 1.0, 2.0, 3.0].contains(label)));
    }

    #[test]
    fn mnist_is_what_the_user_brings() {
        let brought = Samples::from_rows(&[[1.0_f32, 2.0], [3.0, 4.0]]).unwrap();
        assert_eq!(samples::<f32>(&case(Data::Mnist), Some(&brought)).unwrap(), brought);
        assert!(samples::<f32>(&case(Data::Mnist), None).is_err());
    }
}
