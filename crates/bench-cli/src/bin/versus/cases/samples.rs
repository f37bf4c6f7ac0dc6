use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use digits_data::{
    Blobs, Dataset, Samples, SamplesView, Scalar, Uniform, load_digits, make_blobs, make_uniform,
};
use rand::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;

use super::case::Case;
use super::kinds::Data;

/// The samples that the user brings.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) mnist: Option<Samples<f32>>,
    pub(crate) embeddings: Option<Samples<f32>>,
}

impl Given {
    /// The given samples of this kind; `None` for kinds that are made.
    pub(crate) fn of(&self, data: Data) -> Option<&Option<Samples<f32>>> {
        match data {
            Data::Mnist => Some(&self.mnist),
            Data::Embeddings => Some(&self.embeddings),
            _ => None,
        }
    }
}

/// Makes the samples of a case, the same bits on every machine, or takes those that were given.
pub(crate) fn samples<F: Scalar>(case: &Case, given: &Given) -> Result<Samples<F>> {
    if let Some(given) = given.of(case.data) {
        return Ok(given.as_ref().context("these samples were not given")?.cast()?);
    }
    let [n_samples, n_features, n_clusters] = case.shape;
    let dataset: Dataset<F> = match case.data {
        Data::Blobs => make_blobs(&Blobs::new(n_samples, n_features, n_clusters))?,
        Data::Normal => {
            let center_box = (0.0, 0.0);
            make_blobs(&Blobs { center_box, ..Blobs::new(n_samples, n_features, 1) })?
        }
        Data::Uniform => {
            make_uniform(&Uniform { low: -1.0, ..Uniform::new(n_samples, n_features) })?
        }
        Data::Digits => return Ok(load_digits()?.samples().cast()?),
        Data::Decaying => return decaying(n_samples, n_features),
        Data::Labels | Data::Mnist | Data::Embeddings => {
            return labelings(n_samples, n_features, n_clusters);
        }
    };
    Ok(dataset.samples().clone())
}

/// Draws unit vectors whose variance along axis j is proportional to 1/(1 + j). In sentence embeddings the
/// variance along the principal components falls about as fast.
fn decaying<F: Scalar>(n_samples: usize, n_features: usize) -> Result<Samples<F>> {
    let center_box = (0.0, 0.0);
    let normal = make_blobs::<f64>(&Blobs { center_box, ..Blobs::new(n_samples, n_features, 1) })?;
    let mut values = Vec::with_capacity(n_samples * n_features);
    for row in normal.samples().rows() {
        let scaled = || row.iter().enumerate().map(|(j, x)| x / (1.0 + j as f64).sqrt());
        let norm = scaled().map(|x| x * x).sum::<f64>().sqrt();
        values.extend(scaled().map(|x| F::from_f64(x / norm)));
    }
    Ok(Samples::new(values, n_samples, n_features)?)
}

/// Draws `n` different samples to start from.
pub(crate) fn starting_centers<F: Scalar>(
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

/// Draws labels `0..n_labels`, one labeling per column. Half of the labels in later columns repeat the
/// first column.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_data_has_its_shape_and_is_the_same_again() {
        for data in [Data::Blobs, Data::Normal, Data::Uniform, Data::Decaying] {
            let samples = samples::<f64>(&Case::of(data), &Given::default()).unwrap();
            assert_eq!(samples.shape(), (50, 3));
            assert_eq!(samples, super::samples(&Case::of(data), &Given::default()).unwrap());
            let centers = starting_centers(samples.view(), 50).unwrap();
            assert_eq!(centers, samples, "{data:?}: all samples, each once");
        }
    }

    #[test]
    fn half_of_the_labels_agree() {
        let case = Case { shape: [1000, 2, 4], ..Case::of(Data::Labels) };
        let labels = samples::<f64>(&case, &Given::default()).unwrap();
        let alike = labels.rows().filter(|row| (row[0] - row[1]).abs() < 0.5).count();
        assert!((575..675).contains(&alike), "{alike}: every second one, and a quarter by chance");
        assert!(labels.as_slice().iter().all(|label| [0.0, 1.0, 2.0, 3.0].contains(label)));
    }

    #[test]
    fn mnist_is_what_the_user_brings() {
        let brought = Samples::from_rows(&[[1.0_f32, 2.0], [3.0, 4.0]]).unwrap();
        let given = Given { mnist: Some(brought.clone()), embeddings: Some(brought.clone()) };
        for data in [Data::Mnist, Data::Embeddings] {
            assert_eq!(samples::<f32>(&Case::of(data), &given).unwrap(), brought);
        }
        assert!(samples::<f32>(&Case::of(Data::Mnist), &Given::default()).is_err());
    }
}
