use std::path::{Path, PathBuf};

use clap::Args;
use digits_data::files::stem_extension;

use super::InputArgs;
use super::output::parse_labels_path;
use super::usage::UsageError;

/// Where `fit` and `predict` write the cluster of each row.
#[derive(Debug, Args)]
pub(crate) struct LabelsOutArgs {
    /// File for the cluster of each row of FILE: `.csv` or `.tsv` with the columns row, cluster and
    /// distance; `.txt` with one label per line; `.npy`. A name may end in `.gz`, and `-` prints
    /// CSV. Rows count from 0. A row that `--missing drop-rows` leaves out keeps its line: without a
    /// cluster in CSV, −1 in NPY.
    #[arg(long, value_name = "OUT", help_heading = OUTPUT, value_parser = parse_labels_target)]
    pub(crate) labels_out: Option<PathBuf>,

    /// File for a copy of FILE with a column `cluster` at its right end. All else stays as it is,
    /// byte for byte. FILE must be text.
    #[arg(long, value_name = "OUT", help_heading = OUTPUT)]
    pub(crate) append_to: Option<PathBuf>,

    /// Add a column `distance` too: how far each row is from the centre of its cluster.
    #[arg(long, help_heading = OUTPUT, requires = "append_to")]
    pub(crate) append_distance: bool,
}

pub(crate) const OUTPUT: &str =
    "Files to write (all or none; if a run is killed, delete the `.writing-…` file that it leaves)";

impl LabelsOutArgs {
    /// The file of labels; `None` if there is none, or if the labels are printed.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.labels_out.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// True if standard output holds the labels and nothing else.
    pub(crate) fn are_printed(&self) -> bool {
        self.labels_out.is_some() && self.file().is_none()
    }

    /// True if the distance of each row to its centre is asked for.
    pub(crate) fn have_distances(&self) -> bool {
        let is_bare = |path: &Path| matches!(stem_extension(path).as_str(), "npy" | "txt");
        self.are_printed() || self.append_distance || self.file().is_some_and(|path| !is_bare(path))
    }

    /// True if the cluster of each row is asked for.
    pub(crate) fn is_asked(&self) -> bool {
        self.labels_out.is_some() || self.append_to.is_some()
    }

    /// Refuses a copy of standard input, which can be read only once.
    pub(crate) fn check(&self, input: &InputArgs) -> Result<(), UsageError> {
        if self.append_to.is_some() && input.is_standard_input() {
            let message =
                "`--append-to` reads FILE twice, so it cannot be `-`: save it in a file first";
            return Err(UsageError(message.to_owned()));
        }
        Ok(())
    }

    /// The files that are written.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        self.file().into_iter().chain(self.append_to.as_deref())
    }
}

fn parse_labels_target(text: &str) -> Result<PathBuf, String> {
    if text == "-" { Ok(text.into()) } else { parse_labels_path(text) }
}
