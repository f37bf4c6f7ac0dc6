use std::hash::Hash;

use crate::bipartite_matching::{Edge, heaviest_matching};
use crate::counting::count_pairs;
use crate::{Contingency, Error};

/// The best one-to-one pairing of clusters with classes; see [`Contingency::matching`].
///
/// Classes and clusters go by their numbers in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Matching {
    /// The cluster of each class; `None` if the class has no partner.
    pub cluster_of_class: Vec<Option<usize>>,
    /// The class of each cluster; `None` if the cluster has no partner.
    pub class_of_cluster: Vec<Option<usize>>,
    /// Samples that are in the cluster of their class.
    pub n_matched: u64,
}

impl Contingency {
    /// Pairs classes with clusters, each at most once, so that as many samples as possible are in
    /// the cluster of their class.
    ///
    /// If there are more classes than clusters, or the reverse, some have no partner. A class and a
    /// cluster that share no sample are never paired. If several pairings are equally good, the
    /// order of the labels decides.
    ///
    /// It is the assignment problem (Kuhn 1955), as `scipy.optimize.linear_sum_assignment` solves
    /// it, but over the cells that are not 0: memory is that of the table, and thousands of labels on both
    /// sides need no dense matrix. Time is at most cubic in the number of labels (times a
    /// logarithm), and near that of reading the table if the labelings resemble each other.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::from_counts(&[[5, 4, 0], [6, 0, 1]])?;
    /// let matching = table.matching();
    /// // Cluster 0 holds most of both, but class 0 can do without it.
    /// assert_eq!(matching.cluster_of_class, [Some(1), Some(0)]);
    /// assert_eq!(matching.class_of_cluster, [Some(1), Some(0), None]);
    /// assert_eq!(matching.n_matched, 10);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn matching(&self) -> Matching {
        // The search starts from rows, so the side with fewer labels becomes the rows.
        let cluster_of_class = if self.n_classes() <= self.n_clusters() {
            self.columns_of_rows()
        } else {
            inverse(&self.transposed().columns_of_rows(), self.n_classes())
        };
        let class_of_cluster = inverse(&cluster_of_class, self.n_clusters());
        let matched =
            self.cells().iter().filter(|cell| cluster_of_class[cell.class] == Some(cell.cluster));
        let n_matched = matched.map(|cell| cell.count).sum();
        Matching { cluster_of_class, class_of_cluster, n_matched }
    }

    /// Accuracy if every cluster takes the name of its matched class: the share of samples in the
    /// cluster of their class, above 0 and up to 1. Symmetric.
    ///
    /// Every class has at most one cluster and every cluster at most one class
    /// ([`matching`](Self::matching)). So splitting a class lowers the score, unlike
    /// [`purity_score`](Self::purity_score). Not adjusted for chance: k equal classes score at
    /// least 1/k. Known as unsupervised clustering accuracy (ACC), as in Yang, Xu, Nie, Yan and
    /// Zhuang, "Image Clustering Using Local Discriminant Models and Global Integration", IEEE TIP
    /// 19, 2010; scikit-learn has none.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&[0, 0, 0, 1, 1, 1], &["b", "b", "a", "a", "a", "c"])?;
    /// assert_eq!(table.clustering_accuracy_score(), 4.0 / 6.0);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn clustering_accuracy_score(&self) -> f64 {
        self.matching().n_matched as f64 / self.n_samples() as f64
    }

    fn columns_of_rows(&self) -> Vec<Option<usize>> {
        let edges: Vec<Edge> = self
            .cells()
            .iter()
            .map(|cell| Edge { column: cell.cluster, weight: cell.count })
            .collect();
        let rows = self.cells().chunk_by(|a, b| a.class == b.class);
        let mut rest = edges.as_slice();
        let edges_of_row: Vec<&[Edge]> = rows
            .map(|row| {
                let (edges, others) = rest.split_at(row.len());
                rest = others;
                edges
            })
            .collect();
        heaviest_matching(&edges_of_row, self.n_clusters())
    }
}

fn inverse(partners: &[Option<usize>], n_others: usize) -> Vec<Option<usize>> {
    let mut inverse = vec![None; n_others];
    for (index, partner) in partners.iter().enumerate() {
        if let Some(partner) = partner {
            inverse[*partner] = Some(index);
        }
    }
    inverse
}

/// Pairs classes with clusters, one to one. Returns (class, cluster, samples in both) by label, in
/// order of the classes' first appearance. [`Contingency::matching`] describes the pairing.
///
/// Classes and clusters that are left without a partner are left out.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::optimal_matching;
///
/// let truth = ["ham", "ham", "ham", "spam", "spam", "spam"];
/// let found = [2, 2, 0, 0, 0, 1];
/// assert_eq!(optimal_matching(&truth, &found)?, [(&"ham", &2, 2), (&"spam", &0, 2)]);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn optimal_matching<'a, T: Eq + Hash + Sync, P: Eq + Hash + Sync>(
    labels_true: &'a [T],
    labels_pred: &'a [P],
) -> Result<Vec<(&'a T, &'a P, u64)>, Error> {
    Contingency::check_labels(labels_true, labels_pred)?;
    let counts = count_pairs(labels_true, labels_pred);
    let (classes, clusters) = (counts.classes.labels().to_vec(), counts.clusters.labels().to_vec());
    let table = Contingency::from_cells(counts.cells);
    let Matching { cluster_of_class, .. } = table.matching();
    let matched =
        table.cells().iter().filter(|cell| cluster_of_class[cell.class] == Some(cell.cluster));
    Ok(matched.map(|cell| (classes[cell.class], clusters[cell.cluster], cell.count)).collect())
}
