use digits_data::Samples;

use crate::Error;
use crate::samples::Scale;

/// The way to find the first centres.
///
/// ```
/// use kmeans_core::{Init, KMeans, Samples};
///
/// let samples = Samples::from_rows(&[[0.0], [1.0], [8.0], [9.0]])?;
/// let first = Samples::from_rows(&[[0.0], [9.0]])?; // your own first centres
/// let kmeans = KMeans { init: Init::Centers(first), ..KMeans::new(2) };
/// assert_eq!(kmeans.fit(samples.view())?.labels(), [0, 0, 1, 1]);
/// # Ok::<(), kmeans_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Init {
    /// Greedy k-means++: samples far apart, drawn with a probability that grows with the distance
    /// to the centres so far.
    #[default]
    KMeansPlusPlus,
    /// k-means||: centres as good as those of k-means++, in a few passes over the samples instead
    /// of one per cluster. It pays for many clusters among far more samples.
    /// [`Init::k_means_parallel`] has the usual parameters.
    ///
    /// Each of `n_rounds` rounds draws about `oversampling_factor × n_clusters` candidates far from
    /// those drawn before. Then k-means++ chooses among the candidates, each weighted by the
    /// samples nearest to it. If there are too few candidates, k-means++ adds samples.
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
    /// [`Init::KMeansParallel`] with the paper's recommended parameters: five rounds of 2
    /// candidates per cluster.
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
    pub(crate) fn stands_at_the_mean(&self) -> bool {
        match self {
            #[cfg(feature = "pca")]
            Self::Pca => true,
            _ => false,
        }
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

    /// Returns scikit-learn's default number of restarts: 10 for random samples, 1 for all others.
    pub(crate) fn n_init(&self) -> usize {
        if *self == Self::Random { 10 } else { 1 }
    }
}
