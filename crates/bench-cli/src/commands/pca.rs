//! The command `pca`: the variance that principal components explain, and the samples in their
//! coordinates.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use digits_data::files::{write_blocks, write_table};
use digits_data::{SamplesView, Scalar};
use linalg_pca::{Pca, PcaModel, Solver};
use serde::Serialize;

use super::print::print;
use crate::charts::ScreePlot;
use crate::cli::{MissingArg, PcaArgs, Precision, ScaleArg};
use crate::files::OutputFiles;
use crate::files::input::{Input, TableSummary, rows_per_block};
use crate::files::scaling::{Scaled, Scaling};
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
    let parameters = Pca {
        n_components: arguments.n_components,
        whiten: arguments.whiten,
        solver: arguments.solver.into(),
        seed: arguments.run.seed,
        ..Pca::default()
    };
    if let Some(blocks) = Blocks::new::<F>(arguments, &parameters)?
        && let Some((input, pca)) = blocks.fit::<F>(&parameters)?
    {
        let names = input.feature_names.as_deref();
        let table = input.summary();
        write_files(arguments, &pca, &table.file, names, |path, names| {
            write_blocks(path, Some(table.n_samples), Some(names), |rows| {
                blocks.each::<F>(|x| Ok(rows.write(pca.transform(x)?.view())?)).map(drop)
            })
        })?;
        return print(
            arguments.run.format,
            &Results::new(arguments, &pca, table),
            Results::to_table,
        );
    }
    let input = Input::<F>::read(&arguments.input)?;
    let (table, n_rows) = (input.summary(), input.n_rows);
    let Scaled { input, .. } =
        Scaled::new(arguments.scale, input).with_context(|| cannot_scale(arguments))?;
    let Input { samples, feature_names, .. } = input;
    let progress = Progress::of("finding components");
    let pca = parameters.fit(samples.view()).with_context(|| cannot_fit(arguments, n_rows))?;
    drop(progress);
    let names = feature_names.as_deref();
    write_files(arguments, &pca, &table.file, names, |path, names| {
        Ok(write_table(path, pca.transform(samples.view())?.view(), Some(names))?)
    })?;
    print(arguments.run.format, &Results::new(arguments, &pca, table), Results::to_table)
}

fn cannot_fit(arguments: &PcaArgs, n_rows: usize) -> String {
    let file = arguments.input.file.display();
    format!("cannot find the components of {file}: {}", counted(n_rows, "row"))
}

fn cannot_scale(arguments: &PcaArgs) -> String {
    format!("cannot scale {}", arguments.input.file.display())
}

/// Samples that are read, and scaled, a block at a time, again in each pass.
struct Blocks<'a> {
    arguments: &'a PcaArgs,
    scaler: Option<Scaling>,
}

impl<'a> Blocks<'a> {
    /// Fits the scaler. Returns `None` if the scaler or the solver holds all samples, or if the table
    /// can be read only once.
    fn new<F: Scalar>(arguments: &'a PcaArgs, parameters: &Pca) -> Result<Option<Self>> {
        let fills =
            matches!(arguments.input.table.missing, Some(MissingArg::Mean | MissingArg::Median));
        let holds_all = arguments.scale == ScaleArg::Robust
            || matches!(parameters.solver, Solver::Full | Solver::Randomized);
        if holds_all || fills || !arguments.input.file.is_file() {
            return Ok(None);
        }
        let unscaled = Blocks { arguments, scaler: None };
        let scaler = Scaling::fit_blocks::<F>(arguments.scale, |take| {
            unscaled.each(|x| Ok(take(x)?)).map(drop)
        });
        let scaler = scaler.map_err(|error| with_place(error, || cannot_scale(arguments)))?;
        Ok(Some(Self { arguments, scaler }))
    }

    /// Finds the components. Returns `None` if the solver turns out to hold all samples.
    fn fit<F: Scalar>(&self, parameters: &Pca) -> Result<Option<(Input<F, ()>, PcaModel)>> {
        let mut input = None;
        let found = parameters.fit_blocks(|take| {
            input = Some(self.each::<F>(|x| Ok(take(x)?))?);
            anyhow::Ok(())
        });
        let n_rows = input.as_ref().map_or(0, |input| input.n_rows);
        let pca =
            found.map_err(|error| with_place(error, || cannot_fit(self.arguments, n_rows)))?;
        Ok(input.zip(pca))
    }

    /// Calls `take` for all samples in order.
    fn each<F: Scalar>(
        &self,
        mut take: impl FnMut(SamplesView<'_, F>) -> Result<()>,
    ) -> Result<Input<F, ()>> {
        let Self { arguments, scaler } = self;
        let options = arguments.input.table.options();
        Input::read_blocks(&arguments.input, &options, rows_per_block::<F>, |block| {
            let samples = match scaler {
                Some(scaler) => {
                    scaler.transform(block.samples).with_context(|| cannot_scale(arguments))?
                }
                None => block.samples,
            };
            take(samples.view())
        })
    }
}

/// Adds the file to an error of the arithmetic. Errors of reading and scaling name it already.
fn with_place(error: anyhow::Error, place: impl FnOnce() -> String) -> anyhow::Error {
    if error.chain().len() == 1 && error.is::<linalg_pca::Error>() {
        return error.context(place());
    }
    error
}

fn write_files(
    arguments: &PcaArgs,
    pca: &PcaModel,
    name: &str,
    feature_names: Option<&[String]>,
    write_scores: impl FnOnce(&Path, &[String]) -> Result<()>,
) -> Result<()> {
    let mut files = OutputFiles::default();
    files.stage_if(arguments.scores_out.as_deref(), |path| {
        let names: Vec<String> = (1..=pca.n_components()).map(|i| format!("pc{i}")).collect();
        write_scores(path, &names)
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
