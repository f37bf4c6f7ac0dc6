use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

/// Runs of the program in a folder.
pub(super) struct Runs {
    pub(super) program: PathBuf,
    pub(super) folder: PathBuf,
}

impl Runs {
    /// Makes a table of random numbers, of type `f64`.
    pub(super) fn table(&self, name: &str, n_samples: usize, n_features: usize) -> Result<()> {
        let (n_samples, n_features) = (n_samples.to_string(), n_features.to_string());
        let shape = ["--n-samples", &n_samples, "--n-features", &n_features];
        self.run(&[&["datasets", "blobs", "--out", name][..], &shape].concat()).map(drop)
    }

    /// Runs the program. Returns its time in seconds.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<f64> {
        let start = Instant::now();
        let mut command = Command::new(&self.program);
        let output = command.current_dir(&self.folder).args(arguments).output()?;
        let message = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "kmeans-bench {}: {message}", arguments.join(" "));
        Ok(start.elapsed().as_secs_f64())
    }

    pub(super) fn sha256(&self, name: &str) -> Result<String> {
        let bytes = std::fs::read(self.folder.join(name)).context(name.to_owned())?;
        let hash = hmac_sha256::Hash::hash(&bytes);
        Ok(hash[..8].iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }
}
