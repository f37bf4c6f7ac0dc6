use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result, bail};
use digits_data::files::{ArrayRows, Spool};
use digits_data::{Samples, SamplesView, Scalar};

use kmeans_core::Error;
use kmeans_core::blocks::{RowSource, read_blocks};

use super::input::{Input, WeightSource, rows_per_block};
use super::scaling::{Scaled, Scaling};
use super::table_rows::{TableRows, Visit};
use crate::cli::{InputArgs, MissingArg, ScaleArg};

/// The samples of a table that stay on disk: in the user's file, or in a temporary copy of them. They are
/// scaled whenever they are read.
#[derive(Debug)]
pub(crate) struct RowStore {
    reader: Mutex<Reader>,
    /// Bytes of the temporary copy; `None` if the user's file is read in place.
    copied_bytes: Option<u64>,
}

/// Reads scaled samples.
#[derive(Debug)]
pub(crate) struct Reader {
    rows: ArrayRows,
    scaling: Option<Scaling>,
}

impl RowStore {
    /// Reads all of a table but its samples, which stay on disk. A file whose rows cannot be read in
    /// place is copied to a temporary file in this folder.
    pub(crate) fn open<F: Scalar>(
        arguments: &InputArgs,
        weights: Option<&WeightSource>,
        folder: Option<&Path>,
    ) -> Result<Input<F, Self>> {
        if let Some(rows) = rows_in_place(arguments, weights) {
            let take = |_: Samples<F>| Ok(());
            let input = Input::read_blocks_weighted(arguments, weights, rows_per_block::<F>, take)?;
            return Ok(input.with(Self::of(rows, None)));
        }
        let folder = folder.map_or_else(std::env::temp_dir, PathBuf::from);
        let context = || format!("cannot copy the samples to {}", folder.display());
        let mut spool = Spool::<F>::create_in(&folder).with_context(context)?;
        let take = |samples: Samples<F>| spool.write(samples.view()).with_context(context);
        let input = Input::read_blocks_weighted(arguments, weights, rows_per_block::<F>, take)?;
        let rows = spool.into_rows().with_context(context)?;
        let n_bytes = (rows.n_samples() * rows.n_features() * size_of::<F>()) as u64;
        Ok(input.with(Self::of(rows, Some(n_bytes))))
    }

    fn of(rows: ArrayRows, copied_bytes: Option<u64>) -> Self {
        Self { reader: Mutex::new(Reader { rows, scaling: None }), copied_bytes }
    }

    /// Says where the samples are, for people.
    pub(crate) fn place(&self) -> String {
        match self.copied_bytes {
            None => "out of core: in the file, read block by block".to_owned(),
            Some(n_bytes) => {
                format!(
                    "out of core: in a temporary copy of {}, read block by block",
                    bytes(n_bytes)
                )
            }
        }
    }

    /// Scales all samples that are read from now on.
    pub(crate) fn scale_by(&self, scaling: Option<Scaling>) {
        self.reader().scaling = scaling;
    }

    /// Returns the samples as a source for a fit.
    pub(crate) fn reader(&self) -> MutexGuard<'_, Reader> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F: Scalar> TableRows<F> for RowStore {
    fn shape(&self) -> (usize, usize) {
        let reader = self.reader();
        (reader.rows.n_samples(), reader.rows.n_features())
    }

    fn each(&self, visit: &mut Visit<'_, F>) -> Result<()> {
        let mut reader = self.reader();
        let source: &mut dyn RowSource<F> = &mut *reader;
        let n_rows = source.rows_per_block();
        read_blocks(source, n_rows, |first, samples| visit(first, samples.view()))
    }

    fn select(&self, samples: &[usize]) -> Result<Samples<F>> {
        let mut reader = self.reader();
        let mut values = Vec::new();
        for &sample in samples {
            values.extend_from_slice(reader.read(sample, 1, Vec::new())?.as_slice());
        }
        Ok(Samples::new(values, samples.len(), reader.rows.n_features())?)
    }
}

impl<F: Scalar> RowSource<F> for Reader {
    fn n_samples(&self) -> usize {
        self.rows.n_samples()
    }

    fn n_features(&self) -> usize {
        self.rows.n_features()
    }

    fn read(
        &mut self,
        first_row: usize,
        n_rows: usize,
        buffer: Vec<F>,
    ) -> Result<Samples<F>, Error> {
        let samples = self.rows.read(first_row, n_rows, buffer)?;
        match &self.scaling {
            Some(scaling) => Ok(scaling.transform(samples)?),
            None => Ok(samples),
        }
    }
}

impl<F: Scalar> Scaled<F, RowStore> {
    /// Scales samples on disk, whenever they are read, by a scaler fitted to them.
    pub(crate) fn on_disk(kind: ScaleArg, input: Input<F, RowStore>) -> Result<Self> {
        let rows = &input.samples;
        if kind == ScaleArg::Robust {
            bail!(
                "`--scale robust` needs all values of a feature in memory, but the samples stay on disk; \
                 use `--scale standard` or `--scale minmax`"
            );
        }
        let scaler = Scaling::fit_blocks(kind, |take| {
            rows.each(&mut |_, x: SamplesView<'_, F>| Ok(take(x)?))
        })?;
        rows.scale_by(scaler.clone());
        Ok(Self { input, scaler, without_range: Vec::new() })
    }
}

/// Returns a size in words.
fn bytes(n_bytes: u64) -> String {
    match n_bytes as f64 {
        size if size < 1e6 => format!("{:.0} kB", (size / 1e3).max(1.0)),
        size if size < 1e9 => format!("{:.0} MB", size / 1e6),
        size => format!("{:.1} GB", size / 1e9),
    }
}

/// Opens a file in which each row is a sample as it stands; `None` for all others.
fn rows_in_place(arguments: &InputArgs, weights: Option<&WeightSource>) -> Option<ArrayRows> {
    let table = &arguments.table;
    let all_are_features = table.columns.is_none()
        && table.one_hot.is_none()
        && table.id.is_none()
        && table.label_column.is_none()
        && !matches!(weights, Some(WeightSource::Column(_)));
    let all_are_kept = matches!(table.missing, None | Some(MissingArg::Error));
    // A pipe could not be read again.
    let is_file = arguments.file.is_file();
    let path = (all_are_features && all_are_kept && is_file).then_some(&arguments.file)?;
    ArrayRows::open(path).ok()
}
