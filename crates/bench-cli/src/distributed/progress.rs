use std::io::{self, Write as _};

use serde::{Deserialize, Serialize};

/// The message of each process in a round.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Report {
    /// The changes of its rows, as bytes; `None` if it has no rows.
    pub(super) part: Option<Vec<u8>>,
    pub(super) n_rows: usize,
    /// Time to read and label the rows.
    pub(super) seconds: f64,
    /// Bytes sent since the round before.
    pub(super) n_sent: u64,
}

/// Prints one line about a round of a restart, which people count from 1, on standard error. `seconds` is the time of the whole
/// round.
pub(super) fn say(
    (restart, n_iter): (usize, usize),
    n_changed: usize,
    seconds: f64,
    reports: &[Report],
) {
    let per_second =
        |report: &Report| format!("{:.0}", report.n_rows as f64 / report.seconds.max(1e-9));
    let speeds: Vec<String> = reports.iter().map(per_second).collect();
    let sent: Vec<String> = reports.iter().map(|report| report.n_sent.to_string()).collect();
    let (speeds, sent) = (speeds.join(" "), sent.join(" "));
    let restart = restart + 1;
    let line = format!(
        "restart {restart}, round {n_iter}: {n_changed} changed in {seconds:.6} s; rows a second {speeds}; \
         bytes sent {sent}\n"
    );
    // Nobody has to read it.
    let _ = io::stderr().write_all(line.as_bytes());
}
