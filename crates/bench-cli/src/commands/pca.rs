//! The command `pca`: the variance that principal components explain, and the samples in their
//! coordinates.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use digits_data::files::write_table;
use digits_data::{SamplesView, Scalar};
use linalg_pca::{Pca, PcaModel};
use serde::Serialize;

use super::print::print;
use crate::charts::ScreePlot;
use crate::cli::{PcaArgs, Precision};
use crate::files::OutputFiles;
use crate::files::input::{Input, TableSummary};
use crate::files::scaling::Scaled;
use crate::text::counted;
use crate::text::progress::Progress;
use crate::text::table::{Align, Columns};

/// Fits the components, writes the files, prints the variances.
pub(crate) fn command(arguments: &PcaArgs) -> Result<()> {
    let targets = arguments.scores_out.iter().chain(&arguments.components_out);
    OutputFiles::check(arguments.input.files(), targets.map(PathBuf::as_path))?;
    match arguments.input.precision(&arguments.run) {
        Precision::F64 => run::<f64>(arguments),
        Precision::F32 => run::<f32>(arguments),
    }
}

fn run<F: Scalar>(arguments: &PcaArgs) -> Result<()> {
    let input = Input::<F>::read(&arguments.input)?;
    let (table, n_rows) = (input.summary(), input.n_rows);
    let Scaled { input, .. } = Scaled::new(arguments.scale, input)
        .with_context(|| format!("cannot scale {}", arguments.input.file.display()))?;
    let Input { samples, feature_names, .. } = input;
    let parameters = Pca {
        n_components: arguments.n_components,
        whiten: arguments.whiten,
        solver: arguments.solver.into(),
        seed: arguments.run.seed,
        ..Pca::default()
    };
    let progress = Progress::of("finding components".into());
    let pca = parameters.fit(samples.view()).with_context(|| {
        let file = arguments.input.file.display();
        format!("cannot find the components of {file}: {}", counted(n_rows, "row"))
    })?;
    drop(progress);
    write_files(arguments, &pca, samples.view(), &table.file, feature_names.as_deref())?;
    print(arguments.run.format, &Results::new(arguments, &pca, table), Results::to_table)
}

fn write_files<F: Scalar>(
    arguments: &PcaArgs,
    pca: &PcaModel,
    samples: SamplesView<'_, F>,
    name: &str,
    feature_names: Option<&[String]>,
) -> Result<()> {
    let mut files = OutputFiles::default();
    files.stage_if(arguments.scores_out.as_deref(), |path| {
        let names: Vec<String> = (1..=pca.n_components()).map(|i| format!("pc{i}")).collect();
        Ok(write_table(path, pca.transform(samples)?.view(), Some(&names))?)
    })?;
    files.stage_if(arguments.components_out.as_deref(), |path| {
        Ok(write_table(path, pca.components(), feature_names)?)
    })?;
    if let Some(folder) = &arguments.out {
        let components = counted(pca.n_components(), "component");
        let title = format!("{name}: variance explained by {components}");
        let explained_variance_ratio = pca.explained_variance_ratio();
        let figure = ScreePlot { explained_variance_ratio, title: &title };
        files.stage_in(folder, "scree.svg", figure.to_svg())?;
    }
    files.commit()
}

#[derive(Serialize)]
struct Results<'a> {
    #[serde(flatten)]
    table: TableSummary,
    n_components: usize,
    solver: String,
    whiten: bool,
    scale: String,
    explained_variance: &'a [f64],
    explained_variance_ratio: &'a [f64],
    singular_values: &'a [f64],
    noise_variance: f64,
    /// The mean of each scaled feature, which is subtracted first.
    mean: &'a [f64],
}

impl<'a> Results<'a> {
    fn new(arguments: &PcaArgs, pca: &'a PcaModel, table: TableSummary) -> Self {
        Self {
            table,
            n_components: pca.n_components(),
            solver: format!("{:?}", pca.solver()).to_lowercase(),
            whiten: arguments.whiten,
            scale: arguments.scale.name(),
            explained_variance: pca.explained_variance(),
            explained_variance_ratio: pca.explained_variance_ratio(),
            singular_values: pca.singular_values(),
            noise_variance: pca.noise_variance(),
            mean: pca.mean(),
        }
    }

    fn to_table(&self) -> String {
        use Align::Right;
        let Self { table, n_components, solver, scale, .. } = self;
        let columns =
            Columns { align: &[Right(9), Right(14), Right(8), Right(8), Right(14)], gap: 2 };
        let components = counted(*n_components, "component");
        let mut text = format!("{table}\n{components} (solver {solver}, scale {scale})\n\n");
        text += &columns.line(["component", "variance", "share", "sum", "singular value"]);
        let percent = |share: f64| format!("{:.3}%", 100.0 * share);
        let mut sum = 0.0;
        let variances = self.explained_variance.iter().zip(self.explained_variance_ratio);
        for (i, ((variance, share), singular)) in variances.zip(self.singular_values).enumerate() {
            sum += share;
            text += &columns.line([
                (i + 1).to_string(),
                format!("{variance:.6e}"),
                percent(*share),
                percent(sum),
                format!("{singular:.6e}"),
            ]);
        }
        text + &format!("\nnoise variance {:.6e}\n", self.noise_variance)
    }
}
