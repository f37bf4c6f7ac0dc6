//! The cluster of each row of a table, as files and standard output show it.

use std::io;
use std::path::Path;

use anyhow::{Result, ensure};
use digits_data::files::{TableOptions, append_columns, write_labels, write_records};
use digits_data::{SamplesView, Scalar};

use super::OutputFiles;
use super::input::Keys;
use crate::cli::{InputArgs, LabelsOutArgs};

/// Clusters and distances of the samples, and the rows of the table that they come from.
#[derive(Debug)]
pub(crate) struct RowClusters<'a> {
    /// Number of rows in the table, dropped ones included.
    pub(crate) n_rows: usize,
    /// Row numbers of the samples; `None` if no row was dropped.
    pub(crate) kept_rows: Option<&'a [usize]>,
    /// The keys of all rows, if a column of keys was named.
    pub(crate) keys: Option<&'a Keys>,
    pub(crate) labels: &'a [u32],
    /// Distance of each sample to the centre of its cluster, in the coordinates of the fit.
    pub(crate) distances: Vec<f64>,
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

    /// Prints the rows that `--labels-out -` asks for.
    pub(crate) fn print(&self) -> io::Result<()> {
        let mut out = csv::Writer::from_writer(io::stdout().lock());
        out.write_record(self.names())?;
        for row in self.records() {
            out.write_record(row)?;
        }
        out.flush()
    }

    /// Writes one line per row of the table. A dropped row has no cluster; −1 stands for it in NPY.
    fn write(&self, path: &Path) -> Result<()> {
        match extension(path).as_str() {
            "npy" => {
                let label =
                    |sample: Option<(u32, f64)>| sample.map_or(-1, |(label, _)| label.into());
                let labels: Vec<i64> = self.samples().map(label).collect();
                write_labels(path, &labels)?;
            }
            "txt" => write_labels(path, &self.bare_labels())?,
            _ => write_records(path, self.names(), self.records())?,
        }
        Ok(())
    }

    /// One label per row, and an empty text for a dropped one.
    pub(crate) fn bare_labels(&self) -> Vec<String> {
        self.rows().map(|[_, label, _]| label).collect()
    }

    fn append_to(
        &self,
        out: &Path,
        table: &Path,
        options: &TableOptions,
        with_distance: bool,
    ) -> Result<()> {
        let n_columns = if with_distance { 2 } else { 1 };
        let mut rows = self.rows().map(|[_, label, distance]| [label, distance]);
        let fields = |_| rows.next().map(|row| row[..n_columns].to_vec()).unwrap_or_default();
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
    fn records(&self) -> impl Iterator<Item = Vec<String>> {
        self.rows().enumerate().map(|(at, [row, cluster, distance])| {
            let key = self.keys.map(|keys| keys.values[at].clone());
            [row].into_iter().chain(key).chain([cluster, distance]).collect()
        })
    }

    fn names(&self) -> Vec<&str> {
        let [row, cluster, distance] = NAMES;
        let key = self.keys.map(|keys| keys.name.as_str());
        [row].into_iter().chain(key).chain([cluster, distance]).collect()
    }

    /// Row number, cluster and distance of each row of the table.
    fn rows(&self) -> impl Iterator<Item = [String; 3]> {
        self.samples().enumerate().map(|(row, sample)| match sample {
            Some((label, distance)) => [row.to_string(), label.to_string(), distance.to_string()],
            None => [row.to_string(), String::new(), String::new()],
        })
    }

    /// Cluster and distance of each row of the table, `None` for a dropped one.
    fn samples(&self) -> impl Iterator<Item = Option<(u32, f64)>> {
        let mut sample = 0;
        (0..self.n_rows).map(move |row| {
            let is_kept =
                self.kept_rows.is_none_or(|rows| rows.get(sample).is_some_and(|&kept| kept == row));
            is_kept.then(|| {
                sample += 1;
                (self.labels[sample - 1], self.distances[sample - 1])
            })
        })
    }
}

/// Returns the extension in lower case, the one before a `.gz`.
pub(crate) fn extension(path: &Path) -> String {
    let name = path.to_string_lossy().to_lowercase();
    let stem = Path::new(name.strip_suffix(".gz").unwrap_or(&name));
    stem.extension().unwrap_or_default().to_string_lossy().into_owned()
}

const NAMES: [&str; 3] = ["row", "cluster", "distance"];

/// Computes the Euclidean distance of each sample to the centre of its cluster.
pub(crate) fn distances_to_own<F: Scalar>(
    samples: SamplesView<'_, F>,
    centers: SamplesView<'_, F>,
    labels: &[u32],
) -> Vec<f64> {
    let distance = |(row, &label): (&[F], &u32)| {
        let center = centers.row(label as usize);
        let squares = row.iter().zip(center).map(|(x, c)| (x.to_f64() - c.to_f64()).powi(2));
        squares.sum::<f64>().sqrt()
    };
    samples.rows().zip(labels).map(distance).collect()
}
