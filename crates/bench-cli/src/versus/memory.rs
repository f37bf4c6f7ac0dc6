//! The largest resident set of this process, where Linux tells.

use std::fs;

const STATUS: &str = "/proc/self/status";
const CLEAR_REFS: &str = "/proc/self/clear_refs";

/// Forgets the largest resident set so far (proc(5): a 5 in `clear_refs`).
const RESET_PEAK: &str = "5";

/// By how much the resident set grows.
///
/// Memory that an earlier call left with the allocator is resident already and not seen again.
pub(super) struct Growth {
    before: Option<u64>,
}

impl Growth {
    pub(super) fn watch() -> Self {
        let reset = fs::write(CLEAR_REFS, RESET_PEAK).ok();
        Self { before: reset.and_then(|()| in_status("VmRSS:")) }
    }

    /// Bytes at the peak beyond those at the start; `None` where the system does not tell.
    pub(super) fn peak(&self) -> Option<u64> {
        Some(in_status("VmHWM:")?.saturating_sub(self.before?))
    }
}

/// Bytes in a line such as `VmHWM:      1234 kB`.
fn in_status(name: &str) -> Option<u64> {
    let text = fs::read_to_string(STATUS).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_that_is_written_and_dropped_is_seen() {
        let growth = Growth::watch();
        let block = std::hint::black_box(vec![1_u8; 64 << 20]);
        drop(block);
        if let Some(bytes) = growth.peak() {
            assert!(bytes >= 60 << 20, "{bytes}");
        }
    }
}
