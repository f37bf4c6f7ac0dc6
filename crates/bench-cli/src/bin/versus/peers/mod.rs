//! Peers in processes of their own, behind [`worker`].

mod worker;

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result};

use self::worker::{PATIENCE, Worker};
use crate::cli::Arguments;
use crate::job::Runner;

/// Scripts of the workers in other languages.
const PYTHON_WORKER: &str = include_str!("../../../../versus/peers/python/worker.py");
const R_WORKER: &str = include_str!("../../../../versus/peers/r/worker.R");

/// Prefixes of environment variables that set up libraries. Workers get none of the caller's settings, only
/// the number of threads.
const SETTINGS: [&str; 7] = ["OPENBLAS_", "GOTO_", "MKL_", "KMP_", "OMP_", "GOMP_", "FAISS_"];

/// Ends the names of contenders whose `OpenBLAS` was told what the processor is.
pub(crate) const TOLD: &str = ", AVX-512 BLAS";

/// One process per row: its packages, the end of their names, and the processor that `OpenBLAS` is told.
const PYTHON: [(&str, &str, Option<&str>); 5] = [
    ("scikit-learn,faiss", "", None),
    ("scikit-learn,faiss", TOLD, Some("SkylakeX")),
    ("intel", "", None),
    ("superkmeans", "", None),
    ("fastkmeans", "", None),
];

/// The peers that have started.
pub(crate) struct Peers {
    pub(crate) runners: Vec<Box<dyn Runner>>,
    pub(crate) about: Vec<String>,
}

/// Starts the peers that the arguments name. One that does not start is named in `about`.
pub(crate) fn start(arguments: &Arguments, threads: usize, folder: &Path) -> Result<Peers> {
    let mut peers = Peers { runners: Vec::new(), about: Vec::new() };
    if let Some(python) = &arguments.python {
        let script = folder.join("worker.py");
        fs::write(&script, PYTHON_WORKER).context("cannot write the worker")?;
        for (packages, suffix, core_type) in PYTHON {
            // OpenBLAS believes what it is told, so only a processor that has AVX-512 is told so.
            if core_type.is_some() && !has_avx512() {
                continue;
            }
            let mut command = without_settings(Command::new(python));
            command.arg(&script).arg(packages).arg(threads.to_string());
            command.env("OMP_NUM_THREADS", threads.to_string());
            command.envs(core_type.map(|core_type| ("OPENBLAS_CORETYPE", core_type)));
            peers.add(&format!("{packages}{suffix}"), command, suffix);
        }
    }
    if let Some(program) = &arguments.rust_peers {
        let mut command = Command::new(program);
        command.env("RAYON_NUM_THREADS", threads.to_string());
        peers.add("Rust", command, "");
    }
    if let Some(program) = &arguments.rscript {
        let script = folder.join("worker.R");
        fs::write(&script, R_WORKER).context("cannot write the worker")?;
        let mut command = Command::new(program);
        command.arg("--vanilla").arg(script);
        peers.add("R", command, "");
    }
    Ok(peers)
}

/// Takes the caller's settings of libraries out of the environment.
fn without_settings(mut command: Command) -> Command {
    for (name, _) in env::vars_os() {
        let is_setting = |prefix: &&str| name.to_string_lossy().starts_with(*prefix);
        if SETTINGS.iter().any(is_setting) {
            command.env_remove(name);
        }
    }
    command
}

fn has_avx512() -> bool {
    #[cfg(target_arch = "x86_64")]
    return is_x86_feature_detected!("avx512f");
    #[cfg(not(target_arch = "x86_64"))]
    return false;
}

impl Peers {
    fn add(&mut self, name: &str, command: Command, suffix: &str) {
        match Worker::start(command, suffix, PATIENCE) {
            Ok(worker) => {
                self.about.push(format!("{name}: {}", worker.about()));
                self.runners.push(Box::new(worker));
            }
            Err(error) => self.about.push(format!("{name}: not there ({error:#})")),
        }
    }
}
