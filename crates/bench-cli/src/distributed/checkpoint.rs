use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use digits_data::random::Generator;
use digits_data::{Samples, Scalar};
use kmeans_core::StopReason;
use serde::{Deserialize, Serialize};

use super::exchange::Exchange;
use super::settings::Settings;

/// The name of the file in the folder of checkpoints.
const NAME: &str = "checkpoint.json";

/// The state of a fit after a round, from which any number of processes can go on.
///
/// Labels are not stored: they follow from the centres before the round, which is repeated.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub(super) struct State<F: Scalar> {
    pub(super) settings: Settings,
    pub(super) round: Round<F>,
    /// The generator after the numbers of this restart.
    pub(super) generator: Generator,
    pub(super) finished: Finished<F>,
}

/// A round of a restart.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub(super) struct Round<F: Scalar> {
    /// The number of the restart, from 0.
    pub(super) restart: usize,
    pub(super) n_iter: usize,
    /// The centres before the round and after it, relative to the offset.
    pub(super) before: Samples<F>,
    pub(super) after: Samples<F>,
}

/// The restarts before this one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub(super) struct Finished<F: Scalar> {
    pub(super) inertias: Vec<f64>,
    pub(super) best: Option<Best<F>>,
}

/// The best restart so far, without its labels.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub(super) struct Best<F: Scalar> {
    pub(super) centers: Samples<F>,
    pub(super) inertia: f64,
    pub(super) n_iter: usize,
    pub(super) stop_reason: StopReason,
}

/// The folder for rounds, and the parts of a [`State`] that all rounds of a restart share.
pub(super) struct Checkpoint<'a, F: Scalar> {
    /// `None` if no checkpoints were asked for.
    pub(super) folder: Option<&'a Path>,
    pub(super) settings: &'a Settings,
    pub(super) generator: &'a Generator,
    pub(super) finished: &'a Finished<F>,
}

impl<F: Scalar> Checkpoint<'_, F> {
    /// Replaces the checkpoint as a whole, in process 0.
    pub(super) fn store(
        &self,
        exchange: &Exchange,
        round: impl FnOnce() -> Round<F>,
    ) -> Result<()> {
        let Some(folder) = self.folder.filter(|_| exchange.me() == 0) else { return Ok(()) };
        let state = State {
            settings: self.settings.clone(),
            round: round(),
            generator: self.generator.clone(),
            finished: self.finished.clone(),
        };
        replace(folder, &serde_json::to_vec(&state)?)
            .with_context(|| format!("cannot write {}", path(folder).display()))
    }
}

/// Writes a file of a fixed name beside the old one first. So a process that is killed leaves no more
/// than one, which the next round replaces.
fn replace(folder: &Path, contents: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let new = unfinished(folder);
    let mut file = File::create(&new)?;
    file.write_all(contents)?;
    // Without this, the new name could reach the disk before the contents.
    file.sync_all()?;
    fs::rename(new, path(folder))
}

/// Reads the checkpoint in a folder. Refuses one of a fit with other settings.
pub(super) fn read<F: Scalar>(folder: &Path, settings: &Settings) -> Result<State<F>> {
    let path = path(folder);
    let cannot = || format!("cannot resume from {}", path.display());
    let text = fs::read(&path).with_context(cannot)?;
    let state: State<F> = serde_json::from_slice(&text).with_context(cannot)?;
    for ((option, now), (_, then)) in settings.iter().zip(&state.settings) {
        ensure!(
            now == then,
            "cannot resume from {}: its fit had `{option}` {then}, and this one has {now}",
            path.display()
        );
    }
    Ok(state)
}

/// Refuses a folder that holds the checkpoint of another fit, which would be lost.
pub(super) fn check_is_new(folder: &Path) -> Result<()> {
    let path = path(folder);
    ensure!(
        !path.exists(),
        "{} is the checkpoint of a fit that was not finished; go on with `--resume`, or delete it",
        path.display()
    );
    Ok(())
}

/// Deletes the checkpoint of a fit that is done.
pub(super) fn delete(folder: &Path) {
    for file in [path(folder), unfinished(folder)] {
        // The results are written, so a checkpoint that stays is no error.
        let _ = fs::remove_file(file);
    }
}

fn unfinished(folder: &Path) -> PathBuf {
    path(folder).with_extension("unfinished")
}

fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}
