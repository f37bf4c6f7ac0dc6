//! The hidden command `dist`: what a package brings beside the program, out of the command line's own
//! definition. `cargo xtask dist` calls it.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use clap::{CommandFactory as _, ValueEnum as _};
use clap_complete::Shell;

use crate::cli::{Cli, DistArgs};

/// Writes a man page for each command and a completion script for each shell.
pub(crate) fn command(arguments: &DistArgs) -> Result<()> {
    write_man_pages(&arguments.out.join("man"))?;
    write_completions(&arguments.out.join("completions"))?;
    writeln!(io::stdout(), "Wrote man pages and completions to {}", arguments.out.display())?;
    Ok(())
}

/// `kmeans-bench.1`, `kmeans-bench-sweep.1` and so on; hidden commands have none.
fn write_man_pages(folder: &Path) -> Result<()> {
    make_folder(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)
        .with_context(|| format!("cannot write man pages to {}", folder.display()))
}

fn write_completions(folder: &Path) -> Result<()> {
    make_folder(folder)?;
    let mut program = Cli::command();
    let name = program.get_name().to_owned();
    for &shell in Shell::value_variants() {
        clap_complete::generate_to(shell, &mut program, &name, folder)
            .with_context(|| format!("cannot write {shell} completions to {}", folder.display()))?;
    }
    Ok(())
}

fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
}
