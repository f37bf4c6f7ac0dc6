use std::cmp::min;

use digits_data::{SamplesView, Scalar, compiled_once};

use super::centre::{Centre, Spread};
use super::components::Components;
use super::decomposition::Decomposition;
use super::full::{principal_axes_of_columns, principal_axes_of_rows};
use super::matrix::Matrix;
use super::model::PcaModel;
use super::solver::Solver;
use crate::Error;
use crate::moments::{Merged, moments};

/// Principal component analysis of samples that arrive in batches, or are too many to take at once.
///
/// These are the parameters of scikit-learn's `IncrementalPCA`. [`fit`](Self::fit) cuts samples
/// into batches. [`start`](Self::start) takes the first batch of a stream, and
/// [`IncrementalPcaModel::partial_fit`] each later one.
///
/// Between two batches it keeps only the first `n_components` directions. With all of them the
/// result is that of [`Pca`](crate::Pca), up to rounding. With fewer, the variances lack what past
/// samples had along discarded directions.
///
/// Source: D. Ross, J. Lim, R. Lin and M. Yang, "Incremental learning for robust visual tracking",
/// Int. J. Computer Vision 77, 2008.
///
/// ```
/// use digits_data::load_digits;
/// use linalg_pca::IncrementalPca;
///
/// let digits = load_digits()?;
/// let x = digits.samples().view();
/// let mut model = IncrementalPca::new(64).start(x.slice(0..600).ok_or("too few")?)?;
/// model.partial_fit(x.slice(600..1797).ok_or("too few")?)?;
/// assert_eq!(model.n_samples_seen(), 1797);
/// let ratio = model.pca().explained_variance_ratio()[0];
/// assert!((0.148_90..0.148_91).contains(&ratio));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IncrementalPca {
    /// Number of components to keep. The largest, which `None` keeps, is `n_features` or the number
    /// of samples in the first batch, whichever is smaller.
    pub n_components: Option<usize>,
    /// Bring every component to variance 1 on [`PcaModel::transform`].
    pub whiten: bool,
    /// Number of samples that [`fit`](IncrementalPca::fit) takes at a time. `None` means five per
    /// feature.
    pub batch_size: Option<usize>,
}

/// The state of an [`IncrementalPca`]: the samples seen so far, and their components.
///
/// The feature `serde` stores it in any of its formats. A model that is read is checked, and can
/// learn on.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub struct IncrementalPcaModel {
    pca: PcaModel,
    seen: Merged,
}

impl IncrementalPca {
    /// `n_components` components, not whitened.
    pub fn new(n_components: usize) -> Self {
        Self { n_components: Some(n_components), ..Self::default() }
    }

    /// Takes the first batch, which must have enough samples for the components.
    ///
    /// # Errors
    ///
    /// [`Error::ComponentCount`] if there are fewer features than components,
    /// [`Error::BatchComponents`] if the batch has fewer samples, and the errors of [`Pca::fit`](crate::Pca::fit).
    pub fn start<F: Scalar>(&self, x: SamplesView<F>) -> Result<IncrementalPcaModel, Error> {
        start(self, x)
    }

    fn start_checked<F: Scalar>(
        &self,
        x: SamplesView<'_, F>,
    ) -> Result<IncrementalPcaModel, Error> {
        let n_components = self.n_components_of(x)?;
        if x.rows().all(|row| row == x.row(0)) {
            return Err(Error::NoVariance { n_samples: x.n_samples() });
        }
        let piece = Merged::of(moments(x, None, x.n_samples() as f64)?, x.n_samples() as f64);
        let centre = centre_of(&piece);
        let spread = Spread::of(piece.variance.iter().sum())?;
        let centred = centre.subtract(x.as_slice(), spread.unit);
        let pca = decompose(centred, centre, spread, &piece, n_components, self.whiten)?;
        Ok(IncrementalPcaModel { pca, seen: piece })
    }

    fn n_components_of<F: Scalar>(&self, batch: SamplesView<'_, F>) -> Result<usize, Error> {
        let (n_samples, n_features) = batch.shape();
        let n_components = self.n_components.unwrap_or(min(n_samples, n_features));
        if !(1..=n_features).contains(&n_components) {
            return Err(Error::ComponentCount { n_components, largest: n_features });
        }
        if n_components > n_samples {
            return Err(Error::BatchComponents { n_components, n_samples });
        }
        Ok(n_components)
    }

    /// Takes all samples in batches of [`batch_size`](Self::batch_size).
    ///
    /// A last batch with fewer samples than components joins the one before, as in scikit-learn. The
    /// first batch grows by further ones while all of its samples are equal.
    ///
    /// # Errors
    ///
    /// The errors of [`start`](Self::start) for the first batch, and of
    /// [`partial_fit`](IncrementalPcaModel::partial_fit); [`Error::BatchSize`] for batches of no
    /// samples.
    pub fn fit<F: Scalar>(&self, x: SamplesView<F>) -> Result<IncrementalPcaModel, Error> {
        let batch_size = self.batch_size.unwrap_or(x.n_features().saturating_mul(5));
        if batch_size == 0 {
            return Err(Error::BatchSize);
        }
        let least = self.n_components.unwrap_or(0);
        let mut end = batch_end(x.n_samples(), 0, batch_size, least);
        let batch = |rows| x.slice(rows).unwrap_or(x);
        while end < x.n_samples() && batch(0..end).rows().all(|row| row == x.row(0)) {
            end = batch_end(x.n_samples(), end, batch_size, least);
        }
        let mut model = self.start(batch(0..end))?;
        while end < x.n_samples() {
            let first = end;
            end = batch_end(x.n_samples(), first, batch_size, least);
            model.partial_fit(batch(first..end))?;
        }
        Ok(model)
    }
}

impl Default for IncrementalPca {
    /// Keeps as many components as the first batch allows, without whitening, and takes five
    /// samples per feature at a time.
    fn default() -> Self {
        Self { n_components: None, whiten: false, batch_size: None }
    }
}

impl IncrementalPcaModel {
    /// Takes any number of further samples.
    ///
    /// Means and total variances are those of all samples seen, whatever their offset. Results are
    /// those of scikit-learn, with two differences. Signs are those of
    /// [`Pca::fit`](crate::Pca::fit). The noise variance is the mean over the discarded directions
    /// of all samples seen.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`], and the errors of [`Pca::fit`](crate::Pca::fit) that concern the
    /// samples. After an error the model is unchanged.
    pub fn partial_fit<F: Scalar>(&mut self, x: SamplesView<F>) -> Result<(), Error> {
        learn(self, x)
    }

    fn learn<F: Scalar>(&mut self, x: SamplesView<'_, F>) -> Result<(), Error> {
        let (n_samples, n_features) = x.shape();
        let expected = self.seen.mean.len();
        if n_features != expected {
            return Err(Error::FeatureMismatch { found: n_features, expected });
        }
        let piece = Merged::of(moments(x, None, n_samples as f64)?, n_samples as f64);
        let mut seen = self.seen.clone();
        seen.merge(&piece)?;
        let spread = Spread::of(seen.variance.iter().sum())?;
        let stacked = self.stacked(x, &piece, seen.total_weight, spread.unit);
        let n_components = self.pca.n_components();
        let centre = centre_of(&seen);
        let whiten = self.pca.whitens();
        self.pca = decompose(stacked, centre, spread, &seen, n_components, whiten)?;
        self.seen = seen;
        Ok(())
    }

    /// The components as a model that transforms.
    ///
    /// Its [`solver`](PcaModel::solver) is [`Solver::Full`], which decomposes each batch.
    pub fn pca(&self) -> &PcaModel {
        &self.pca
    }

    /// Number of samples taken in so far.
    pub fn n_samples_seen(&self) -> usize {
        // Counted in an f64, exactly up to 2^53.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let n_samples = self.seen.total_weight as usize;
        n_samples
    }

    /// The population variance of each feature over all samples seen.
    pub fn variance(&self) -> &[f64] {
        &self.seen.variance
    }

    /// Returns columns with the scatter of all samples, as far as it was kept: the batch minus its
    /// own mean, the components times their singular values, and the difference of the two means.
    fn stacked<F: Scalar>(
        &self,
        x: SamplesView<F>,
        piece: &Merged,
        n_total: f64,
        unit: f64,
    ) -> Matrix {
        let (n_samples, n_components) = (x.n_samples(), self.pca.n_components());
        let mut columns = centre_of(piece)
            .subtract(x.as_slice(), unit)
            .with_columns(n_samples + n_components + 1);
        let components = self.pca.components();
        for (k, component) in components.rows().enumerate() {
            let length = self.pca.singular_values()[k] / unit;
            let column = columns.column_mut(n_samples + k).iter_mut();
            column.zip(component).for_each(|(value, entry)| *value = entry * length);
        }
        let weight = (self.seen.total_weight / n_total * n_samples as f64).sqrt() / unit;
        let last = columns.column_mut(n_samples + n_components);
        for (value, apart) in last.iter_mut().zip(self.seen.mean_minus(piece)) {
            *value = apart * weight;
        }
        columns
    }
}

compiled_once! {
    fn start<F>(pca: &IncrementalPca, x: SamplesView<'_, F>) -> Result<IncrementalPcaModel, Error>
        = IncrementalPca::start_checked
}

compiled_once! {
    fn learn<F>(model: &mut IncrementalPcaModel, x: SamplesView<'_, F>) -> Result<(), Error>
        = IncrementalPcaModel::learn
}

/// Finds the first components of centred columns, as a model of all samples behind them.
fn decompose(
    columns: Matrix,
    centre: Centre,
    spread: Spread,
    seen: &Merged,
    n_components: usize,
    whiten: bool,
) -> Result<PcaModel, Error> {
    let count = Components::Count(n_components);
    let (mut singular_values, components) = if columns.n_columns() >= columns.n_rows() {
        principal_axes_of_rows(columns.transpose(), count)?
    } else {
        principal_axes_of_columns(columns, count)?
    };
    singular_values.truncate(n_components);
    let n_features = seen.mean.len();
    // Counted in an f64, exactly up to 2^53.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let n_samples = seen.total_weight as usize;
    let decomposition = Decomposition::of_kept_values(
        centre,
        spread,
        (n_samples, n_features),
        (singular_values, components),
        Solver::Full,
    );
    PcaModel::new(decomposition, whiten)
}

fn centre_of(seen: &Merged) -> Centre {
    Centre { mean: seen.mean.clone(), remainder: seen.remainder.clone() }
}

/// The end of the batch that begins at `first`. If fewer than `least` samples would follow, they
/// belong to this batch.
fn batch_end(n_samples: usize, first: usize, batch_size: usize, least: usize) -> usize {
    let end = first.saturating_add(batch_size);
    if end.saturating_add(least) > n_samples { n_samples } else { end }
}

/// The stored form: the components, and the statistics of the samples seen.
#[cfg(feature = "serde")]
mod stored {
    use serde::{Deserialize, Serialize};

    use super::{IncrementalPcaModel, Merged, PcaModel};
    use crate::Error;
    use crate::pca::centre::Centre;
    use crate::stored::{Range, check, check_each};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "IncrementalPcaModel", deny_unknown_fields)]
    pub(super) struct Stored {
        n_samples_seen: usize,
        variance: Vec<f64>,
        pca: PcaModel,
    }

    impl From<IncrementalPcaModel> for Stored {
        fn from(model: IncrementalPcaModel) -> Self {
            let n_samples_seen = model.n_samples_seen();
            Self { n_samples_seen, variance: model.seen.variance, pca: model.pca }
        }
    }

    impl TryFrom<Stored> for IncrementalPcaModel {
        type Error = Error;

        fn try_from(Stored { n_samples_seen, variance, pca }: Stored) -> Result<Self, Error> {
            let total_weight = n_samples_seen as f64;
            check("n_samples_seen", total_weight, Range::AboveZero)?;
            if n_samples_seen < pca.n_components() {
                return Err(Error::StoredValue {
                    field: "n_samples_seen",
                    index: None,
                    value: total_weight,
                    expected: "at least the number of components",
                });
            }
            check_each("variance", &variance, pca.mean().len(), Range::FromZero)?;
            let Centre { mean, remainder } = pca.centre().clone();
            Ok(Self { pca, seen: Merged { mean, remainder, variance, total_weight } })
        }
    }
}
