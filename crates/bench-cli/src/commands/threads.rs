use std::num::NonZeroUsize;

use anyhow::{Context as _, Result};

/// Starts the threads that all later work runs on. `None` leaves it to rayon, one per core.
pub(crate) fn start(n_threads: Option<NonZeroUsize>) -> Result<()> {
    let Some(n_threads) = n_threads else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads.get());
    pool.build_global().with_context(|| format!("cannot start {n_threads} threads"))
}
