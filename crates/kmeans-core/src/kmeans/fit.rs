use std::ops::ControlFlow;

use digits_data::{SamplesView, Scalar, compiled_once};

use super::model::KMeansModel;
use super::nested_samples;
use super::parameters::KMeans;
use super::restarts::{self, Best};
use crate::Error;
use crate::engine::{Iteration, Lloyd, Observer, StoppingRule, Watch, labels_and_inertia};
use crate::samples::{FirstLook, Problem, RowSource, SampleBlocks, Scale, Streamed, Weights};

impl KMeans {
    /// Finds the clusters of the samples.
    ///
    /// # Errors
    ///
    /// [`Error::NumberOfClusters`] and [`Error::Parameter`] for parameters out of range;
    /// [`Error::CentersShape`] and [`Error::PcaComponents`] where the initialisation does not fit
    /// the samples; [`Error::TooFar`] for given centres, and [`Error::Inertia`], where numbers
    /// overflow.
    ///
    /// # Source
    ///
    /// S. Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28
    /// (1982). The result is that of `sklearn.cluster.KMeans` 1.7.0, draw by draw with
    /// [`RandomState::NumPy`](crate::RandomState::NumPy), except that the lowest label wins a tie.
    pub fn fit<F: Scalar>(&self, samples: SamplesView<'_, F>) -> Result<KMeansModel<F>, Error> {
        fit(self, samples, Weights::EQUAL, None)
    }

    /// Finds the clusters of weighted samples.
    ///
    /// A sample of weight 2 counts like two equal samples, in seeding, means and inertia. A sample of
    /// weight 0 counts for nothing, but gets a label.
    ///
    /// ```
    /// use kmeans_core::{ClusterModel, KMeans, Samples};
    ///
    /// let samples = Samples::from_rows(&[[0.0], [3.0]])?;
    /// let model = KMeans::new(1).fit_weighted(samples.view(), &[1.0, 2.0])?;
    /// assert_eq!(model.cluster_centers().as_slice(), [2.0]);
    /// # Ok::<(), kmeans_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit), and [`Error::SampleWeightLength`], [`Error::SampleWeight`] and
    /// [`Error::TotalWeight`].
    pub fn fit_weighted<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<KMeansModel<F>, Error> {
        let weights = Weights::new(sample_weight, samples.n_samples())?;
        fit(self, samples, weights, None)
    }

    /// Finds the clusters, and shows every iteration to `observer`, which may end the fit with
    /// [`ControlFlow::Break`].
    ///
    /// Iterations are shown in order, restart after restart. The result is the same as that of
    /// [`fit_weighted`](Self::fit_weighted). A fit that was ended returns the best restart so far.
    ///
    /// # Errors
    ///
    /// The errors of [`fit_weighted`](Self::fit_weighted).
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use kmeans_core::KMeans;
    ///
    /// let digits = digits_data::load_digits()?;
    /// let mut inertias = Vec::new();
    /// KMeans::new(10).fit_observed(digits.samples().view(), None, &mut |iteration| {
    ///     inertias.push(iteration.inertia());
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert!(inertias.is_sorted_by(|before, after| before >= after));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit_observed<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: Option<&[f64]>,
        observer: &mut dyn FnMut(&Iteration<'_, F>) -> ControlFlow<()>,
    ) -> Result<KMeansModel<F>, Error> {
        let weights = Weights::of_all(sample_weight, samples.n_samples())?;
        fit(self, samples, weights, Some(observer))
    }

    /// [`fit_weighted`](Self::fit_weighted), to the same bits, to samples that are read again in each
    /// pass over them: a file larger than memory, for example.
    ///
    /// Memory holds some 4 MB of samples at a time, and at most 32 bytes per sample for labels, bounds
    /// and distances. Each iteration is one pass, and so is each centre of
    /// [`Init::KMeansPlusPlus`](crate::Init::KMeansPlusPlus);
    /// [`Init::k_means_parallel`](crate::Init::k_means_parallel) needs far fewer. The numbers of
    /// distances in [`Restart`](crate::Restart) may differ, since bounds are kept block by block.
    ///
    /// # Errors
    ///
    /// The errors of [`fit_weighted`](Self::fit_weighted), and those of the source.
    ///
    /// ```
    /// use kmeans_core::blocks::RowSource;
    /// use kmeans_core::{Error, KMeans, Samples};
    ///
    /// /// Ten rows that are computed whenever they are read.
    /// struct Computed;
    ///
    /// impl RowSource<f64> for Computed {
    ///     fn n_samples(&self) -> usize {
    ///         10
    ///     }
    ///
    ///     fn n_features(&self) -> usize {
    ///         1
    ///     }
    ///
    ///     fn read(&mut self, first: usize, n: usize, _: Vec<f64>) -> Result<Samples, Error> {
    ///         let value = |row: usize| if row < 5 { row as f64 } else { 100.0 };
    ///         Ok(Samples::new((first..first + n).map(value).collect(), n, 1)?)
    ///     }
    /// }
    ///
    /// let model = KMeans::new(2).fit_source(&mut Computed, None)?;
    /// assert_eq!(model.cluster_sizes(), [5, 5]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn fit_source<F: Scalar>(
        &self,
        source: &mut dyn RowSource<F>,
        sample_weight: Option<&[f64]>,
    ) -> Result<KMeansModel<F>, Error> {
        fit_source(self, source, sample_weight)
    }

    fn fit_source_checked<F: Scalar>(
        &self,
        source: &mut dyn RowSource<F>,
        sample_weight: Option<&[f64]>,
    ) -> Result<KMeansModel<F>, Error> {
        let n_samples = source.n_samples();
        let weights = Weights::of_all(sample_weight, n_samples)?;
        self.check(weights.n_positive(n_samples))?;
        let mut streamed =
            Streamed::new(source, weights, |offset| self.init.given(offset).collect())?;
        let (scale, offset) = (streamed.scale(), streamed.unscaled_offset().to_vec());
        let watch = Watch { scale, ..Watch::nobody() };
        let scaled = Self { init: self.init.scaled(scale)?, ..self.clone() };
        let best = scaled.best_at_scale(&mut streamed, watch)?;
        KMeansModel::new(self.clone(), best, offset)
    }

    fn fit_checked<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        observer: Option<Observer<'_, F>>,
    ) -> Result<KMeansModel<F>, Error> {
        self.check(weights.n_positive(samples.n_samples()))?;
        let look = FirstLook::at(samples);
        let offset = look.offset();
        let problem = Problem::new(samples, weights, &offset);
        let given = self.init.given(&offset);
        let best = if let Some(scale) = Scale::needed(&problem, samples, &offset, given) {
            let samples = scale.apply_to(samples)?;
            let offset = scale.apply_to_all(&offset);
            let mut problem = Problem::new(samples.view(), weights, &offset)?;
            let scaled = Self { init: self.init.scaled(scale)?, ..self.clone() };
            scaled.best_at_scale(&mut problem, Watch { restart: 0, scale, observer })?
        } else {
            let mut problem = problem?.with_ranges(look.ranges());
            self.best(&mut problem, Watch { restart: 0, scale: Scale::ONE, observer })?
        };
        KMeansModel::new(self.clone(), best, offset)
    }

    /// Finds the best restart of scaled samples, and brings it back to the samples' own scale.
    fn best_at_scale<F: Scalar>(
        &self,
        blocks: &mut dyn SampleBlocks<F>,
        watch: Watch<'_, F>,
    ) -> Result<Best<F>, Error> {
        let scale = watch.scale;
        let mut best = self.best(blocks, watch)?;
        // Centres below the smallest normal number are rounded there. Labels and inertia are those of the
        // rounded centres.
        let centers = scale.apply_to(scale.undo_in(best.run.centers.view())?.view())?;
        if centers != best.run.centers {
            let (labels, inertia) = labels_and_inertia(blocks, &centers)?;
            best.run.labels = labels;
            best.run.summary.inertia = inertia;
            best.restarts[best.restart].inertia = inertia;
        }
        best.unscaled(scale)
    }

    fn best<F: Scalar>(
        &self,
        blocks: &mut dyn SampleBlocks<F>,
        watch: Watch<'_, F>,
    ) -> Result<Best<F>, Error> {
        let rule = StoppingRule {
            // Without a tolerance it does not matter how large its unit is.
            squared_shift: if self.tol == 0.0 { 0.0 } else { self.tol * blocks.mean_variance()? },
            inertia_tol: self.inertia_tol,
            max_iter: self.max_iter,
        };
        let lloyd = Lloyd { algorithm: self.algorithm, rule };
        if self.nested_samples {
            let mut nested_samples = Vec::new();
            let first = nested_samples::first_centers(self, blocks, lloyd, &mut nested_samples)?;
            if let Some(centers) = first {
                blocks.end_seeding();
                let best = restarts::only(blocks, centers, lloyd, watch)?;
                return Ok(Best { nested_samples, ..best });
            }
        }
        restarts::best(self, blocks, lloyd, watch)
    }
}

compiled_once! {
    fn fit<F>(
        kmeans: &KMeans,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        observer: Option<Observer<'_, F>>,
    ) -> Result<KMeansModel<F>, Error> = KMeans::fit_checked
}

compiled_once! {
    fn fit_source<F>(
        kmeans: &KMeans,
        source: &mut dyn RowSource<F>,
        sample_weight: Option<&[f64]>,
    ) -> Result<KMeansModel<F>, Error> = KMeans::fit_source_checked
}
