//! The hidden command `dist`: man pages and shell completions for a package, made from the command
//! line's own definition. `cargo xtask dist` calls it.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use clap::{CommandFactory as _, ValueEnum as _};
use clap_complete::Shell;

use crate::cli::{Cli, DistArgs};

/// Writes a man page per command and a completion script per shell.
pub(crate) fn command(arguments: &DistArgs) -> Result<()> {
    let [man, completions] = ["man", "completions"].map(|name| arguments.out.join(name));
    for folder in [&man, &completions] {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    clap_mangen::generate_to(Cli::command(), &man)
        .with_context(|| format!("cannot write man pages to {}", man.display()))?;
    write_completions(&completions)?;
    writeln!(io::stdout(), "Wrote man pages and completions to {}", arguments.out.display())?;
    Ok(())
}

fn write_completions(folder: &Path) -> Result<()> {
    let mut program = Cli::command();
    let name = program.get_name().to_owned();
    for &shell in Shell::value_variants() {
        clap_complete::generate_to(shell, &mut program, &name, folder)
            .with_context(|| format!("cannot write {shell} completions to {}", folder.display()))?;
    }
    Ok(())
}
