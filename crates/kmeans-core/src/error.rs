use thiserror::Error;

/// A fault in the parameters or the data of a clustering.
///
/// Samples and clusters count from 0.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// The number of clusters is 0, or larger than the number of samples with weight.
    #[error("{}", wrong_number(*n_clusters, *n_samples))]
    NumberOfClusters {
        /// Clusters that were asked for.
        n_clusters: usize,
        /// Samples whose share of the total weight is not 0.
        n_samples: usize,
    },

    /// A parameter is out of its range.
    #[error("{name} is {value}; it must be {expected}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// The value given.
        value: f64,
        /// The values accepted.
        expected: &'static str,
    },

    /// The given first centres have another shape than the clustering.
    #[error(
        "the given centres are {found_clusters} rows of {found_features} features; \
         {n_clusters} rows of {n_features} features are needed"
    )]
    CentersShape {
        /// Rows that were given.
        found_clusters: usize,
        /// Columns that were given.
        found_features: usize,
        /// Clusters that were asked for.
        n_clusters: usize,
        /// Features of the samples.
        n_features: usize,
    },

    #[cfg(feature = "pca")]
    /// There are fewer principal components than clusters.
    #[error(
        "{n_clusters} clusters cannot start from principal components: \
         {n_samples} samples of {n_features} features have at most {} components", n_samples.min(n_features)
    )]
    PcaComponents {
        /// Clusters that were asked for.
        n_clusters: usize,
        /// Samples that there are.
        n_samples: usize,
        /// Features that they have.
        n_features: usize,
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

    /// The sum of the sample weights is too large or too small to calculate with.
    #[error(
        "the weights of {n_samples} samples add up to {total:e}, \
         which cannot be calculated with; scale them"
    )]
    TotalWeight {
        /// Number of weights.
        n_samples: usize,
        /// Their sum: infinite, or above 0 and below `f64::MIN_POSITIVE / f64::EPSILON`.
        total: f64,
    },

    /// The samples do not have as many features as the model takes.
    #[error("the samples have {found} features, but the model was fitted to {expected}")]
    FeatureMismatch {
        /// Features of the samples.
        found: usize,
        /// Features the model takes.
        expected: usize,
    },

    /// Values are so far apart that their squared distances are not finite.
    #[error(
        "row {row} of the {what} lies too far out: its squared distance from the mean, \
         {squared_distance:e}, is more than {scalar} can calculate with; scale the data down"
    )]
    TooFar {
        /// The kind of row: `"samples"`, `"given centres"` or `"centres"`.
        what: &'static str,
        /// The first such row.
        row: usize,
        /// ‖x − mean‖², perhaps infinite.
        squared_distance: f64,
        /// The type of the samples.
        scalar: &'static str,
    },

    /// A model that was read, with the feature `serde`, holds a number that no fit can find.
    #[error("{} of a stored model is {value}; it must be {expected}", place(field, *index))]
    StoredValue {
        /// The name of the number.
        field: &'static str,
        /// Its index, if it is one of several.
        index: Option<usize>,
        /// The number.
        value: f64,
        /// The accepted numbers.
        expected: &'static str,
    },

    /// A model that was read has more or fewer values of some kind than it must have.
    #[error("{field} of a stored model has length {found}; it must be {expected}")]
    StoredLength {
        /// The name of the values.
        field: &'static str,
        /// The number of values.
        found: usize,
        /// The number that it must be.
        expected: usize,
    },

    /// The weighted sum of squared distances is not finite.
    #[error("inertia is not finite; scale the sample weights or the data down")]
    Inertia,

    /// A block, its shard, a part, or centres do not belong together.
    #[error("{found} {what} in one of the blocks, shards or parts, {expected} in another")]
    Blocks {
        /// The things that were counted.
        what: &'static str,
        /// Their number in what was given.
        found: usize,
        /// Their number in what it was given to.
        expected: usize,
    },

    /// The system has no memory that the data need.
    #[error(transparent)]
    Memory(#[from] digits_data::memory::OutOfMemory),

    /// A result cannot be represented in the samples' type.
    #[error(transparent)]
    Data(#[from] digits_data::Error),

    /// The principal components to start from could not be computed.
    #[error(transparent)]
    Linalg(#[from] linalg_pca::Error),
}

fn wrong_number(n_clusters: usize, n_samples: usize) -> String {
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    let found = format!(
        "cannot find {n_clusters} cluster{} in {n_samples} sample{}",
        plural(n_clusters),
        plural(n_samples)
    );
    match n_samples {
        0 => format!("{found}; at least one sample must have a weight above 0"),
        1 => format!("{found}; the number of clusters must be 1"),
        n => format!("{found}; the number of clusters must be 1 to {n}"),
    }
}

fn place(field: &str, index: Option<usize>) -> String {
    index.map_or_else(|| field.to_owned(), |index| format!("{field}[{index}]"))
}
