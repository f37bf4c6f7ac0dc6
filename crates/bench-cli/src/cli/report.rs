use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Args;

use super::output::parse_folder;
use super::run::parse_count;

/// The report of a command that works on a table.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// Folder for the report: one page, report.html, that you open in a browser, and its figures as
    /// SVG and PNG.
    #[arg(long, value_name = "DIR", value_parser = parse_folder, help_heading = REPORT)]
    pub(crate) report: Option<PathBuf>,

    /// Width in pixels, if each sample is an image. The report then shows the images.
    #[arg(long, value_name = "N", requires = "report", help_heading = REPORT, value_parser = parse_count)]
    pub(crate) image_width: Option<NonZeroUsize>,
}

const REPORT: &str = "Report";

impl ReportArgs {
    /// Returns the width of the images in pixels. Refuses a width that does not divide the number
    /// of features.
    pub(crate) fn image_width(&self, n_features: usize) -> Result<Option<usize>> {
        let Some(width) = self.image_width.map(NonZeroUsize::get) else { return Ok(None) };
        ensure!(
            n_features.is_multiple_of(width),
            "{n_features} features cannot be images that are {width} pixels wide: {width} does not divide {n_features}"
        );
        Ok(Some(width))
    }
}
