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

/// A round of a fit over several processes, as its line of progress says.
#[derive(Clone, Copy)]
pub(super) struct Round {
    pub(super) seconds: f64,
    /// Bytes that all processes have sent.
    pub(super) bytes: f64,
}

impl Runs {
    /// Runs a fit over several processes. Returns its rounds.
    pub(super) fn rounds(&self, arguments: &[&str]) -> Result<Vec<Round>> {
        let mut command = Command::new(&self.program);
        let output = command.current_dir(&self.folder).args(arguments).output()?;
        let progress = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "kmeans-bench {}: {progress}", arguments.join(" "));
        let round = |line: &str| -> Option<Round> {
            let (seconds, rest) = line.split_once(" in ")?.1.split_once(" s; ")?;
            let sent = rest.split_once("bytes sent ")?.1.split(' ');
            let bytes = sent.filter_map(|bytes| bytes.parse::<f64>().ok()).sum();
            Some(Round { seconds: seconds.parse().ok()?, bytes })
        };
        Ok(progress.lines().filter_map(round).collect())
    }

    /// Makes a table of clusters, of type `f64`.
    pub(super) fn table(&self, name: &str, n_samples: usize, n_features: usize) -> Result<()> {
        self.make("blobs", name, n_samples, n_features)
    }

    /// Makes a table of uniform noise, in which a fit does not end soon.
    pub(super) fn noise(&self, name: &str, n_samples: usize, n_features: usize) -> Result<()> {
        self.make("uniform", name, n_samples, n_features)
    }

    fn make(&self, kind: &str, name: &str, n_samples: usize, n_features: usize) -> Result<()> {
        let (n_samples, n_features) = (n_samples.to_string(), n_features.to_string());
        let shape = ["--n-samples", &n_samples, "--n-features", &n_features];
        self.run(&[&["datasets", kind, "--out", name][..], &shape].concat()).map(drop)
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
