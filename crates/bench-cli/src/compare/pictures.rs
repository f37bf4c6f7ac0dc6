use anyhow::Result;
use digits_data::Dataset;
use kmeans_core::KMeans;
use linalg_pca::Pca;

use super::experiment::{Experiment, N_CLUSTERS};
use super::results::Results;
use crate::figures::{CentroidGrid, PcaPlane};

const PAGE_TITLE: &str = "K-means clustering on the digits dataset (PCA-reduced data)\n\
                          Centroids are marked with white cross";

/// The digits are 8×8 images.
const IMAGE_WIDTH: usize = 8;

/// The page's figure: k-means on the raw digits' two principal components.
pub(super) fn pca_plane(digits: &Dataset, experiment: &Experiment) -> Result<Option<String>> {
    let samples = digits.samples().view();
    let plane = Pca::new(2).fit(samples)?.transform(samples)?;
    let kmeans = KMeans {
        n_init: Some(experiment.n_init),
        random_state: experiment.random_state,
        ..KMeans::new(N_CLUSTERS)
    };
    let model = kmeans.fit(plane.view())?;
    let figure = PcaPlane {
        points: plane.view(),
        cluster_centers: model.cluster_centers(),
        title: PAGE_TITLE,
    };
    Ok(figure.to_svg())
}

/// The tutorial's figure: the centroids of its first fit as images.
pub(super) fn centroids(results: &Results) -> Option<String> {
    let cluster_centers = results.tutorial.first()?.cluster_centers.view();
    CentroidGrid { cluster_centers, image_width: IMAGE_WIDTH }.to_svg()
}
