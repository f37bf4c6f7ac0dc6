use thiserror::Error;

/// A reason why a clustering cannot be scored.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// There are no labels to score.
    #[error("nothing to score: there are no labels, or all counts are 0")]
    Empty,

    /// Two things that belong together differ in length.
    #[error("{found} {what} were given, but {expected} are needed")]
    LengthMismatch {
        /// The things counted, such as `"predicted labels"` or `"counts in a row"`.
        what: &'static str,
        /// The number given.
        found: usize,
        /// The number needed.
        expected: usize,
    },

    /// A number stands for no label.
    #[error("{code} is the number of no label; the {n_labels} labels count from 0")]
    Code {
        /// The first such number.
        code: u32,
        /// Labels that were given.
        n_labels: usize,
    },

    /// There are too many samples to count pairs of pairs exactly.
    #[error("{n_samples} samples are too many: label scores are exact up to {limit}")]
    TooManySamples {
        /// Samples given; `u64::MAX` if their number does not fit.
        n_samples: u64,
        /// The most samples allowed.
        limit: u64,
    },

    /// A score of the samples needs at least 2 labels and fewer labels than samples.
    #[error(
        "{n_labels} distinct labels for {n_samples} samples; there must be at least 2 labels, and \
         fewer labels than samples"
    )]
    NumberOfLabels {
        /// Distinct labels among the samples that are scored.
        n_labels: usize,
        /// Samples that are scored.
        n_samples: usize,
    },

    /// A subset must have at least one sample, and no more than there are.
    #[error("the subset size is {n_subset}; it must be 1 to {n_samples}, the number of samples")]
    SubsetSize {
        /// Samples that were asked for.
        n_subset: usize,
        /// Samples in all.
        n_samples: usize,
    },

    /// A number of a distance matrix is no distance.
    #[error(
        "the distance in row {row}, column {column} is {distance}; it must be 0 on the diagonal, and \
         nowhere negative"
    )]
    Distance {
        /// The row of the matrix, from 0.
        row: usize,
        /// Its column, from 0.
        column: usize,
        /// The number there.
        distance: f64,
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

    /// A stored table (feature `serde`) is not a table of counts. Cells must be sorted by
    /// class and cluster, count at least one sample, and leave no class and no cluster out.
    #[error(
        "cell {index} of a stored table ({count} samples of class {class} in cluster {cluster}) is \
         empty, out of order, or skips a number"
    )]
    StoredCell {
        /// The index of the first wrong cell.
        index: usize,
        /// Its class.
        class: usize,
        /// Its cluster.
        cluster: usize,
        /// Its count.
        count: u64,
    },

    /// The system has no memory that the data need.
    #[error(transparent)]
    Memory(#[from] digits_data::memory::OutOfMemory),

    /// A subset of the samples, or a set of reference samples, would not be finite.
    #[error(transparent)]
    Data(#[from] digits_data::Error),

    /// The distance kernel or the principal components failed.
    #[error(transparent)]
    Linalg(#[from] linalg_pca::Error),

    #[cfg(feature = "model-selection")]
    /// A fit whose inertia is needed failed.
    #[error(transparent)]
    KMeans(#[from] kmeans_core::Error),

    #[cfg(feature = "model-selection")]
    /// An inertia is 0, but its logarithm is needed.
    #[error(
        "{n_clusters} clusters leave an inertia of 0, because every sample lies on its centre; compare fewer clusters"
    )]
    NoInertia {
        /// Clusters that were fitted.
        n_clusters: usize,
    },
}

/// Refuses two lengths that differ.
pub(crate) fn check_length(what: &'static str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::LengthMismatch { what, found, expected })
}
