use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use digits_data::files::{TableOptions, read_table, stem_extension};
use hmac_sha256::Hash;
use kmeans_core::{Algorithm, Init, KMeans};

use super::listing::part_paths;
use crate::cli::usage::UsageError;
use crate::cli::{FitArgs, InitArg, MissingArg, OrderArg, Precision, ScaleArg};
use crate::trials::clustering::check_center_shape;

/// Options that decide about the result, and their values. All processes must have the same.
pub(super) type Settings = Vec<(String, String)>;

/// Refuses the options that a fit over several processes does not have.
pub(super) fn check(arguments: &FitArgs) -> Result<(), UsageError> {
    let FitArgs { input, clustering, labels, report, .. } = arguments;
    let table = &input.table;
    let is_bare = |path: &Path| {
        matches!(stem_extension(path).as_str(), "npy" | "txt")
            && path.extension().is_some_and(|extension| extension != "gz")
    };
    for (is_there, option) in [
        (input.label_file.is_some(), "--label-file"),
        (table.label_column.is_some(), "--label-column"),
        (table.columns.is_some(), "--columns"),
        (table.one_hot.is_some(), "--one-hot"),
        (table.id.is_some(), "--id"),
        (!matches!(table.missing.unwrap_or_default(), MissingArg::Error), "--missing"),
        (!matches!(clustering.scale, ScaleArg::None), "--scale"),
        (matches!(arguments.init, InitArg::Pca), "--init pca"),
        (clustering.fast, "--fast"),
        (clustering.inertia_tol() > 0.0, "--inertia-tol"),
        (arguments.order != OrderArg::Found, "--order"),
        (report.report.is_some(), "--report"),
        (labels.append_to.is_some(), "--append-to"),
        (arguments.centers_out.is_some(), "--centers-out"),
        (labels.are_printed(), "--labels-out -"),
    ] {
        if is_there {
            return Err(UsageError(format!(
                "a fit over several processes has no `{option}`; {}",
                remedy(option)
            )));
        }
    }
    weights(arguments)?;
    match labels.file() {
        Some(path) if !is_bare(path) => {
            Err(UsageError("a fit over several processes writes labels as .npy or .txt".to_owned()))
        }
        _ => Ok(()),
    }
}

fn remedy(option: &str) -> &'static str {
    match option {
        "--fast" | "--inertia-tol" => "leave it out, or fit in one process",
        _ => "prepare the NPY files beforehand",
    }
}

/// Returns the precision to calculate with: that of the first file, unless it was given.
pub(super) fn precision(arguments: &FitArgs) -> Result<Precision> {
    let first = part_paths(&arguments.input.file)?.into_iter().next();
    let first = first.unwrap_or_else(|| arguments.input.file.clone());
    Ok(arguments.run.precision_for(&first, &arguments.input.table.options()))
}

/// Returns the path of the weights. A column of the table cannot be read as weights here.
pub(super) fn weights(arguments: &FitArgs) -> Result<Option<PathBuf>, UsageError> {
    let Some(text) = &arguments.weights else { return Ok(None) };
    let path = PathBuf::from(text);
    if path.exists() {
        return Ok(Some(path));
    }
    Err(UsageError(format!(
        "a fit over several processes takes weights from an NPY file, or from a folder of them; there is \
         no {text}"
    )))
}

/// Returns the parameters of the fit, with the given centres read.
pub(super) fn kmeans(arguments: &FitArgs, n_features: usize) -> Result<KMeans> {
    let clustering = &arguments.clustering;
    let n_clusters = arguments.n_clusters.get();
    let init = match &arguments.init {
        InitArg::KMeansPlusPlus => Init::KMeansPlusPlus,
        InitArg::KMeansParallel => Init::k_means_parallel(),
        InitArg::Random => Init::Random,
        InitArg::Pca => bail!("principal components need all rows in one process"),
        InitArg::Centers(path) => {
            let read = read_table(path, &TableOptions::new());
            let centers = read.context("cannot read the first centres")?.samples;
            check_center_shape(path, centers.shape(), (n_clusters, n_features))?;
            Init::Centers(centers)
        }
    };
    Ok(KMeans {
        init,
        n_init: clustering.n_init.map(Into::into),
        max_iter: clustering.max_iter.get(),
        tol: clustering.tol,
        algorithm: Algorithm::from(clustering.algorithm),
        random_state: arguments.run.random_state(),
        ..KMeans::new(n_clusters)
    })
}

/// Returns the settings that decide about the result.
pub(super) fn settings(arguments: &FitArgs, precision: Precision) -> Result<Settings> {
    let FitArgs { clustering, run, .. } = arguments;
    let init = match &arguments.init {
        InitArg::Centers(path) => {
            let contents = fs::read(path);
            let contents = contents.with_context(|| format!("cannot read {}", path.display()))?;
            let bytes = Hash::hash(&contents);
            format!("a file with the checksum {:02x?}", &bytes[..8])
        }
        init => init.name(),
    };
    let n_init = clustering.n_init.map_or_else(|| "the default".to_owned(), |n| n.to_string());
    let settings = [
        ("--n-clusters", arguments.n_clusters.to_string()),
        ("--init", init),
        ("--n-init", n_init),
        ("--max-iter", clustering.max_iter.to_string()),
        ("--tol", clustering.tol.to_string()),
        ("--rng", run.rng.name()),
        ("--seed", run.seed.to_string()),
        ("--precision", format!("{precision:?}").to_lowercase()),
        ("--weights", if arguments.weights.is_some() { "a file" } else { "none" }.to_owned()),
    ];
    Ok(settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
