use anyhow::Result;
use digits_data::{SamplesView, Scalar};
use kmeans_core::{Init, KMeans, RandomState};
use linalg_pca::Pca;
use serde::Serialize;

use crate::cli::{GalleryArgs, Rng, Silhouette};
use crate::trials::Contestant;

/// The digits are 8×8 images.
pub(super) const IMAGE_WIDTH: usize = 8;

/// One cluster per digit.
pub(super) const N_CLUSTERS: usize = 10;

/// Parameters of one comparison of the three initialisations. `results.json` contains most of them.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Experiment {
    pub(super) comparison: Comparison,
    pub(super) rng: Rng,
    pub(super) seed: u64,
    /// Samples that the PCA of the PCA-based initialisation is fitted to.
    pca_fitted_on: &'static str,
    /// The samples on which silhouettes are measured.
    scored_on: &'static str,
    /// Generator and seed together.
    #[serde(skip)]
    pub(super) random_state: RandomState,
    #[serde(skip)]
    pub(super) n_init: usize,
    #[serde(skip)]
    pub(super) repeats: usize,
    #[serde(skip)]
    pub(super) silhouette: Silhouette,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Comparison {
    /// The steps of the page.
    Faithful,
    /// The steps that the page's headings describe.
    Honest,
}

impl Comparison {
    pub(super) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) enum Initialisation {
    #[serde(rename = "k-means++")]
    KMeansPlusPlus,
    #[serde(rename = "random")]
    Random,
    #[serde(rename = "PCA-based")]
    PcaBased,
}

impl Initialisation {
    /// The initialisations in the page's order.
    pub(super) const ALL: [Self; 3] = [Self::KMeansPlusPlus, Self::Random, Self::PcaBased];

    /// The page's name for it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::KMeansPlusPlus => "k-means++",
            Self::Random => "random",
            Self::PcaBased => "PCA-based",
        }
    }
}

impl Experiment {
    /// A comparison with the parameters that were asked for. A seed that does not fit is a usage error.
    pub(super) fn new(comparison: Comparison, arguments: &GalleryArgs) -> Self {
        let (default_rng, space) = match comparison {
            Comparison::Faithful => (Rng::Numpy, "raw samples"),
            Comparison::Honest => (Rng::Pcg64, "scaled samples"),
        };
        let rng = arguments.rng.unwrap_or(default_rng);
        Self {
            comparison,
            rng,
            seed: arguments.seed,
            pca_fitted_on: space,
            scored_on: space,
            random_state: rng.state(arguments.seed),
            n_init: arguments.trials.n_init.get(),
            repeats: arguments.repeats.get(),
            silhouette: arguments.silhouette,
        }
    }

    /// The three initialisations, for runs over other seeds.
    pub(super) fn contestants<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
    ) -> Result<Vec<Contestant>> {
        let contestant = |&init: &Initialisation| -> Result<Contestant> {
            let is_random = init != Initialisation::PcaBased;
            let kmeans = self.kmeans(init, samples)?;
            Ok(Contestant { name: init.name().into(), kmeans, is_random })
        };
        Initialisation::ALL.iter().map(contestant).collect()
    }

    /// The parameters of a fit. As on the page, the faithful PCA is fitted here, to the unscaled
    /// samples and outside the timed part; the honest PCA is part of the fit.
    pub(super) fn kmeans<F: Scalar>(
        &self,
        init: Initialisation,
        samples: SamplesView<'_, F>,
    ) -> Result<KMeans> {
        let (init, n_init) = match (init, self.comparison) {
            (Initialisation::KMeansPlusPlus, _) => (Init::KMeansPlusPlus, self.n_init),
            (Initialisation::Random, _) => (Init::Random, self.n_init),
            (Initialisation::PcaBased, Comparison::Honest) => (Init::Pca, 1),
            (Initialisation::PcaBased, Comparison::Faithful) => {
                let pca = Pca::new(N_CLUSTERS).fit(samples)?;
                (Init::Centers(pca.components().to_owned()), 1)
            }
        };
        let random_state = self.random_state;
        Ok(KMeans { init, n_init: Some(n_init), random_state, ..KMeans::new(N_CLUSTERS) })
    }
}
