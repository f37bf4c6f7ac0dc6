//! The samples to score: in memory, or in a file that is read again in each pass.

use std::path::Path;

use anyhow::{Context as _, Result};
use digits_data::files::{Missing, OneHot, ReadErrorKind, Table, TableOptions, read_blocks};
use digits_data::{Error, Samples, SamplesView, Scalar, memory};

use crate::cli::Silhouette;
use crate::files::input::rows_per_block;

/// The samples to score, and how they are read.
pub(super) struct Data<'a, F: Scalar> {
    pub(super) file: &'a Path,
    pub(super) options: TableOptions,
    pub(super) table: Table<()>,
    /// The samples; `None` if the file is read again in each pass.
    blocks: Option<Vec<Samples<F>>>,
}

/// Bytes of samples that stay in memory, so that a small file is read once.
const HELD_BYTES: usize = 32 << 20;

/// The advice where the samples do not fit in memory.
pub(super) const NEEDS_MEMORY: &str =
    "the silhouette of all samples needs them in memory; say `--silhouette 10000`";

impl<'a, F: Scalar> Data<'a, F> {
    pub(super) fn read(
        file: &'a Path,
        options: TableOptions,
        silhouette: Silhouette,
    ) -> Result<Self> {
        let is_full = silhouette == Silhouette::Full;
        let is_whole = is_full || !can_be_read_in_blocks(file, &options);
        let rows = |n_features| if is_whole { usize::MAX } else { rows_per_block::<F>(n_features) };
        let (mut blocks, mut n_bytes) = (Some(Vec::new()), 0);
        let table = read_blocks(file, &options, rows, |block| {
            n_bytes += size_of_val(block.samples.as_slice());
            match &mut blocks {
                Some(blocks) if is_whole || n_bytes <= HELD_BYTES => blocks.push(block.samples),
                _ => blocks = None,
            }
            Ok::<(), Error>(())
        });
        let table = match table {
            Err(error) if is_full && is_out_of_memory(&error) => {
                return Err(error).context(NEEDS_MEMORY);
            }
            table => table?,
        };
        Ok(Self { file, options, table, blocks })
    }

    pub(super) fn n_samples(&self) -> usize {
        self.table.kept_rows.as_ref().map_or(self.table.n_rows, Vec::len)
    }

    /// The samples, if they are in memory as one block.
    pub(super) fn whole(&self) -> Option<SamplesView<'_, F>> {
        match self.blocks.as_deref() {
            Some([whole]) => Some(whole.view()),
            _ => None,
        }
    }

    /// Calls `take` for all samples in order, a block at a time.
    pub(super) fn each<E>(
        &self,
        take: &mut dyn FnMut(SamplesView<'_, F>) -> Result<(), E>,
    ) -> Result<()>
    where
        anyhow::Error: From<E>,
    {
        if let Some(blocks) = &self.blocks {
            return Ok(blocks.iter().map(Samples::view).try_for_each(take)?);
        }
        read_blocks(self.file, &self.options, rows_per_block::<F>, |block| {
            Ok(take(block.samples.view())?)
        })
        .map(drop)
    }

    /// Reads some samples alone, in the order named.
    pub(super) fn select(&self, samples: &[usize]) -> Result<Samples<F>> {
        if let Some(whole) = self.whole() {
            return Ok(whole.select(samples)?);
        }
        let n_features = self.table.feature_columns.len();
        let mut values: Vec<F> = memory::zeroed(samples.len() * n_features)?;
        let mut places: Vec<usize> = (0..samples.len()).collect();
        places.sort_unstable_by_key(|&place| samples[place]);
        let mut places = places.into_iter().peekable();
        let mut first = 0;
        self.each::<Error>(&mut |x| {
            let end = first + x.n_samples();
            while let Some(place) = places.next_if(|&place| samples[place] < end) {
                values[place * n_features..][..n_features]
                    .copy_from_slice(x.row(samples[place] - first));
            }
            first = end;
            Ok(())
        })?;
        Ok(Samples::new(values, samples.len(), n_features)?)
    }
}

/// A pipe can be read only once. A mean, a median and new words need all rows.
fn can_be_read_in_blocks(file: &Path, options: &TableOptions) -> bool {
    let fills = matches!(options.missing, Missing::Mean | Missing::Median);
    let has_new_words = matches!(&options.one_hot, OneHot::Columns(columns) if !columns.is_empty());
    file.is_file() && !fills && !has_new_words
}

fn is_out_of_memory(error: &Error) -> bool {
    match error {
        Error::Memory(_) => true,
        Error::Read(error) => matches!(error.kind, ReadErrorKind::Memory { .. }),
        _ => false,
    }
}
