use anyhow::Result;
use digits_data::{Dataset, SamplesView, Scalar};
use kmeans_core::{ClusterModel, KMeans};
use linalg_pca::Pca;

use super::experiment::{Comparison, Experiment, IMAGE_WIDTH, N_CLUSTERS};
use super::results::Results;
use crate::charts::{CentroidGrid, PcaPlane};
use crate::report::document::{Figure, Plane};
use crate::report::sections::{self, Subject};

const PAGE_TITLE: &str = "K-means clustering on the digits dataset (PCA-reduced data)\n\
                          Centroids are marked with white cross\n\
                          k-means saw two numbers per sample here, not all 64 pixels";

/// Draws the page's figure: k-means on the raw digits' first two principal components.
pub(super) fn pca_plane(digits: &Dataset, experiment: &Experiment) -> Result<Option<Figure>> {
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
    let caption = "The figure of scikit-learn's page: k-means on the first two principal components of the raw digits".into();
    Ok(figure.to_svg().map(|svg| Figure { name: "pca_plane".into(), caption, svg }))
}

/// Clusters the plane of the raw digits, as the page's figure does, from every initialisation.
pub(super) fn clusters_of_plane<F: Scalar>(
    experiment: &Experiment,
    subject: &Subject<'_, F>,
    samples: SamplesView<'_, F>,
) -> Result<Option<Plane>> {
    // On the plane, PCA-based starts along the plane's own components, not in the page's mix of spaces.
    let mut honest = *experiment;
    honest.comparison = Comparison::Honest;
    let contestants = honest.contestants(samples)?;
    sections::clusters_of_plane(subject, samples, &contestants, experiment.random_state)
}

/// Draws the tutorial's figure: the centroids of its first fit as images.
pub(super) fn centroids(results: &Results) -> Option<Figure> {
    let cluster_centers = results.tutorial.first()?.cluster_centers.view();
    let svg = CentroidGrid { cluster_centers, image_width: IMAGE_WIDTH }.to_svg()?;
    let caption =
        "The centres of the fit in the first row, as images. The darker a pixel, the more ink the \
                   digits of this cluster have there."
            .into();
    Some(Figure { name: "centroids".into(), caption, svg })
}
