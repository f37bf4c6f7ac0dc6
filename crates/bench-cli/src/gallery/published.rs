use super::experiment::Initialisation;

/// The figures of a row that can be reproduced. The last, the silhouette, cannot: the page draws its
/// 300 samples without a seed.
pub(super) const N_REPRODUCIBLE: usize = 6;

/// The table of scikit-learn 1.7's "A demo of K-Means clustering on the handwritten digits data" without
/// its times: inertia, homogeneity, completeness, V-measure, ARI, AMI, silhouette.
pub(super) const PAGE: [(Initialisation, [&str; 7]); 3] = [
    (
        Initialisation::KMeansPlusPlus,
        ["69545", "0.598", "0.645", "0.621", "0.469", "0.617", "0.158"],
    ),
    (Initialisation::Random, ["69735", "0.681", "0.723", "0.701", "0.574", "0.698", "0.173"]),
    (Initialisation::PcaBased, ["69513", "0.600", "0.647", "0.622", "0.468", "0.618", "0.162"]),
];
