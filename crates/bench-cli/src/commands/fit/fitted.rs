use std::time::Instant;

use anyhow::Result;
use digits_data::{Samples, Scalar, memory};
use kmeans_core::{ClusterModel as _, KMeans, KMeansModel, RandomState, Restart};

use crate::cli::{FitArgs, OrderArg, ScaleArg, word};
use crate::files::input::Input;
use crate::files::model::{Fill, FitSummary, Model, OneHotWords, Settings};
use crate::files::row_clusters::{RowClusters, squared_distance_to_own};
use crate::files::row_store::RowStore;
use crate::files::scale_warnings::ScaleWarning;
use crate::files::scaling::{Scaled, Scaling};
use crate::files::table_rows::TableRows;
use crate::text::progress::Progress;
use crate::trials::clustering::{self, Target, algorithm_name, stop_reason};

/// A fit, and everything that went into it.
pub(super) struct Fitted<F: Scalar, S = Samples<F>> {
    /// The table; its samples are scaled.
    pub(super) input: Input<F, S>,
    pub(super) scaler: Option<Scaling>,
    pub(super) scale_warnings: Vec<ScaleWarning>,
    pub(super) kmeans: KMeans,
    pub(super) model: KMeansModel<F>,
    /// Time of scaling and fit.
    pub(super) seconds: f64,
}

/// Fits samples: parameters, samples, weights.
type Fit<F, S> = fn(&KMeans, &S, Option<&[f64]>, &Progress) -> Result<KMeansModel<F>>;

impl<F: Scalar> Fitted<F> {
    /// Fits a table in memory.
    pub(super) fn in_memory(
        arguments: &FitArgs,
        input: Input<F>,
        random_state: RandomState,
    ) -> Result<Self> {
        let fit: Fit<F, Samples<F>> = |kmeans, samples, weights, progress| {
            clustering::fit(kmeans, samples.view(), weights, progress)
        };
        Self::new(arguments, random_state, |scale| Scaled::new(scale, input), fit)
    }
}

impl<F: Scalar> Fitted<F, RowStore> {
    /// Fits a table on disk.
    pub(super) fn on_disk(
        arguments: &FitArgs,
        input: Input<F, RowStore>,
        random_state: RandomState,
    ) -> Result<Self> {
        let fit: Fit<F, RowStore> = clustering::fit_on_disk;
        Self::new(arguments, random_state, |scale| Scaled::on_disk(scale, input), fit)
    }
}

impl<F: Scalar, S: TableRows<F>> Fitted<F, S> {
    fn new(
        arguments: &FitArgs,
        random_state: RandomState,
        scaled: impl FnOnce(ScaleArg) -> Result<Scaled<F, S>>,
        fit: Fit<F, S>,
    ) -> Result<Self> {
        let FitArgs { clustering, init, .. } = arguments;
        let start = Instant::now();
        let progress = Progress::of("fitting: the first centres");
        let scaled = scaled(clustering.scale)?;
        let input = &scaled.input;
        let n_clusters = arguments.n_clusters.get();
        let target = Target { n_clusters, scaled: input, scaler: scaled.scaler.as_ref() };
        let kmeans = KMeans {
            init: target.init(init)?,
            n_init: clustering.n_init.map(Into::into),
            max_iter: clustering.max_iter.get(),
            tol: clustering.tol,
            inertia_tol: clustering.inertia_tol(),
            nested_samples: clustering.fast,
            algorithm: clustering.algorithm.into(),
            random_state,
            ..KMeans::new(n_clusters)
        };
        let weights = input.weights.as_deref();
        let model = fit(&kmeans, &input.samples, weights, &progress)?;
        let seconds = start.elapsed().as_secs_f64();
        let model = match arguments.order {
            OrderArg::Found => model,
            OrderArg::Size => model.numbered_by_size()?.0,
        };
        let scale_warnings = ScaleWarning::of(&scaled)?;
        let Scaled { input, scaler, .. } = scaled;
        Ok(Self { input, scaler, scale_warnings, kmeans, model, seconds })
    }

    /// All restarts. Those of a fast fit ran on its smallest sample.
    pub(super) fn restarts(&self) -> &[Restart] {
        self.model.nested_samples().first().map_or(self.model.restarts(), |it| &it.restarts)
    }

    /// The cluster of each row of the table, and the distance to its centre if anything shows it.
    pub(super) fn row_clusters(&self, has_distances: bool) -> Result<RowClusters<'_>> {
        let Input { n_rows, kept_rows, samples, keys, .. } = &self.input;
        let (centers, labels) = (self.model.cluster_centers(), self.model.labels());
        let mut distances = Vec::new();
        if has_distances {
            memory::make_room(&mut distances, labels.len())?;
            samples.each(&mut |start, block| {
                let labels = &labels[start..][..block.n_samples()];
                let distance = squared_distance_to_own(block, centers, labels);
                distances.extend((0..labels.len()).map(distance));
                Ok(())
            })?;
        }
        let (kept_rows, keys) = (kept_rows.as_deref(), keys.as_ref());
        let squared_distance = Box::new(move |sample: usize| distances[sample]);
        Ok(RowClusters { n_rows: *n_rows, kept_rows, keys, labels, squared_distance })
    }

    /// The contents of a model file.
    pub(super) fn to_file(&self, arguments: &FitArgs) -> Result<Model<F>> {
        let FitArgs { clustering, run, .. } = arguments;
        Ok(Model {
            centers: self.model.fitted_centers().clone(),
            scaler: self.scaler.clone(),
            feature_names: self.input.feature_names.clone(),
            fill: self.input.fill_values.clone().map(|values| Fill {
                strategy: word(&arguments.input.table.missing.unwrap_or_default()),
                values,
            }),
            one_hot: self.input.one_hot.iter().map(OneHotWords::new).collect::<Result<_>>()?,
            settings: Settings {
                init: arguments.init.name(),
                n_init: self.restarts().len(),
                nested_samples: self.model.nested_samples().iter().map(|it| it.n_samples).collect(),
                max_iter: clustering.max_iter.get(),
                tol: clustering.tol,
                inertia_tol: clustering.inertia_tol(),
                algorithm: algorithm_name(clustering.algorithm.into()),
                scale: clustering.scale.name(),
                weighted: self.input.weights.is_some(),
                rng: run.rng.name(),
                seed: run.seed,
            },
            fit: FitSummary {
                n_samples: self.model.labels().len(),
                n_iter: self.model.n_iter(),
                converged: self.model.converged(),
                stop_reason: stop_reason(self.model.stop_reason()).to_owned(),
                inertia: self.model.inertia(),
                cluster_sizes: self.model.cluster_sizes(),
            },
        })
    }
}
