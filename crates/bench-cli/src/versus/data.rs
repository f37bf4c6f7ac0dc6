use std::collections::BTreeSet;

use anyhow::Result;
use digits_data::{Blobs, Samples, SamplesView, Scalar, load_digits, make_blobs};
use rand::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;

use super::cases::{Case, Data};

/// The samples of a case: the same bits on every machine.
pub(super) fn samples<F: Scalar>(case: &Case) -> Result<Samples<F>> {
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

/// From −1 to 1.
fn uniform<F: Scalar>(generator: &mut Pcg64) -> F {
    let unit = (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    F::from_f64(2.0 * unit - 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::cases::Dtype;
    use super::*;

    #[test]
    fn every_kind_of_data_has_its_shape_and_is_the_same_again() {
        for data in [Data::Blobs, Data::Normal, Data::Uniform] {
            let case = Case {
                n_samples: 50,
                n_features: 3,
                n_clusters: 4,
                data,
                dtype: Dtype::F64,
                kinds: vec![],
                rounds: 2,
                repeats: 1,
            };
            let samples = samples::<f64>(&case).unwrap();
            assert_eq!(samples.shape(), (50, 3));
            assert_eq!(samples, super::samples(&case).unwrap());
            let centers = starting_centers(samples.view(), 50).unwrap();
            assert_eq!(centers, samples, "{data:?}: all samples, each once");
        }
    }
}
