use std::f64::consts::TAU;

use digits_data::{Samples, SamplesView, Scalar, compiled_once};

use super::{PcaModel, check_features};
use crate::Error;
use crate::row_chunks::map_chunks;

/// The model as a normal distribution: along the components it has their variances, and across them the
/// noise variance.
///
/// M. Tipping and C. Bishop, "Probabilistic principal component analysis", J. R. Statist. Soc. B 61, 1999.
impl PcaModel {
    /// Returns the covariance of the features by this model: `(n_features, n_features)`.
    ///
    /// Whitening changes nothing here. scikit-learn's `get_covariance` multiplies by the variances once
    /// more in a whitening model.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if an entry does not fit an `f64`.
    ///
    /// ```
    /// use linalg_pca::{Pca, Samples};
    ///
    /// let samples = Samples::from_rows(&[[0.0, 0.0], [2.0, 1.0], [4.0, 5.0]])?;
    /// let covariance = Pca::new(2).fit(samples.view())?.covariance()?;
    /// let expected = [4.0, 5.0, 5.0, 7.0];
    /// assert!(covariance.as_slice().iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12));
    /// # Ok::<(), linalg_pca::Error>(())
    /// ```
    pub fn covariance(&self) -> Result<Samples<f64>, Error> {
        self.along_components(self.noise_variance, |variance| variance)
    }

    /// Returns the inverse of [`covariance`](Self::covariance).
    ///
    /// # Errors
    ///
    /// [`Error::Singular`] if a variance is 0 or only rounding; [`Error::Data`] if an entry does not fit an `f64`.
    ///
    /// ```
    /// use linalg_pca::{Pca, Samples};
    ///
    /// let samples = Samples::from_rows(&[[0.0, 0.0], [2.0, 1.0], [4.0, 5.0]])?;
    /// let precision = Pca::new(2).fit(samples.view())?.precision()?;
    /// assert!((precision.row(1)[1] - 4.0 / 3.0).abs() < 1e-12);
    /// # Ok::<(), linalg_pca::Error>(())
    /// ```
    pub fn precision(&self) -> Result<Samples<f64>, Error> {
        self.check_regular()?;
        // Without discarded directions nothing is divided by their variance.
        let across = if self.is_complete() { 0.0 } else { self.noise_variance.recip() };
        self.along_components(across, f64::recip)
    }

    /// Returns the logarithm of the density of each sample: scikit-learn's `score_samples`.
    ///
    /// Samples are compared in `f64`. A sample too far from the mean has −∞.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`]; [`Error::Singular`] if a variance is 0 or only rounding.
    ///
    /// ```
    /// use linalg_pca::{Pca, Samples};
    ///
    /// let samples = Samples::from_rows(&[[0.0, 0.0], [2.0, 1.0], [4.0, 5.0]])?;
    /// let pca = Pca::new(1).fit(samples.view())?;
    /// let [near, _, far] = pca.score_samples(samples.view())?[..] else { unreachable!() };
    /// assert!(f64::abs(near - far) < 1e-12 && near < -3.0);
    /// # Ok::<(), linalg_pca::Error>(())
    /// ```
    pub fn score_samples<F: Scalar>(&self, x: SamplesView<F>) -> Result<Vec<f64>, Error> {
        log_densities(self, x)
    }

    /// Returns the mean of [`score_samples`](Self::score_samples), for comparing models: scikit-learn's
    /// `score`.
    ///
    /// # Errors
    ///
    /// Those of [`score_samples`](Self::score_samples).
    ///
    /// ```
    /// use digits_data::load_digits;
    /// use linalg_pca::Pca;
    ///
    /// let digits = load_digits()?;
    /// let x = digits.samples().view();
    /// let score = |n_components| Pca::new(n_components).fit(x)?.score(x);
    /// assert!(score(20)? > score(2)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn score<F: Scalar>(&self, x: SamplesView<F>) -> Result<f64, Error> {
        let scores = self.score_samples(x)?;
        Ok(scores.iter().sum::<f64>() / scores.len() as f64)
    }

    /// The matrix with `map(variance)` along each component, and `across` in all other directions.
    fn along_components(
        &self,
        across: f64,
        map: impl Fn(f64) -> f64,
    ) -> Result<Samples<f64>, Error> {
        let n_features = self.components.n_features();
        let mut matrix = vec![0.0; n_features * n_features];
        for i in 0..n_features {
            matrix[i * n_features + i] = across;
        }
        for (component, variance) in self.components.rows().zip(self.variances()) {
            let excess = map(variance) - across;
            for (row, a) in matrix.chunks_exact_mut(n_features).zip(component) {
                for (entry, b) in row.iter_mut().zip(component) {
                    *entry += a * excess * b;
                }
            }
        }
        Ok(Samples::new(matrix, n_features, n_features)?)
    }

    /// The variance along each component. The noise is everywhere, so none is smaller.
    fn variances(&self) -> impl Iterator<Item = f64> {
        self.explained_variance.iter().map(|variance| variance.max(self.noise_variance))
    }

    /// True if no direction was discarded.
    fn is_complete(&self) -> bool {
        self.n_components() == self.components.n_features()
    }

    fn check_regular(&self) -> Result<(), Error> {
        let (n_components, n_features) = self.components.shape();
        // The full solver cannot tell a smaller variance from 0.
        let rounding = (n_features as f64 * f64::EPSILON).powi(2) * self.explained_variance[0];
        let is_flat = self.variances().any(|variance| variance <= rounding);
        if is_flat || (self.noise_variance <= rounding && !self.is_complete()) {
            return Err(Error::Singular { n_components, n_features });
        }
        Ok(())
    }

    fn log_densities<F: Scalar>(&self, x: SamplesView<'_, F>) -> Result<Vec<f64>, Error> {
        let n_features = self.components.n_features();
        check_features(x.n_features(), n_features)?;
        self.check_regular()?;
        let deviations: Vec<f64> = self.variances().map(f64::sqrt).collect();
        let constant = self.log_determinant() + n_features as f64 * TAU.ln();
        Ok(map_chunks(x, 1, |rows, out| {
            let centred = self.centre.subtract(rows, 1.0);
            for (sample, out) in centred.columns().zip(out) {
                *out = -0.5 * (self.squared_length(sample, &deviations) + constant);
            }
        })?)
    }

    /// The logarithm of the covariance's determinant.
    fn log_determinant(&self) -> f64 {
        let (n_components, n_features) = self.components.shape();
        let n_discarded = n_features - n_components;
        let of_noise =
            if n_discarded == 0 { 0.0 } else { n_discarded as f64 * self.noise_variance.ln() };
        self.variances().map(f64::ln).sum::<f64>() + of_noise
    }

    /// The squared length of a centred sample in standard deviations. What is left of the sample across
    /// the components is found by subtraction of vectors, where no digits cancel in a square.
    fn squared_length(&self, sample: &[f64], deviations: &[f64]) -> f64 {
        let mut left = sample.to_vec();
        let mut length = 0.0;
        for (component, deviation) in self.components.rows().zip(deviations) {
            let along: f64 = sample.iter().zip(component).map(|(x, v)| x * v).sum();
            length += (along / deviation).powi(2);
            for (left, v) in left.iter_mut().zip(component) {
                *left -= along * v;
            }
        }
        if self.is_complete() {
            return length;
        }
        let deviation = self.noise_variance.sqrt();
        length + left.iter().map(|x| (x / deviation).powi(2)).sum::<f64>()
    }
}

compiled_once! {
    fn log_densities<F>(pca: &PcaModel, x: SamplesView<'_, F>) -> Result<Vec<f64>, Error>
        = PcaModel::log_densities
}
