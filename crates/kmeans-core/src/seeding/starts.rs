use digits_data::random::{Generator, RandomState, Streams};
use digits_data::{Samples, Scalar};
#[cfg(feature = "pca")]
use linalg_pca::Pca;

use super::init::Init;
use super::kmeans_parallel::Oversampling;
use super::{kmeans_parallel, kmeans_plus_plus, random};
use crate::Error;
use crate::samples::{SampleBlocks, squares};

/// An endless supply of starts, one per restart.
///
/// A start fixes all random numbers of its restart. So restarts may run in parallel, even though
/// NumPy's single generator serves them one after another.
pub(crate) struct Starts<'a, F: Scalar> {
    blocks: &'a dyn SampleBlocks<F>,
    n_clusters: usize,
    method: Method<F>,
    streams: Streams,
}

/// The way in which each restart finds its first centres.
pub(crate) enum Method<F: Scalar> {
    KMeansPlusPlus,
    KMeansParallel(Oversampling),
    Random,
    /// The same centres every time, in centred coordinates.
    Fixed(Samples<F>),
}

impl<F: Scalar> Method<F> {
    /// # Errors
    ///
    /// The errors of [`Starts::new`].
    pub(crate) fn new(
        blocks: &dyn SampleBlocks<F>,
        init: &Init,
        n_clusters: usize,
    ) -> Result<Self, Error> {
        Ok(match init {
            Init::KMeansPlusPlus => Self::KMeansPlusPlus,
            Init::KMeansParallel { oversampling_factor, n_rounds } => {
                Self::KMeansParallel(oversampling(*oversampling_factor, *n_rounds)?)
            }
            Init::Random => Self::Random,
            #[cfg(feature = "pca")]
            Init::Pca => Self::Fixed(principal_axes(blocks, n_clusters)?),
            Init::Centers(centers) => Self::Fixed(given_centers(blocks, centers, n_clusters)?),
        })
    }

    /// Returns true if seeding computes distances, which need the samples packed in their own type.
    pub(crate) fn takes_distances(&self) -> bool {
        matches!(self, Self::KMeansPlusPlus | Self::KMeansParallel(_))
    }

    /// Reserves all random numbers of one start.
    pub(crate) fn start(
        &self,
        blocks: &dyn SampleBlocks<F>,
        n_clusters: usize,
        generator: &mut Generator,
    ) -> Start<F> {
        match self {
            Self::Fixed(centers) => Start::Found(FirstCenters::Given(centers.clone())),
            Self::Random => {
                let samples =
                    random::draw(blocks.shape().0, blocks.weights(), n_clusters, generator);
                Start::Found(FirstCenters::Samples(samples))
            }
            Self::KMeansPlusPlus => {
                let start = Start::KMeansPlusPlus(generator.clone());
                generator.skip(kmeans_plus_plus::n_draws(n_clusters));
                start
            }
            &Self::KMeansParallel(oversampling) => {
                let start = Start::KMeansParallel(oversampling, generator.clone());
                generator.skip(oversampling.n_draws(blocks.shape().0, n_clusters));
                start
            }
        }
    }
}

impl<'a, F: Scalar> Starts<'a, F> {
    /// # Errors
    ///
    /// [`Error::CentersShape`], [`Error::PcaComponents`], [`Error::Linalg`] or [`Error::TooFar`] if
    /// the initialisation does not suit the samples; [`Error::Parameter`] if its own parameters are
    /// out of range.
    pub(crate) fn new(
        blocks: &'a dyn SampleBlocks<F>,
        init: &Init,
        n_clusters: usize,
        random_state: RandomState,
    ) -> Result<Self, Error> {
        let method = Method::new(blocks, init, n_clusters)?;
        Ok(Self { blocks, n_clusters, method, streams: random_state.streams() })
    }

    pub(crate) fn take_distances(&self) -> bool {
        self.method.takes_distances()
    }
}

impl<F: Scalar> Iterator for Starts<'_, F> {
    type Item = Start<F>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self { blocks, n_clusters, method, streams } = self;
        Some(streams.next(|generator| method.start(*blocks, *n_clusters, generator)))
    }
}

/// The beginning of one restart: drawn, but perhaps not yet computed.
pub(crate) enum Start<F: Scalar> {
    Found(FirstCenters<F>),
    /// k-means++, drawing from here on.
    KMeansPlusPlus(Generator),
    /// k-means||, drawing from here on.
    KMeansParallel(Oversampling, Generator),
}

impl<F: Scalar> Start<F> {
    /// Computes the centres that are not computed yet.
    pub(crate) fn found(
        self,
        blocks: &dyn SampleBlocks<F>,
        n_clusters: usize,
    ) -> Result<FirstCenters<F>, Error> {
        let samples = match self {
            Self::Found(found) => return Ok(found),
            Self::KMeansPlusPlus(mut generator) => {
                kmeans_plus_plus::choose(blocks, n_clusters, &mut generator)?
            }
            Self::KMeansParallel(oversampling, mut generator) => {
                kmeans_parallel::choose(blocks, oversampling, n_clusters, &mut generator)?
            }
        };
        Ok(FirstCenters::Samples(samples))
    }
}

/// The first centres of one restart, in as little memory as possible.
pub(crate) enum FirstCenters<F: Scalar> {
    /// In centred coordinates.
    Given(Samples<F>),
    /// The samples that are the centres.
    Samples(Vec<usize>),
}

impl<F: Scalar> FirstCenters<F> {
    /// In centred coordinates.
    pub(crate) fn centers(self, blocks: &dyn SampleBlocks<F>) -> Result<Samples<F>, Error> {
        match self {
            Self::Given(centers) => Ok(centers),
            Self::Samples(samples) => blocks.center(blocks.select(&samples)?.view()),
        }
    }
}

#[cfg(feature = "pca")]
/// The unit vectors along the first principal components, measured from the mean.
///
/// All have the same length, so in the first assignment each sample goes to the axis with its
/// largest projection.
fn principal_axes<F: Scalar>(
    blocks: &dyn SampleBlocks<F>,
    n_clusters: usize,
) -> Result<Samples<F>, Error> {
    let (n_samples, n_features) = blocks.shape();
    if n_clusters > n_samples.min(n_features) {
        return Err(Error::PcaComponents { n_clusters, n_samples, n_features });
    }
    let pca = Pca::new(n_clusters);
    let found = pca.fit_blocks(|take| blocks.each(&mut |_, block| Ok(take(block.samples)?)))?;
    let model = match found {
        Some(model) => model,
        // Few samples for their features: the solver needs all at once.
        None => pca.fit(blocks.select(&(0..n_samples).collect::<Vec<_>>())?.view())?,
    };
    Ok(model.components().cast()?)
}

fn oversampling(factor: f64, n_rounds: usize) -> Result<Oversampling, Error> {
    let parameter = |name, value, expected| Err(Error::Parameter { name, value, expected });
    if !(factor.is_finite() && factor > 0.0) {
        return parameter("oversampling_factor", factor, "more than 0, and finite");
    }
    if n_rounds == 0 {
        return parameter("n_rounds", 0.0, "at least 1");
    }
    Ok(Oversampling { factor, n_rounds })
}

fn given_centers<F: Scalar>(
    blocks: &dyn SampleBlocks<F>,
    centers: &Samples<f64>,
    n_clusters: usize,
) -> Result<Samples<F>, Error> {
    let (_, n_features) = blocks.shape();
    if centers.shape() != (n_clusters, n_features) {
        return Err(Error::CentersShape {
            found_clusters: centers.n_samples(),
            found_features: centers.n_features(),
            n_clusters,
            n_features,
        });
    }
    let centers = centers.cast::<F>()?;
    squares(centers.view(), blocks.offset(), "given centres")?;
    blocks.center(centers.view())
}
