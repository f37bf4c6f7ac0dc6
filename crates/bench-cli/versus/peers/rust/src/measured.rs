//! Clock and memory around one call.

use std::fs;
use std::time::Instant;

use crate::protocol::{Fitted, Job};

/// Gives the result of a call with its time and memory.
pub fn measured<T>(job: &Job, call: impl FnOnce() -> T) -> (T, Fitted) {
    let before = if job.watch { resident_after_reset() } else { None };
    let begin = Instant::now();
    let result = call();
    let seconds = begin.elapsed().as_secs_f64();
    let memory = before.and_then(|before| Some(resident("VmHWM:")?.saturating_sub(before)));
    (result, Fitted { seconds, memory, n_iter: job.rounds, differs: None })
}

/// Gives freed memory back to the system, forgets the largest resident set so far, and reads the
/// resident bytes.
fn resident_after_reset() -> Option<u64> {
    give_back();
    fs::write("/proc/self/clear_refs", "5").ok()?;
    resident("VmRSS:")
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn give_back() {
    unsafe extern "C" {
        safe fn malloc_trim(pad: usize) -> i32;
    }
    malloc_trim(0);
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn give_back() {}

/// Reads the bytes of a line such as `VmHWM:      1234 kB`.
fn resident(name: &str) -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
