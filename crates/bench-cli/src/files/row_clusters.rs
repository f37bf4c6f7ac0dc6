//! The cluster of each row of a table, as files and standard output show it.

use std::path::Path;

use anyhow::{Result, ensure};
use digits_data::files::{
    TableOptions, append_columns, check_text, stem_extension, write_labels, write_records,
};
use digits_data::{SamplesView, Scalar};

use super::OutputFiles;
use super::input::Keys;
use crate::cli::{InputArgs, LabelsOutArgs};

/// Refuses to append columns to a file of arrays, before the work is done for nothing.
pub(crate) fn check_copy(asked: &LabelsOutArgs, input: &InputArgs) -> Result<()> {
    // A pipe can be read only once.
    if asked.append_to.is_some() && input.file.is_file() {
        check_text(&input.file)?;
    }
    Ok(())
}

/// Clusters and distances of the samples, and the rows of the table that they come from.
pub(crate) struct RowClusters<'a> {
    /// Number of rows in the table, dropped ones included.
    pub(crate) n_rows: usize,
    /// Row numbers of the samples; `None` if no row was dropped.
    pub(crate) kept_rows: Option<&'a [usize]>,
    /// The keys of all rows, if a column of keys was named.
    pub(crate) keys: Option<&'a Keys>,
    pub(crate) labels: &'a [u32],
    /// Computes the squared distance of a sample to the centre of its cluster, in the coordinates of
    /// the fit. Only what shows distances calls it.
    pub(crate) squared_distance: Box<dyn Fn(usize) -> f64 + 'a>,
}

impl RowClusters<'_> {
    /// Stages the files that were asked for.
    pub(crate) fn stage(
        &self,
        files: &mut OutputFiles,
        asked: &LabelsOutArgs,
        input: &InputArgs,
        options: &TableOptions,
    ) -> Result<()> {
        files.stage_if(asked.file(), |path| self.write(path))?;
        files.stage_if(asked.append_to.as_deref(), |path| {
            self.append_to(path, &input.file, options, asked.append_distance)
        })
    }

    /// Writes one line per row of the table. A dropped row has no cluster; −1 stands for it in NPY.
    fn write(&self, path: &Path) -> Result<()> {
        match stem_extension(path).as_str() {
            "npy" => {
                let label =
                    |sample: Option<usize>| sample.map_or(-1, |at| i64::from(self.labels[at]));
                write_labels(path, self.samples().map(label))?;
            }
            "txt" => write_labels(path, self.bare_labels())?,
            _ => write_records(path, self.names(), self.records())?,
        }
        Ok(())
    }

    /// One label per row, and an empty text for a dropped one.
    pub(crate) fn bare_labels(&self) -> impl ExactSizeIterator<Item = String> {
        self.samples().map(|sample| self.label(sample))
    }

    fn append_to(
        &self,
        out: &Path,
        table: &Path,
        options: &TableOptions,
        with_distance: bool,
    ) -> Result<()> {
        let n_columns = if with_distance { 2 } else { 1 };
        let mut samples = self.samples();
        let fields = |_| {
            let sample = samples.next().flatten();
            let distance = with_distance.then(|| self.distance(sample));
            [self.label(sample)].into_iter().chain(distance).collect()
        };
        let (n_rows, _) = append_columns(table, options, &NAMES[1..=n_columns], fields, out)?;
        ensure!(
            n_rows == self.n_rows,
            "{} changed while it was read: it had {} rows and has {n_rows}",
            table.display(),
            self.n_rows
        );
        Ok(())
    }

    /// Row number, key if there is one, cluster and distance of each row of the table.
    pub(crate) fn records(&self) -> impl Iterator<Item = Vec<String>> {
        self.samples().enumerate().map(|(row, sample)| {
            let key = self.keys.map(|keys| keys.values[row].clone());
            let cluster = [self.label(sample), self.distance(sample)];
            [row.to_string()].into_iter().chain(key).chain(cluster).collect()
        })
    }

    /// The names of the fields of [`records`](Self::records).
    pub(crate) fn names(&self) -> Vec<&str> {
        let [row, cluster, distance] = NAMES;
        let key = self.keys.map(|keys| keys.name.as_str());
        [row].into_iter().chain(key).chain([cluster, distance]).collect()
    }

    fn label(&self, sample: Option<usize>) -> String {
        sample.map_or_else(String::new, |at| self.labels[at].to_string())
    }

    fn distance(&self, sample: Option<usize>) -> String {
        sample.map_or_else(String::new, |at| (self.squared_distance)(at).sqrt().to_string())
    }

    /// The sample of each row of the table, `None` for a dropped one.
    fn samples(&self) -> impl ExactSizeIterator<Item = Option<usize>> {
        let mut next = 0;
        (0..self.n_rows).map(move |row| {
            let is_kept =
                self.kept_rows.is_none_or(|rows| rows.get(next).is_some_and(|&kept| kept == row));
            is_kept.then(|| {
                next += 1;
                next - 1
            })
        })
    }
}

const NAMES: [&str; 3] = ["row", "cluster", "distance"];

/// Returns a function that computes the squared Euclidean distance of a sample to the centre of its
/// cluster.
pub(crate) fn squared_distance_to_own<'a, F: Scalar>(
    samples: SamplesView<'a, F>,
    centers: SamplesView<'a, F>,
    labels: &'a [u32],
) -> impl Fn(usize) -> f64 + 'a {
    move |sample| {
        let pairs = samples.row(sample).iter().zip(centers.row(labels[sample] as usize));
        pairs.map(|(x, c)| (x.to_f64() - c.to_f64()).powi(2)).sum()
    }
}
