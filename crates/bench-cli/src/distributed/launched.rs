//! The view of a process that `--processes` started.

use std::{env, fs, io, process, thread};

use anyhow::Result;

/// The variable that tells a process that another one launched it. It holds the folder of the hosts file.
pub(super) const LAUNCHED: &str = "KMEANS_BENCH_LAUNCHED";

/// True if another process launched this one, and joins the labels of all.
pub(super) fn is_launched() -> bool {
    env::var_os(LAUNCHED).is_some()
}

/// Ends this process when the one that launched it is gone, for example killed. Then nobody else
/// would stop it, or delete the hosts file.
pub(super) fn end_with_launcher() -> Result<()> {
    let Some(folder) = env::var_os(LAUNCHED) else { return Ok(()) };
    let watch = move || {
        // Nobody writes to it, so this lasts until the other end is closed.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = fs::remove_dir_all(folder);
        process::exit(1);
    };
    thread::Builder::new().name("launcher".into()).spawn(watch)?;
    Ok(())
}
