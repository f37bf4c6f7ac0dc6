use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::{ClusterModel as _, StopReason};
use serde::{Serialize, Serializer};

use super::fitted::Fitted;
use super::profile_text::profile_text;
use super::restarts::restarts;
use crate::cli::{FitArgs, word};
use crate::files::input::TableSummary;
use crate::files::scale_warnings::ScaleWarning;
use crate::files::scaling::unscaled;
use crate::files::table_rows::TableRows;
use crate::report::sections::Profile;
use crate::text::numbers::{counted, first_of, in_full, listed};
use crate::text::table::FACTS;
use crate::trials::Agreement;
use crate::trials::clustering::{algorithm_name, stop_reason};

/// The results of `fit`, as JSON shows them.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    #[serde(flatten)]
    pub(super) table: TableSummary,
    pub(super) n_clusters: usize,
    pub(super) init: String,
    pub(super) n_init: usize,
    rng: String,
    seed: u64,
    scale: String,
    weighted: bool,
    tol: f64,
    inertia_tol: f64,
    max_iter: usize,
    /// Rows of the samples that a fast fit started on, the smallest first.
    nested_samples: Vec<usize>,
    /// The algorithm that ran, also where `auto` was asked for.
    algorithm: String,
    pub(super) n_iter: usize,
    converged: bool,
    stop_reason: &'static str,
    #[serde(skip)]
    pub(super) why: StopReason,
    /// Inertia of the scaled samples.
    pub(super) inertia: f64,
    n_distances: u64,
    pub(super) fit_seconds: f64,
    cluster_sizes: Vec<usize>,
    /// The numbering of the clusters: `found` or `size`.
    order: String,
    /// The inertia that each restart ended at. In a fast fit, that of the rows of the smallest sample.
    restart_inertias: Vec<f64>,
    /// True if the initialisation draws random numbers.
    #[serde(skip)]
    is_random: bool,
    pub(super) scale_warnings: Vec<ScaleWarning>,
    /// The centres in the units of the data.
    centers: Vec<Vec<f64>>,
    pub(super) profile: Profile,
    #[serde(flatten)]
    pub(super) agreement: Option<Agreement>,
    pub(super) files: Vec<String>,
    out_of_core: OutOfCore,
}

/// The place of samples that stayed on disk, for people; `None` in memory. In JSON it is true or false.
#[derive(Debug)]
struct OutOfCore(Option<String>);

impl Serialize for OutOfCore {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_bool(self.0.is_some())
    }
}

impl Report {
    /// `files` stays empty until they are written.
    pub(super) fn new<F: Scalar, S: TableRows<F>>(
        arguments: &FitArgs,
        fitted: &Fitted<F, S>,
        out_of_core: Option<String>,
    ) -> Result<Self> {
        let FitArgs { clustering, run, .. } = arguments;
        let found = &fitted.model;
        let (table, scaling) = (fitted.input.summary(), fitted.scaler.as_ref());
        let profile = Profile::of(&fitted.input, scaling, found)?;
        let centers = unscaled::<f64>(scaling, found.cluster_centers().cast()?)?;
        let true_labels = fitted.input.labels.as_deref();
        Ok(Self {
            table,
            n_clusters: found.n_clusters(),
            init: arguments.init.name(),
            n_init: fitted.restarts().len(),
            rng: run.rng.name(),
            seed: run.seed,
            scale: clustering.scale.name(),
            weighted: fitted.input.weights.is_some(),
            tol: clustering.tol,
            max_iter: clustering.max_iter.get(),
            inertia_tol: clustering.inertia_tol(),
            nested_samples: found.nested_samples().iter().map(|it| it.n_samples).collect(),
            algorithm: algorithm_name(found.algorithm()),
            n_iter: found.n_iter(),
            converged: found.converged(),
            stop_reason: stop_reason(found.stop_reason()),
            why: found.stop_reason(),
            inertia: found.inertia(),
            n_distances: found.n_distances(),
            fit_seconds: fitted.seconds,
            cluster_sizes: found.cluster_sizes(),
            order: word(&arguments.order),
            restart_inertias: fitted.restarts().iter().map(|restart| restart.inertia).collect(),
            is_random: arguments.init.is_random(),
            scale_warnings: fitted.scale_warnings.clone(),
            centers: centers.rows().map(<[f64]>::to_vec).collect(),
            profile,
            agreement: true_labels.map(|it| Agreement::new(it, found.labels())).transpose()?,
            files: Vec::new(),
            out_of_core: OutOfCore(out_of_core),
        })
    }

    /// Names and values, for people.
    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let fit = [
            ("Initialisation", self.init.clone()),
            ("Restarts", self.n_init.to_string()),
            ("Random numbers", format!("{}, seed {}", self.rng, self.seed)),
            ("Scale", self.scale.clone()),
            ("Weights", if self.weighted { "yes" } else { "none" }.into()),
            ("Tolerance", self.tol.to_string()),
            ("Tolerance of the inertia", self.inertia_tol.to_string()),
            ("Iterations at most", self.max_iter.to_string()),
            ("Algorithm", self.algorithm.clone()),
            ("Times", "one fit with all of its restarts, timed once".to_owned()),
        ];
        let nested = (!self.nested_samples.is_empty()).then(|| ("Started on", self.samples()));
        self.table.facts().into_iter().chain(fit).chain(nested).collect()
    }

    /// The table for people.
    pub(super) fn to_table(&self) -> String {
        let Self { table, n_clusters, init, n_iter, why, algorithm, .. } = self;
        let clusters = counted(*n_clusters, "cluster");
        let weights = if self.weighted { ", weighted" } else { "" };
        let algorithm = match self.saved() * 100.0 {
            saved if saved < 0.5 => format!("{algorithm}, which computed all distances"),
            saved => format!("{algorithm}, which skipped {saved:.0} % of the distances"),
        };
        let mut facts = vec![
            ("fit", format!("{clusters} from {init}{weights}")),
            ("restarts", self.restarts()),
            ("generator", format!("{}, seed {}", self.rng, self.seed)),
            ("scale", self.scale.clone()),
            ("inertia", in_full(self.inertia)),
            ("iterations", format!("{n_iter} ({why})")),
            ("algorithm", algorithm),
            ("time", format!("{:.3} s (scaling and fit)", self.fit_seconds)),
        ];
        facts.extend((!self.nested_samples.is_empty()).then(|| ("started on", self.samples())));
        facts.extend(self.out_of_core.0.clone().map(|place| ("samples", place)));
        let agreement = self.agreement.iter().flat_map(Agreement::named);
        facts.extend(agreement.map(|(name, score)| (name, format!("{score:.3}"))));
        facts.push(("sizes", first_of(&self.cluster_sizes)));
        let n_empty = self.cluster_sizes.iter().filter(|&&size| size == 0).count();
        if n_empty > 0 {
            let empty = if n_empty == 1 { "is" } else { "are" };
            let rows = if self.weighted { "distinct rows of weight" } else { "distinct rows" };
            facts.push((
                "note",
                format!(
                    "{} {empty} empty, because the table has fewer {rows} than {clusters}",
                    counted(n_empty, "cluster")
                ),
            ));
        }
        let warnings = self.scale_warnings.iter();
        facts.extend(warnings.map(|warning| ("warning", warning.to_string())));
        if !self.files.is_empty() {
            facts.push(("wrote", self.files.join(", ")));
        }
        let lines = facts.iter().map(|(name, value)| FACTS.line([*name, value.as_str()]));
        let filled = if self.profile.has_filled {
            "\nMeans count the values that replaced missing ones.\n"
        } else {
            ""
        };
        format!("{table}\n{}{filled}{}", lines.collect::<String>(), profile_text(&self.profile))
    }

    /// The number of restarts, and whether more can help.
    pub(super) fn restarts(&self) -> String {
        match self.nested_samples.first() {
            Some(&rows) => format!("{} on {}; the best went on", self.n_init, counted(rows, "row")),
            None => restarts(&self.restart_inertias, self.is_random),
        }
    }

    /// The rows of the samples that a fast fit started on.
    fn samples(&self) -> String {
        let rows: Vec<String> = self.nested_samples.iter().map(usize::to_string).collect();
        format!("{} rows, then all {}", listed(&rows, "and"), self.table.n_samples)
    }

    /// The share of distances that was skipped. Plain Lloyd computes all of them in each iteration, and once
    /// more if the last iteration moved a centre.
    fn saved(&self) -> f64 {
        let last = usize::from(self.why != StopReason::LabelsUnchanged);
        let plain =
            self.table.n_samples as f64 * self.n_clusters as f64 * (self.n_iter + last) as f64;
        (1.0 - self.n_distances as f64 / plain).max(0.0)
    }
}
