use anyhow::Result;

use crate::succeed::succeed;
use crate::{cargo, python};

/// Runs random cases through the program and through scikit-learn 1.7.0, and prints every disagreement
/// with the command that repeats it.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let root = cargo::root();
    let scripts = root.join("xtask/versus_sklearn");
    let folder = root.join("target/versus-sklearn");
    let python = python::environment(&folder, &scripts.join("requirements.txt"))?;
    let build = ["build", "--release", "--package", "bench-cli", "--bin", "kmeans-bench"];
    cargo::run(&mut cargo::cargo(&build))?;
    let mut compare = std::process::Command::new(python);
    compare.arg(scripts.join("differential.py"));
    compare.arg("--program").arg(root.join("target/release/kmeans-bench")).args(arguments);
    succeed(&mut compare)
}
