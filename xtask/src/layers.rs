mod arrows;
mod checksums;
mod circles;
mod features;
mod files;
mod imports;
mod licences;
mod metadata;
mod orphans;
mod weight;

use anyhow::{Result, bail};

use crate::cargo;

pub(crate) use arrows::libraries;

/// Checks the dependencies between crates from `cargo metadata`, and the other rules from the files.
pub(crate) fn run(_: &[String]) -> Result<()> {
    let packages = metadata::read()?;
    let sources = files::read_sources(cargo::root())?;
    for warning in files::long_files(&sources).chain(files::fixed_cases(&sources)) {
        eprintln!("warning: {warning}");
    }
    let mut violations = arrows::violations(&packages);
    violations.extend(files::missing_readmes(&packages));
    violations.extend(files::stray_properties(&sources));
    violations.extend(orphans::violations(&sources));
    violations.extend(circles::violations(&sources));
    violations.extend(features::violations(cargo::root())?);
    violations.extend(weight::violations()?);
    violations.extend(licences::violations()?);
    violations.extend(checksums::violations(&cargo::root().join("data"))?);
    if violations.is_empty() {
        println!("layers: {}", arrows::order());
        return Ok(());
    }
    for violation in &violations {
        eprintln!("error: {violation}");
    }
    bail!("rules broken: {}", violations.len())
}
