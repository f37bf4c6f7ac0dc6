use digits_data::random::Generator;
use digits_data::{SamplesView, Scalar, compiled_once};

use super::kmeans_plus_plus::choose;
use crate::Error;
use crate::parameters::check_n_clusters;
use crate::samples::{FirstLook, Problem, Scale, Weights};

/// Chooses samples as first centres by greedy k-means++, and returns their rows in the order in which they
/// were chosen.
///
/// The generator runs on, so further calls choose other samples. These are the rows that
/// [`Init::KMeansPlusPlus`](crate::Init::KMeansPlusPlus) chooses, and those of scikit-learn's
/// `kmeans_plusplus` for the same NumPy seed.
///
/// D. Arthur and S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
///
/// # Errors
///
/// [`Error::NumberOfClusters`] if there are fewer samples of positive weight than clusters, or no cluster;
/// [`Error::SampleWeightLength`], [`Error::SampleWeight`] and [`Error::TotalWeight`].
///
/// ```
/// use kmeans_core::{Init, KMeans, RandomState, Samples, kmeans_plusplus};
///
/// let samples = Samples::from_rows(&[[0.0], [1.0], [50.0], [51.0], [99.0]])?;
/// let mut generator = RandomState::NumPy(0).running();
/// let rows = kmeans_plusplus(samples.view(), None, 3, &mut generator)?;
/// assert_eq!(rows, [2, 1, 4]);
///
/// let init = Init::Centers(samples.view().select(&rows)?);
/// let model = KMeans { init, ..KMeans::new(3) }.fit(samples.view())?;
/// assert_eq!(model.inertia(), 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn kmeans_plusplus<F: Scalar>(
    samples: SamplesView<'_, F>,
    sample_weight: Option<&[f64]>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    choose_samples(samples, sample_weight, n_clusters, generator)
}

fn choose_checked<F: Scalar>(
    samples: SamplesView<'_, F>,
    sample_weight: Option<&[f64]>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    let n_samples = samples.n_samples();
    let weights = Weights::of_all(sample_weight, n_samples)?;
    check_n_clusters(n_clusters, weights.n_positive(n_samples))?;
    // In the coordinates of a fit, for the same choices.
    let offset = FirstLook::at(samples).offset();
    let problem = Problem::new(samples, weights, &offset);
    let Some(scale) = Scale::needed(&problem, samples, &offset, std::iter::empty()) else {
        return choose(&problem?, n_clusters, generator);
    };
    let samples = scale.apply_to(samples)?;
    let offset = scale.apply_to_all(&offset);
    choose(&Problem::new(samples.view(), weights, &offset)?, n_clusters, generator)
}

compiled_once! {
    fn choose_samples<F>(
        samples: SamplesView<'_, F>,
        sample_weight: Option<&[f64]>,
        n_clusters: usize,
        generator: &mut Generator,
    ) -> Result<Vec<usize>, Error> = choose_checked
}
