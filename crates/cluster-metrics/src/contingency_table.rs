use std::fmt::{self, Display, Formatter};
use std::hash::Hash;

use crate::counting::count_pairs;
use crate::text_table::write_table;
use crate::{Cell, Contingency, Error};

/// A [`Contingency`] with its labels, to print: classes and clusters in order, with their names.
///
/// It borrows the labels, which need an order and, to be printed, `Display`. `{}` prints at most 20
/// classes and 12 clusters and sums up the others. `{:#}` prints all of them. Names are cut at 20
/// characters. A `.` is a count of 0.
///
/// ```
/// use cluster_metrics::ContingencyTable;
///
/// let truth = ["spam", "spam", "spam", "ham", "ham", "ham", "news"];
/// let found = [10, 10, 2, 2, 2, 10, 2];
/// let table = ContingencyTable::new(&truth, &found)?;
/// let lines = [
///     "       2  10  total",
///     "ham    2   1      3",
///     "news   1   .      1",
///     "spam   1   2      3",
///     "total  4   3      7",
/// ];
/// assert!(table.to_string().lines().eq(lines), "{table}");
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ContingencyTable<'a, T, P> {
    counts: Contingency,
    classes: Vec<&'a T>,
    clusters: Vec<&'a P>,
}

impl<'a, T: Ord + Hash + Sync, P: Ord + Hash + Sync> ContingencyTable<'a, T, P> {
    /// Counts the pairs of labels. Rows and columns are in the order of the labels.
    ///
    /// # Errors
    ///
    /// The errors of [`Contingency::new`].
    pub fn new(labels_true: &'a [T], labels_pred: &'a [P]) -> Result<Self, Error> {
        Contingency::check_labels(labels_true, labels_pred)?;
        let counts = count_pairs(labels_true, labels_pred);
        let (classes, clusters) = (counts.classes.labels(), counts.clusters.labels());
        Ok(Self::ordered(classes, clusters, counts.cells))
    }

    /// Counts the pairs of labels that are given as numbers: `codes_true` count in `classes` and
    /// `codes_pred` in `clusters`.
    ///
    /// # Errors
    ///
    /// The errors of [`Contingency::new`]; [`Error::Code`] for a number without a label.
    ///
    /// ```
    /// use cluster_metrics::ContingencyTable;
    ///
    /// let table = ContingencyTable::of_codes((&["b", "a"], &[0, 1, 1]), (&[7, 5], &[0, 0, 1]))?;
    /// assert_eq!(table, ContingencyTable::new(&["b", "a", "a"], &[7, 7, 5])?);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn of_codes(
        (classes, codes_true): (&'a [T], &[u32]),
        (clusters, codes_pred): (&'a [P], &[u32]),
    ) -> Result<Self, Error> {
        Contingency::check_labels(codes_true, codes_pred)?;
        let counts = count_pairs(codes_true, codes_pred);
        let classes = labels_of(classes, counts.classes.labels())?;
        let clusters = labels_of(clusters, counts.clusters.labels())?;
        Ok(Self::ordered(&classes, &clusters, counts.cells))
    }

    /// Puts rows and columns in the order of their labels.
    fn ordered(classes: &[&'a T], clusters: &[&'a P], cells: Vec<Cell>) -> Self {
        let (class_order, cluster_order) = (order_of(classes), order_of(clusters));
        Self {
            classes: in_order(classes, &class_order),
            clusters: in_order(clusters, &cluster_order),
            counts: Contingency::from_cells(cells).reordered(&class_order, &cluster_order),
        }
    }
}

/// Returns the labels of numbers.
fn labels_of<'a, L>(labels: &'a [L], codes: &[&u32]) -> Result<Vec<&'a L>, Error> {
    let label = |code: &&u32| {
        let n_labels = labels.len();
        labels.get(**code as usize).ok_or(Error::Code { code: **code, n_labels })
    };
    codes.iter().map(label).collect()
}

impl<'a, T, P> ContingencyTable<'a, T, P> {
    /// The counts, from which every score is read. Class i is row i here, and cluster j column j.
    pub fn counts(&self) -> &Contingency {
        &self.counts
    }

    /// The label of each row.
    pub fn classes(&self) -> &[&'a T] {
        &self.classes
    }

    /// The label of each column.
    pub fn clusters(&self) -> &[&'a P] {
        &self.clusters
    }

    /// Returns the counts of each row, zeros included.
    pub fn rows(&self) -> impl Iterator<Item = Vec<u64>> {
        let rows = self.counts.cells().chunk_by(|a, b| a.class == b.class);
        rows.map(|cells| {
            let mut row = vec![0; self.counts.n_clusters()];
            for cell in cells {
                row[cell.cluster] = cell.count;
            }
            row
        })
    }

    /// Puts each cluster in the column of the class it is [matched](Contingency::matching) with.
    /// The diagonal then counts agreement. Clusters without a class come last.
    ///
    /// ```
    /// use cluster_metrics::ContingencyTable;
    ///
    /// let table = ContingencyTable::new(&["a", "a", "b", "b"], &[7, 7, 3, 5])?.aligned();
    /// assert_eq!(table.clusters(), [&7, &3, &5]);
    /// assert_eq!(table.rows().collect::<Vec<_>>(), [[2, 0, 0], [0, 1, 1]]);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    #[must_use]
    pub fn aligned(self) -> Self {
        let matching = self.counts.matching();
        let alone = (0..self.counts.n_clusters())
            .filter(|&cluster| matching.class_of_cluster[cluster].is_none());
        let matched = matching.cluster_of_class.iter().copied().flatten();
        let cluster_order: Vec<usize> = matched.chain(alone).collect();
        let class_order: Vec<usize> = (0..self.counts.n_classes()).collect();
        Self {
            counts: self.counts.reordered(&class_order, &cluster_order),
            classes: self.classes,
            clusters: in_order(&self.clusters, &cluster_order),
        }
    }
}

impl<T: Display, P: Display> Display for ContingencyTable<'_, T, P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let class = |class: usize| self.classes[class].to_string();
        let cluster = |cluster: usize| self.clusters[cluster].to_string();
        write_table(f, &self.counts, class, cluster)
    }
}

/// Prints the table as [`ContingencyTable`] does, with numbers for labels.
///
/// ```
/// use cluster_metrics::Contingency;
///
/// let table = Contingency::new(&["spam", "spam", "ham"], &["b", "a", "a"])?;
/// let lines = [
///     "       0  1  total",
///     "0      1  1      2",
///     "1      .  1      1",
///     "total  1  2      3",
/// ];
/// assert!(table.to_string().lines().eq(lines), "{table}");
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
impl Display for Contingency {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_table(f, self, |class| class.to_string(), |cluster| cluster.to_string())
    }
}

/// Returns the numbers of the labels, in the labels' order.
fn order_of<L: Ord>(labels: &[&L]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_unstable_by_key(|&number| labels[number]);
    order
}

fn in_order<'a, L>(labels: &[&'a L], order: &[usize]) -> Vec<&'a L> {
    order.iter().map(|&number| labels[number]).collect()
}
