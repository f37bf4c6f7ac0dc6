use digits_data::Samples;

use crate::Error;
use crate::samples::Scale;

/// Way to find the first centres.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Init {
    /// Greedy k-means++: far apart, drawn with a probability that grows with the distance.
    #[default]
    KMeansPlusPlus,
    /// k-means||: seeds as good in a few passes over the samples instead of one for every cluster,
    /// which pays for many clusters among far more samples. [`Init::k_means_parallel`] has the
    /// usual parameters.
    ///
    /// Each of `n_rounds` rounds draws about `oversampling_factor × n_clusters` candidates, samples
    /// far from those drawn before; then k-means++ chooses among them, each weighted by the samples
    /// nearest to it. Where candidates are too few, k-means++ adds to them.
    ///
    /// B. Bahmani et al., "Scalable k-means++", PVLDB 5 (2012); scikit-learn does not have it.
    KMeansParallel {
        /// Candidates that a round draws on average, for each cluster: ℓ/k in the paper. Finite and
        /// more than 0.
        oversampling_factor: f64,
        /// Number of rounds that draw candidates, at least 1.
        n_rounds: usize,
    },
    /// Samples drawn at random, without replacement.
    Random,
    /// The unit vectors along the first `n_clusters` principal components, seen from the mean.
    ///
    /// The PCA is fitted to the samples that are clustered. scikit-learn's gallery page fits it to
    /// the unscaled ones. To do the same, give those components as [`Init::Centers`].
    /// Their bits depend neither on the instruction set nor on the number of threads.
    #[cfg(feature = "pca")]
    Pca,
    /// Given centres, `n_clusters × n_features`.
    Centers(Samples<f64>),
}

impl Init {
    /// [`Init::KMeansParallel`] as the paper finds it to do well: five rounds of 2 candidates a
    /// cluster.
    ///
    /// ```
    /// use kmeans_core::{Init, KMeans};
    ///
    /// let digits = digits_data::load_digits()?;
    /// let kmeans = KMeans { init: Init::k_means_parallel(), ..KMeans::new(10) };
    /// let model = kmeans.fit(digits.samples().view())?;
    /// assert!(model.converged());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn k_means_parallel() -> Self {
        Self::KMeansParallel { oversampling_factor: 2.0, n_rounds: 5 }
    }

    /// Returns true if the first centres are directions, seen from the mean of the samples.
    #[cfg(feature = "pca")]
    pub(crate) fn stands_at_the_mean(&self) -> bool {
        *self == Self::Pca
    }

    #[cfg(not(feature = "pca"))]
    #[expect(clippy::unused_self, reason = "the twin above looks at it")]
    pub(crate) fn stands_at_the_mean(&self) -> bool {
        false
    }

    /// Returns the given centres' coordinates, centred on an offset.
    pub(crate) fn given(&self, offset: &[f64]) -> impl Iterator<Item = f64> {
        let centers = if let Self::Centers(centers) = self { centers.as_slice() } else { &[] };
        centers.iter().zip(offset.iter().cycle()).map(|(x, offset)| x - offset)
    }

    /// Multiplies given centres by a scale.
    pub(crate) fn scaled(&self, scale: Scale) -> Result<Self, Error> {
        Ok(match self {
            Self::Centers(centers) => Self::Centers(scale.apply_to(centers.view())?),
            other => other.clone(),
        })
    }

    /// Returns how often to start by default, as scikit-learn does: 10 times for random samples,
    /// once for all others.
    pub(crate) fn n_init(&self) -> usize {
        if *self == Self::Random { 10 } else { 1 }
    }
}
