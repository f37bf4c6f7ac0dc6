use std::path::Path;

use anyhow::{Result, ensure};
use digits_data::files::{stem_extension, write_labels, write_table};
use digits_data::{Dataset, Error, Samples, Scalar, memory};
use serde::Serialize;

use crate::cli::TargetArgs;
use crate::commands::print::print;
use crate::files::OutputFiles;
use crate::text::counted;

/// Name of the column of labels in a text file.
const LABEL: &str = "label";

/// Writes the data set and prints where it is.
pub(super) fn write<F: Scalar>(dataset: &Dataset<F>, target: &TargetArgs) -> Result<()> {
    let in_column = target.labels_out.is_none() && stem_extension(&target.out) != "npy";
    let mut files = OutputFiles::default();
    files.stage(&target.out, |path| {
        let names = dataset.feature_names();
        if !in_column {
            return Ok(write_table(path, dataset.samples().view(), Some(names))?);
        }
        let names = [names, &[LABEL.to_owned()]].concat();
        Ok(write_table(path, with_labels(dataset)?.view(), Some(&names))?)
    })?;
    let labels_out = target.labels_out.as_deref();
    files.stage_if(labels_out, |path| Ok(write_labels(path, dataset.labels())?))?;
    files.commit()?;
    let (n_samples, n_features) = dataset.samples().shape();
    let written = Written {
        name: dataset.name(),
        n_samples,
        n_features,
        n_classes: dataset.n_classes(),
        file: &target.out,
        label_file: labels_out,
        label_column: in_column.then_some(LABEL),
    };
    print(target.run.format, &written, Written::to_line)
}

#[derive(Serialize)]
struct Written<'a> {
    name: &'a str,
    n_samples: usize,
    n_features: usize,
    n_classes: usize,
    file: &'a Path,
    label_file: Option<&'a Path>,
    label_column: Option<&'static str>,
}

impl Written<'_> {
    fn to_line(&self) -> String {
        let Self { name, n_samples, n_features, n_classes, file, .. } = self;
        let labels = match (self.label_file, self.label_column) {
            (Some(file), _) => format!("labels in {}", file.display()),
            (None, Some(column)) => format!("labels in the column `{column}`"),
            (None, None) => "without labels (--labels-out FILE writes them)".to_owned(),
        };
        let file = file.display();
        let samples = counted(*n_samples, "sample");
        let features = counted(*n_features, "feature");
        let classes = if *n_classes == 1 { "class" } else { "classes" };
        format!("{name}: {samples} of {features} and {n_classes} {classes} in {file}, {labels}\n")
    }
}

/// Samples with the labels as one more feature. Each label must be a value of `F`.
fn with_labels<F: Scalar>(dataset: &Dataset<F>) -> Result<Samples<F>> {
    let (n_samples, n_features) = dataset.samples().shape();
    let mut values = memory::reserved(n_samples.saturating_mul(n_features + 1))
        .map_err(|_| Error::TooLarge { n_rows: n_samples, what: "labelled samples", n_features })?;
    for (row, &label) in dataset.samples().rows().zip(dataset.labels()) {
        let number = F::from_f64(f64::from(label));
        #[expect(clippy::float_cmp, reason = "a rounded label is another label")]
        let is_itself = number.to_f64() == f64::from(label);
        ensure!(
            is_itself,
            "label {label} cannot be written in the number type of the samples; use --labels-out"
        );
        values.extend_from_slice(row);
        values.push(number);
    }
    Ok(Samples::new(values, n_samples, n_features + 1)?)
}
