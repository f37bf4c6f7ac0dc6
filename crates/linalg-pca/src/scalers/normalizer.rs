use digits_data::{Samples, SamplesView, Scalar};

use crate::row_chunks::map_chunks;
use crate::{Error, Transformer};

/// Scales every sample to length 1 and keeps its direction. k-means of such samples compares
/// angles; it is called spherical k-means.
///
/// It learns nothing, so it transforms without a fit, and it cannot be undone. It is scikit-learn's
/// `Normalizer`.
///
/// ```
/// use linalg_pca::{Norm, Normalizer, Samples, Transformer};
///
/// let samples = Samples::from_rows(&[[3.0, 4.0], [0.0, 0.0], [-2.0, 0.0]])?;
/// let normalized = Normalizer::new(Norm::L2).transform(samples.view())?;
/// assert_eq!(normalized.as_slice(), [0.6, 0.8, 0.0, 0.0, -1.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Normalizer {
    /// The norm that becomes 1.
    pub norm: Norm,
}

/// The length of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Norm {
    /// The sum of the magnitudes.
    L1,
    /// The root of the sum of the squares.
    L2,
    /// The largest magnitude.
    Max,
}

impl Normalizer {
    /// Makes a normalizer for this norm.
    pub fn new(norm: Norm) -> Self {
        Self { norm }
    }

    fn normalize<F: Scalar>(self, row: &[F], out: &mut [F]) {
        let largest = row.iter().fold(0.0, |largest: f64, value| largest.max(value.to_f64().abs()));
        if largest == 0.0 {
            return;
        }
        let magnitudes = row.iter().map(|value| value.to_f64().abs() / largest);
        let norm = match self.norm {
            Norm::L1 => magnitudes.sum(),
            Norm::L2 => magnitudes.map(|value| value * value).sum::<f64>().sqrt(),
            Norm::Max => 1.0,
        };
        for (out, value) in out.iter_mut().zip(row) {
            *out = F::from_f64(value.to_f64() / largest / norm);
        }
    }
}

impl Transformer for Normalizer {
    /// Divides every sample by its norm, in `f64`, and rounds once to `F`. A sample of zeros stays
    /// as it is.
    ///
    /// Each sample is first divided by its largest magnitude, so that no square overflows or
    /// vanishes. scikit-learn treats lengths below 10·ε as 0; here there is no such bound.
    fn transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        let (n_samples, n_features) = x.shape();
        let values = map_chunks(x, n_features, |rows, out| {
            let rows = rows.chunks_exact(n_features).zip(out.chunks_exact_mut(n_features));
            for (row, out) in rows {
                self.normalize(row, out);
            }
        })?;
        Ok(Samples::new(values, n_samples, n_features)?)
    }
}

impl Default for Normalizer {
    /// Normalizes by the Euclidean norm.
    fn default() -> Self {
        Self::new(Norm::L2)
    }
}
