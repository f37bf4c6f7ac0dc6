use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::succeed::succeed;

/// Installs the packages of a list that are available into a folder. Returns their Python.
///
/// A missing package is tried again at every call. An installed one stays: without a network there is no
/// other.
pub(crate) fn environment(folder: &Path, list: &Path) -> Result<PathBuf> {
    let text = fs::read_to_string(list).with_context(|| list.display().to_string())?;
    let wanted: Vec<&str> = requirements(&text).collect();
    let scripts = if cfg!(windows) { "Scripts" } else { "bin" };
    let python = folder.join(scripts).join("python");
    let record = folder.join("installed.txt");
    let installed = fs::read_to_string(&record).unwrap_or_default();
    let mut installed: Vec<&str> = requirements(&installed).collect();
    let starts = python.exists() && succeed(Command::new(&python).args(["-c", ""])).is_ok();
    if !starts || installed.iter().any(|requirement| !wanted.contains(requirement)) {
        eprintln!("setting up Python in {}", folder.display());
        let system = if cfg!(windows) { "python" } else { "python3" };
        succeed(Command::new(system).args(["-m", "venv", "--clear"]).arg(folder))?;
        installed.clear();
    }
    for requirement in wanted {
        if installed.contains(&requirement) {
            continue;
        }
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--only-binary", ":all:", requirement]);
        // The constraint keeps a later package from moving the version of an earlier one.
        match succeed(pip.arg("--constraint").arg(list)) {
            Ok(()) => installed.push(requirement),
            Err(error) => eprintln!("without {requirement}: {error:#}"),
        }
        fs::write(&record, installed.join("\n")).with_context(|| record.display().to_string())?;
    }
    Ok(python)
}

fn requirements(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_may_be_commented_out() {
        let list = "numpy==2\n# why\n# torch==2\n\nfaiss-cpu==1\n";
        assert_eq!(requirements(list).collect::<Vec<_>>(), ["numpy==2", "faiss-cpu==1"]);
    }
}
