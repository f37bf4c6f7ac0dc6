use thiserror::Error;

#[cfg(feature = "pca")]
use crate::pca::Solver;

/// Errors of scaling, PCA and distances.
///
/// Samples, features and components count from 0.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// A result does not fit the scalar type of the samples.
    #[error(transparent)]
    Data(#[from] digits_data::Error),

    /// The system has no memory that the data need.
    #[error(transparent)]
    Memory(#[from] digits_data::memory::OutOfMemory),

    /// The samples do not have as many features as the model takes.
    #[error("the samples have {found} features, but the model was fitted to {expected}")]
    FeatureMismatch {
        /// Features of the samples.
        found: usize,
        /// Features the model takes.
        expected: usize,
    },

    /// The number of weights is not the number of samples.
    #[error("{found} sample weights were given for {expected} samples; give one per sample")]
    SampleWeightLength {
        /// Weights that were given.
        found: usize,
        /// Samples that were given.
        expected: usize,
    },

    /// A sample weight is negative, NaN or infinite.
    #[error("sample {sample} has weight {weight}; a weight must be finite and not negative")]
    SampleWeight {
        /// The first such sample.
        sample: usize,
        /// Its weight.
        weight: f64,
    },

    /// The sample weights do not add up to a positive, finite number.
    #[error(
        "the weights of {n_samples} samples add up to {total}; the sum must be positive and finite"
    )]
    TotalWeight {
        /// Number of weights.
        n_samples: usize,
        /// Their sum: 0, or infinity.
        total: f64,
    },

    /// A mean or a variance exceeds the largest `f64`.
    #[error("the {quantity} of feature {feature} is too large for an f64; scale the data down")]
    Overflow {
        /// `"mean"`, `"variance"`, or the name of another statistic.
        quantity: &'static str,
        /// The first such feature.
        feature: usize,
    },

    /// More components than there are directions, or zero.
    #[error("{n_components} components were requested; these data allow 1 to {largest}")]
    ComponentCount {
        /// Components that were asked for.
        n_components: usize,
        /// The smaller of the numbers of samples and features.
        largest: usize,
    },

    /// More components than a batch of incremental PCA has samples.
    #[error(
        "a batch of {n_samples} samples cannot give {n_components} components; take larger batches \
         or fewer components"
    )]
    BatchComponents {
        /// Components that were asked for.
        n_components: usize,
        /// Samples of the batch.
        n_samples: usize,
    },

    /// A fraction of the variance that is not between 0 and 1.
    #[error("the variance fraction is {fraction}; it must lie above 0 and below 1")]
    VarianceFraction {
        /// The fraction given.
        fraction: f64,
    },

    /// [`Solver::Randomized`](crate::Solver::Randomized) was asked for all components, a fraction of
    /// the variance or the likeliest number; it finds a given number of components.
    #[error("the randomized solver finds a given number of components; give a number")]
    RandomizedComponents,

    /// The likeliest number of components was asked of fewer samples than features.
    #[error(
        "the likeliest number of components needs at least as many samples as features, not \
         {n_samples} of {n_features} features"
    )]
    LikeliestComponents {
        /// Number of samples.
        n_samples: usize,
        /// Number of features.
        n_features: usize,
    },

    /// Batches of no samples were asked for.
    #[error("the batch size is 0; it must be at least 1")]
    BatchSize,

    /// A feature range that is empty, reversed or not finite.
    #[error("the feature range goes from {lower} to {upper}; it must be finite and ascending")]
    FeatureRange {
        /// The lower end.
        lower: f64,
        /// The upper end.
        upper: f64,
    },

    /// A range of percentiles that exceeds 0 to 100, or is reversed.
    #[error(
        "the quantile range goes from {lower} to {upper}; it must lie in 0 to 100 and not descend"
    )]
    QuantileRange {
        /// The lower percentile.
        lower: f64,
        /// The upper percentile.
        upper: f64,
    },

    /// There is one sample, or all are the same: no direction has any variance.
    #[error(
        "no direction has any variance; PCA needs at least 2 distinct samples, not {n_samples} equal ones"
    )]
    NoVariance {
        /// Number of samples.
        n_samples: usize,
    },

    /// The samples differ, but so little or so much that the variance does not fit an `f64`.
    #[error("the total variance, {total:e}, leaves the range of an f64; rescale the data")]
    VarianceRange {
        /// The sum of the features' variances: infinite, or below the smallest normal number.
        total: f64,
    },

    /// Whitening would divide by a standard deviation that may be rounding alone.
    #[cfg(feature = "pca")]
    #[error(
        "component {component} has variance {explained_variance:e}, at or below the rounding \
         level {threshold:e} of the solver {solver:?}; keep fewer components to whiten"
    )]
    Whiten {
        /// The solver that found it.
        solver: Solver,
        /// The first such component.
        component: usize,
        /// Its variance.
        explained_variance: f64,
        /// The largest variance that may be rounding alone.
        threshold: f64,
    },

    /// A density was asked of a model that allows no difference in some direction.
    #[cfg(feature = "pca")]
    #[error(
        "the covariance of {n_components} components in {n_features} features has no inverse, \
         because a variance is 0 or only rounding; keep fewer components"
    )]
    Singular {
        /// Components of the model.
        n_components: usize,
        /// Its features.
        n_features: usize,
    },

    /// A slice has the wrong length.
    #[error("{found} {what} were given, but {expected} are needed")]
    LengthMismatch {
        /// Name of what was counted, such as `"values of the offset"`.
        what: &'static str,
        /// Number given.
        found: usize,
        /// Number needed.
        expected: usize,
    },

    /// A stored model (feature `serde`) holds a number that no fit can find.
    #[error("{} of a stored model is {value}; it must be {expected}", place(field, *index))]
    StoredValue {
        /// Name of the number.
        field: &'static str,
        /// The index of the number in its list; `None` if it stands alone.
        index: Option<usize>,
        /// The number.
        value: f64,
        /// The range it must lie in.
        expected: &'static str,
    },

    /// A list in a stored model is longer or shorter than its features or components need.
    #[error("{field} of a stored model has length {found}; it must be {expected}")]
    StoredLength {
        /// Name of the numbers.
        field: &'static str,
        /// Their number.
        found: usize,
        /// The number there must be.
        expected: usize,
    },

    /// A stored model names [`Solver::Auto`](crate::Solver::Auto) as its solver. Auto only chooses
    /// another solver, which a model must name.
    #[error("the solver of a stored model is Auto; it must be the one that ran")]
    StoredSolver,

    /// An eigenvalue or singular value iteration did not converge in time.
    #[error("no convergence on a {size} x {size} matrix within {iterations} iterations")]
    NoConvergence {
        /// Rows of the matrix.
        size: usize,
        /// Iterations that were allowed.
        iterations: usize,
    },

    /// A decomposition came out less accurate than it must be.
    #[error(
        "the decomposition of a {size} x {size} matrix is inaccurate: residual {residual:e} exceeds {bound:e}"
    )]
    Residual {
        /// Rows of the matrix.
        size: usize,
        /// The worst relative residual, or departure from orthonormality.
        residual: f64,
        /// The largest that is accepted.
        bound: f64,
    },
}

fn place(field: &str, index: Option<usize>) -> String {
    index.map_or_else(|| field.to_owned(), |index| format!("{field}[{index}]"))
}
