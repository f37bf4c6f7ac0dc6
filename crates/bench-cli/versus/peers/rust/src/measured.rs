//! Clock and memory around one call.

use std::fs;
use std::time::Instant;

use crate::protocol::Fitted;

/// The result of a call that does `rounds`, and what it took.
pub fn measured<T>(rounds: usize, call: impl FnOnce() -> T) -> (T, Fitted) {
    // Forgets the largest resident set so far.
    let reset = fs::write("/proc/self/clear_refs", "5").ok();
    let before = reset.and_then(|()| resident("VmRSS:"));
    let begin = Instant::now();
    let result = call();
    let seconds = begin.elapsed().as_secs_f64();
    let memory = before.and_then(|before| Some(resident("VmHWM:")?.saturating_sub(before)));
    (result, Fitted { seconds, memory, n_iter: rounds, differs: None })
}

/// Bytes in a line such as `VmHWM:      1234 kB`.
fn resident(name: &str) -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
