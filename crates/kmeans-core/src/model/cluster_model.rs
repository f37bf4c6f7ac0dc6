use digits_data::{Samples, SamplesView, Scalar, compiled_once, memory};
use linalg_pca::distance::vectorized;
use rayon::prelude::*;

use super::fitted_centers::{FittedCenters, Scaled};
use crate::Error;
use crate::chunks::{CHUNK, PARALLEL_WORK};
use crate::samples::Weights;
use crate::squared_distance::squared_distance;

/// A fitted clustering, which labels and scores samples. Every model of this crate implements it.
///
/// ```
/// use kmeans_core::{BisectingKMeans, ClusterModel, Error, KMeans, SamplesView};
///
/// fn mean_squared_distance(model: &dyn ClusterModel, x: SamplesView) -> Result<f64, Error> {
///     Ok(-model.score(x)? / x.n_samples() as f64)
/// }
///
/// let samples = SamplesView::new(&[1.0, 2.0, 8.0, 9.0], 4, 1)?;
/// let (kmeans, bisecting) = (KMeans::new(2).fit(samples)?, BisectingKMeans::new(2).fit(samples)?);
/// assert_eq!(mean_squared_distance(&kmeans, samples)?, 0.25);
/// assert_eq!(mean_squared_distance(&bisecting, samples)?, 0.25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait ClusterModel<F: Scalar = f64> {
    /// Returns the centres together with the coordinates in which they were found.
    fn fitted_centers(&self) -> &FittedCenters<F>;

    /// Returns the centres, `n_clusters × n_features`, one per row.
    fn cluster_centers(&self) -> SamplesView<'_, F> {
        self.fitted_centers().cluster_centers.view()
    }

    /// Returns the number of clusters.
    fn n_clusters(&self) -> usize {
        self.cluster_centers().n_samples()
    }

    /// Returns the number of features that samples must have.
    fn n_features(&self) -> usize {
        self.cluster_centers().n_features()
    }

    /// Returns the cluster of each sample, from 0 to `n_clusters - 1`: that of the nearest centre.
    /// The lowest number wins a tie.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] for another number of features; [`Error::TooFar`] if distances
    /// overflow.
    fn predict(&self, samples: SamplesView<'_, F>) -> Result<Vec<u32>, Error> {
        nearest(self.fitted_centers(), samples)
    }

    /// Returns [`predict`](Self::predict) and minus [`score`](Self::score) at once, the same bits
    /// for half the work.
    ///
    /// # Errors
    ///
    /// The errors of [`score`](Self::score).
    ///
    /// ```
    /// use kmeans_core::{ClusterModel, KMeans, SamplesView};
    ///
    /// let samples = SamplesView::new(&[1.0, 2.0, 8.0, 9.0], 4, 1)?;
    /// let model = KMeans::new(2).fit(samples)?;
    /// let (labels, inertia) = model.predict_with_inertia(samples)?;
    /// assert_eq!((labels.as_slice(), inertia), (model.labels(), model.inertia()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn predict_with_inertia(&self, samples: SamplesView<'_, F>) -> Result<(Vec<u32>, f64), Error> {
        let labels = self.predict(samples)?;
        let inertia =
            self.fitted_centers().inertia_at_any_scale(samples, Weights::EQUAL, &labels)?;
        Ok((labels, inertia))
    }

    /// Returns minus the sum of squared distances to the centres that [`predict`](Self::predict)
    /// finds: larger is better.
    ///
    /// # Errors
    ///
    /// The errors of [`predict`](Self::predict), and [`Error::Inertia`] if the sum overflows.
    fn score(&self, samples: SamplesView<'_, F>) -> Result<f64, Error> {
        let (_, inertia) = self.predict_with_inertia(samples)?;
        Ok(-inertia)
    }

    /// Returns the [`score`](Self::score) of weighted samples.
    ///
    /// # Errors
    ///
    /// The errors of [`score`](Self::score), and [`Error::SampleWeightLength`], [`Error::SampleWeight`] and
    /// [`Error::TotalWeight`].
    fn score_weighted(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<f64, Error> {
        let weights = Weights::new(sample_weight, samples.n_samples())?;
        let labels = self.predict(samples)?;
        Ok(-self.fitted_centers().inertia_at_any_scale(samples, weights, &labels)?)
    }

    /// Returns the Euclidean distance of each sample to each centre, `n_samples × n_clusters`.
    ///
    /// Distances are those to [`cluster_centers`](Self::cluster_centers), as they are rounded: a
    /// sample that equals a centre is at distance 0. Differences are direct, so a distance far
    /// smaller than the coordinates keeps all its digits.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] for another number of features; [`Error::Data`] where a distance
    /// overflows.
    fn transform(&self, samples: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
        distances(self.fitted_centers(), samples)
    }
}

impl<F: Scalar> ClusterModel<F> for FittedCenters<F> {
    fn fitted_centers(&self) -> &Self {
        self
    }
}

compiled_once! {
    fn nearest<F>(
        centers: &FittedCenters<F>,
        samples: SamplesView<'_, F>,
    ) -> Result<Vec<u32>, Error> = nearest_center
}

compiled_once! {
    fn distances<F>(
        centers: &FittedCenters<F>,
        samples: SamplesView<'_, F>,
    ) -> Result<Samples<F>, Error> = distances_to_centers
}

fn nearest_center<F: Scalar>(
    centers: &FittedCenters<F>,
    samples: SamplesView<'_, F>,
) -> Result<Vec<u32>, Error> {
    let problem = centers.problem(samples, Weights::EQUAL);
    match centers.scaled_for(samples, &problem)? {
        Some(Scaled { samples, centers, .. }) => {
            centers.nearest(&centers.problem(samples.view(), Weights::EQUAL)?)
        }
        None => centers.nearest(&problem?),
    }
}

fn distances_to_centers<F: Scalar>(
    centers: &FittedCenters<F>,
    samples: SamplesView<'_, F>,
) -> Result<Samples<F>, Error> {
    centers.check_features(samples)?;
    let (n_samples, n_clusters) = (samples.n_samples(), centers.n_clusters());
    let zeros = vec![0.0; samples.n_features()];
    let mut distances = memory::zeroed(n_samples.saturating_mul(n_clusters))?;
    let measure = |(chunk, distances): (usize, &mut [F])| {
        vectorized(
            #[inline(always)]
            || {
                let rows = (chunk * CHUNK..).zip(distances.chunks_exact_mut(n_clusters));
                for (sample, distances) in rows {
                    let x = samples.row(sample);
                    let centers = centers.cluster_centers.rows();
                    for (distance, center) in distances.iter_mut().zip(centers) {
                        let squared = squared_distance(x, &zeros, center);
                        // Squares may overflow, or underflow and be imprecise, though the distance
                        // fits.
                        let is_safe =
                            squared > f64::MIN_POSITIVE / f64::EPSILON && squared.is_finite();
                        *distance = F::from_f64(if is_safe {
                            squared.sqrt()
                        } else {
                            scaled_distance(x, center)
                        });
                    }
                }
            },
        );
    };
    if samples.as_slice().len().saturating_mul(n_clusters) < PARALLEL_WORK {
        distances.chunks_mut(CHUNK * n_clusters).enumerate().for_each(measure);
    } else {
        distances.par_chunks_mut(CHUNK * n_clusters).enumerate().for_each(measure);
    }
    Ok(Samples::new(distances, n_samples, n_clusters)?)
}

/// Returns ‖x − c‖, of differences that are divided by the largest.
#[cold]
fn scaled_distance<F: Scalar>(x: &[F], center: &[F]) -> f64 {
    // Half of each: their difference can be too large for an `f64`.
    let halves = || x.iter().zip(center).map(|(x, c)| x.to_f64() / 2.0 - c.to_f64() / 2.0);
    let largest = halves().map(f64::abs).fold(0.0, f64::max);
    if largest == 0.0 {
        return x
            .iter()
            .zip(center)
            .map(|(x, c)| (x.to_f64() - c.to_f64()).abs())
            .fold(0.0, f64::max);
    }
    let squared: f64 = halves().map(|half| (half / largest).powi(2)).sum();
    squared.sqrt() * largest * 2.0
}
