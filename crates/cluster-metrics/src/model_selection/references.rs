use digits_data::{Samples, SamplesView, Scalar, memory};
use kmeans_core::RandomState;
use linalg_pca::{Components, Pca};

use crate::Error;

/// The box that reference samples of the gap statistic are spread over, uniformly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ReferenceBox {
    /// A box from the smallest to the largest value of each feature.
    #[default]
    Features,
    /// A box along the principal components, which follows the samples' shape at the cost of a PCA.
    PrincipalComponents,
}

impl ReferenceBox {
    /// The lengths of the box's edges. Position and rotation change no inertia, so the edges are
    /// enough, and a box near the origin loses no digits.
    pub(super) fn widths<F: Scalar>(self, samples: SamplesView<'_, F>) -> Result<Vec<f64>, Error> {
        match self {
            Self::Features => Ok(ranges(samples)),
            Self::PrincipalComponents => {
                let pca = Pca { n_components: Components::All, ..Pca::default() };
                Ok(ranges(pca.fit(samples)?.transform(samples)?.view()))
            }
        }
    }
}

fn ranges<F: Scalar>(samples: SamplesView<'_, F>) -> Vec<f64> {
    let mut bounds = vec![(f64::INFINITY, f64::NEG_INFINITY); samples.n_features()];
    for row in samples.rows() {
        for ((low, high), x) in bounds.iter_mut().zip(row) {
            *low = low.min(x.to_f64());
            *high = high.max(x.to_f64());
        }
    }
    bounds.into_iter().map(|(low, high)| high - low).collect()
}

/// Draws one set after another as `widths · u`, sample by sample and feature by feature, where u is
/// the next uniform number.
pub(super) fn reference_sets<F: Scalar>(
    widths: &[f64],
    n_samples: usize,
    random_state: RandomState,
) -> impl Iterator<Item = Result<Samples<F>, Error>> {
    let mut uniforms = random_state.uniforms();
    let n_features = widths.len();
    std::iter::repeat_with(move || {
        let widths = widths.iter().cycle().take(n_samples * n_features);
        let mut values = memory::reserved(n_samples.saturating_mul(n_features))?;
        values.extend(widths.zip(&mut uniforms).map(|(width, u)| F::from_f64(width * u)));
        Ok(Samples::new(values, n_samples, n_features)?)
    })
}
