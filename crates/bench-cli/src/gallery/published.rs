//! What scikit-learn's page prints, to stand beside what we get.

use super::results::{Initialisation, Row};

/// A row of the page's table, as it is printed there; without its time, which is its machine's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Published {
    pub(super) init: Initialisation,
    /// Inertia, homogeneity, completeness, V-measure, ARI, AMI.
    pub(super) reproducible: [&'static str; 6],
    /// Of 300 samples that are drawn without a seed: no one can have it again.
    pub(super) silhouette: &'static str,
}

/// The table of scikit-learn 1.7's "A demo of K-Means clustering on the handwritten digits data".
pub(super) const PAGE: [Published; 3] = [
    Published {
        init: Initialisation::KMeansPlusPlus,
        reproducible: ["69545", "0.598", "0.645", "0.621", "0.469", "0.617"],
        silhouette: "0.158",
    },
    Published {
        init: Initialisation::Random,
        reproducible: ["69735", "0.681", "0.723", "0.701", "0.574", "0.698"],
        silhouette: "0.173",
    },
    Published {
        init: Initialisation::PcaBased,
        reproducible: ["69513", "0.600", "0.647", "0.622", "0.468", "0.618"],
        silhouette: "0.162",
    },
];

impl Published {
    /// How many of the reproducible figures are ours too, in every digit that the page prints.
    pub(super) fn n_equal(&self, row: &Row) -> usize {
        self.reproducible.iter().zip(printed(row)).filter(|(page, ours)| *page == ours).count()
    }
}

/// Our figures, printed as the page prints its own.
pub(super) fn printed(row: &Row) -> [String; 6] {
    let score = |score: f64| format!("{score:.3}");
    [
        format!("{:.0}", row.inertia),
        score(row.homogeneity),
        score(row.completeness),
        score(row.v_measure),
        score(row.adjusted_rand),
        score(row.adjusted_mutual_info),
    ]
}
