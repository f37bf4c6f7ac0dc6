use std::hash::Hash;

use crate::counting::count_pairs;
use crate::error::check_length;
use crate::{Cell, Error};

/// Counts of samples by true and predicted label. Every label score is a method of it.
///
/// Rows are the true classes and columns the predicted clusters, numbered in order of first
/// appearance. Only cells above 0 are stored, so a million samples with thousands of labels on
/// either side take no more memory than the labels. Labels are anything that can be compared and
/// hashed, of two different types if you like. All threads count them, so they must be `Sync`.
///
/// This type does not keep the labels. [`ContingencyTable`](crate::ContingencyTable) does, in their
/// order.
///
/// A score keeps every bit if labels are renamed or samples reordered: integers are summed exactly, and
/// floating-point terms are sorted by their counts first.
///
/// ```
/// use cluster_metrics::{Average, Contingency};
///
/// let truth = ["ham", "ham", "ham", "spam", "spam", "spam"];
/// let found = [0, 0, 1, 1, 2, 2];
/// let table = Contingency::new(&truth, &found)?;
///
/// assert_eq!((table.n_classes(), table.n_clusters()), (2, 3));
/// assert_eq!(table.adjusted_rand_score(), 8.0 / 33.0);
/// assert!((table.homogeneity_score() - 2.0 / 3.0).abs() < 1e-15);
/// assert!((table.adjusted_mutual_info_score(Average::Arithmetic) - 0.298_792).abs() < 1e-6);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
///
/// The feature `serde` stores the table as the list of its cells and checks it when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub struct Contingency {
    n_samples: u64,
    class_sizes: Vec<u64>,
    cluster_sizes: Vec<u64>,
    /// Cells in order of class, then cluster; no count is 0.
    cells: Vec<Cell>,
}

impl Contingency {
    /// The largest number of samples, 2³². Up to it, numerator and denominator of the adjusted Rand index,
    /// which are fourth powers, fit in 128-bit integers.
    pub const MAX_SAMPLES: u64 = 1 << 32;

    /// Counts the pairs of labels.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for no samples (scikit-learn calls that a perfect match),
    /// [`Error::LengthMismatch`], [`Error::TooManySamples`] beyond
    /// [`MAX_SAMPLES`](Self::MAX_SAMPLES).
    pub fn new(
        labels_true: &[impl Eq + Hash + Sync],
        labels_pred: &[impl Eq + Hash + Sync],
    ) -> Result<Self, Error> {
        Self::check_labels(labels_true, labels_pred)?;
        Ok(Self::from_cells(count_pairs(labels_true, labels_pred).cells))
    }

    /// Takes a table of counts: one row per class, one column per cluster.
    ///
    /// Rows and columns of zeros are left out, since their labels have no samples.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if all counts are 0, [`Error::LengthMismatch`] if the rows differ in
    /// length, [`Error::TooManySamples`] beyond [`MAX_SAMPLES`](Self::MAX_SAMPLES).
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::from_counts(&[[2, 1, 0], [0, 1, 2]])?;
    /// assert_eq!(table, Contingency::new(&[0, 0, 0, 1, 1, 1], &[0, 0, 1, 1, 2, 2])?);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn from_counts<R: AsRef<[u64]>>(rows: &[R]) -> Result<Self, Error> {
        let rows = || rows.iter().map(AsRef::as_ref);
        let n_columns = rows().next().map_or(0, <[u64]>::len);
        for row in rows() {
            check_length("counts in a row", row.len(), n_columns)?;
        }
        let total = rows().flatten().try_fold(0_u64, |sum, &count| sum.checked_add(count));
        let n_samples = check_total(total)?;

        let sum_of_column = |column: usize| rows().map(|row| row[column]).sum::<u64>();
        let mut cluster_sizes: Vec<u64> = (0..n_columns).map(sum_of_column).collect();
        let mut class_sizes = Vec::new();
        let mut cells = Vec::new();
        for row in rows().filter(|row| row.iter().any(|&count| count > 0)) {
            let counted = row.iter().zip(&cluster_sizes).filter(|&(_, &size)| size > 0);
            for (cluster, (&count, _)) in counted.enumerate().filter(|&(_, (&count, _))| count > 0)
            {
                cells.push(Cell { class: class_sizes.len(), cluster, count });
            }
            class_sizes.push(row.iter().sum());
        }
        cluster_sizes.retain(|&size| size > 0);
        Ok(Self { n_samples, class_sizes, cluster_sizes, cells })
    }

    /// Checks the labels as [`new`](Self::new) does.
    pub(crate) fn check_labels<T, P>(labels_true: &[T], labels_pred: &[P]) -> Result<(), Error> {
        check_length("predicted labels", labels_pred.len(), labels_true.len())?;
        check_total(Some(labels_true.len() as u64))?;
        Ok(())
    }

    /// Makes a table of cells in their order, without empty rows and columns.
    pub(crate) fn from_cells(cells: Vec<Cell>) -> Self {
        let n_classes = cells.iter().map(|cell| cell.class + 1).max().unwrap_or(0);
        let n_clusters = cells.iter().map(|cell| cell.cluster + 1).max().unwrap_or(0);
        let (mut class_sizes, mut cluster_sizes) = (vec![0; n_classes], vec![0; n_clusters]);
        for cell in &cells {
            class_sizes[cell.class] += cell.count;
            cluster_sizes[cell.cluster] += cell.count;
        }
        Self { n_samples: class_sizes.iter().sum(), class_sizes, cluster_sizes, cells }
    }

    /// Number of samples, 1…2³².
    pub fn n_samples(&self) -> u64 {
        self.n_samples
    }

    /// Number of distinct true labels, at least 1.
    pub fn n_classes(&self) -> usize {
        self.class_sizes.len()
    }

    /// Number of distinct predicted labels, at least 1.
    pub fn n_clusters(&self) -> usize {
        self.cluster_sizes.len()
    }

    /// Samples of each true class: the sums of the rows.
    pub fn class_sizes(&self) -> &[u64] {
        &self.class_sizes
    }

    /// Samples in each predicted cluster: the sums of the columns.
    pub fn cluster_sizes(&self) -> &[u64] {
        &self.cluster_sizes
    }

    /// The cells that are not 0, by class, then by cluster.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Exchanges the two labelings.
    pub(crate) fn transposed(&self) -> Self {
        let exchanged =
            |cell: &Cell| Cell { class: cell.cluster, cluster: cell.class, count: cell.count };
        let mut cells: Vec<Cell> = self.cells.iter().map(exchanged).collect();
        cells.sort_unstable_by_key(|cell| (cell.class, cell.cluster));
        Self::from_cells(cells)
    }

    /// Moves the class `class_order[i]` to row i and the cluster `cluster_order[j]` to column j.
    pub(crate) fn reordered(&self, class_order: &[usize], cluster_order: &[usize]) -> Self {
        let (rows, columns) = (places(class_order), places(cluster_order));
        let moved = |cell: &Cell| Cell {
            class: rows[cell.class],
            cluster: columns[cell.cluster],
            count: cell.count,
        };
        let mut cells: Vec<Cell> = self.cells.iter().map(moved).collect();
        cells.sort_unstable_by_key(|cell| (cell.class, cell.cluster));
        Self::from_cells(cells)
    }

    /// True if every cluster holds samples of one class only.
    pub(crate) fn is_homogeneous(&self) -> bool {
        self.cells.len() == self.n_clusters()
    }

    /// True if every class lies in one cluster only.
    pub(crate) fn is_complete(&self) -> bool {
        self.cells.len() == self.n_classes()
    }

    /// True if the two labelings differ only in the values of labels.
    pub(crate) fn is_same_partition(&self) -> bool {
        self.is_homogeneous() && self.is_complete()
    }
}

/// Inverts a permutation: finds the place of each number in `order`.
fn places(order: &[usize]) -> Vec<usize> {
    let mut places = vec![0; order.len()];
    for (place, &number) in order.iter().enumerate() {
        places[number] = place;
    }
    places
}

/// Checks the number of samples: at least 1, at most [`Contingency::MAX_SAMPLES`]. `None` means that their
/// sum overflowed.
fn check_total(n_samples: Option<u64>) -> Result<u64, Error> {
    match n_samples {
        Some(0) => Err(Error::Empty),
        Some(n_samples) if n_samples <= Contingency::MAX_SAMPLES => Ok(n_samples),
        _ => Err(Error::TooManySamples {
            n_samples: n_samples.unwrap_or(u64::MAX),
            limit: Contingency::MAX_SAMPLES,
        }),
    }
}

/// Only the cells are stored. Everything else follows from them.
#[cfg(feature = "serde")]
mod stored {
    use serde::{Deserialize, Serialize};

    use super::{Cell, Contingency, check_total};
    use crate::Error;

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "Contingency", deny_unknown_fields)]
    pub(super) struct Stored {
        cells: Vec<Cell>,
    }

    impl From<Contingency> for Stored {
        fn from(Contingency { cells, .. }: Contingency) -> Self {
            Self { cells }
        }
    }

    impl TryFrom<Stored> for Contingency {
        type Error = Error;

        fn try_from(Stored { cells }: Stored) -> Result<Self, Error> {
            check_total(cells.iter().try_fold(0_u64, |sum, cell| sum.checked_add(cell.count)))?;
            if let Some(index) = first_out_of_place(&cells) {
                let Cell { class, cluster, count } = cells[index];
                return Err(Error::StoredCell { index, class, cluster, count });
            }
            Ok(Self::from_cells(cells))
        }
    }

    /// Finds the first cell that breaks a rule: counts are at least 1, cells rise by class and
    /// cluster, and no class or cluster is left out. So no number exceeds the number of cells.
    fn first_out_of_place(cells: &[Cell]) -> Option<usize> {
        let place = |cell: &Cell| (cell.class, cell.cluster);
        let mut has_cluster = vec![false; cells.len()];
        for (index, cell) in cells.iter().enumerate() {
            let rises = match index.checked_sub(1).map(|before| &cells[before]) {
                Some(before) => place(before) < place(cell) && cell.class - before.class <= 1,
                None => cell.class == 0,
            };
            match has_cluster.get_mut(cell.cluster) {
                Some(has_cluster) if rises && cell.count > 0 => *has_cluster = true,
                _ => return Some(index),
            }
        }
        let n_clusters = has_cluster.iter().take_while(|&&has_cluster| has_cluster).count();
        cells.iter().position(|cell| cell.cluster >= n_clusters)
    }
}
