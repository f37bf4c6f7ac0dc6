use std::fs;

use crate::MEMORY;

/// By how much the memory that this process holds grows.
///
/// What is allocated, or the resident set if that grows more: memory that was freed before and is
/// still resident would be missing from the second, and what does not come from the allocator, as
/// large packed copies do not, from the first.
pub(super) struct Growth {
    allocated: usize,
    resident: Option<u64>,
}

impl Growth {
    pub(super) fn watch() -> Self {
        MEMORY.reset_peak_usage();
        // Forgets the largest resident set so far.
        let forgotten = fs::write("/proc/self/clear_refs", "5").ok();
        let resident = forgotten.and_then(|()| resident("VmRSS:"));
        Self { allocated: MEMORY.current_usage(), resident }
    }

    /// Bytes at the peak beyond those at the start.
    pub(super) fn peak(&self) -> u64 {
        let allocated = MEMORY.peak_usage().saturating_sub(self.allocated) as u64;
        let resident = self.resident.zip(resident("VmHWM:"));
        allocated.max(resident.map_or(0, |(before, peak)| peak.saturating_sub(before)))
    }
}

/// Bytes in a line such as `VmHWM:      1234 kB`; `None` where the system does not tell.
fn resident(line: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|status| status.strip_prefix(line))?;
    Some(kilobytes.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;
    use linalg_pca::distance::Panels;

    use super::*;

    #[test]
    fn what_is_dropped_again_is_seen_wherever_it_came_from() {
        let samples = Samples::new(vec![1.0_f32; 16 << 20], 1 << 18, 64).unwrap();
        let growth = Growth::watch();
        drop(std::hint::black_box(vec![1_u8; 64 << 20]));
        // Other tests allocate and free a little meanwhile.
        assert!((60 << 20..150 << 20).contains(&growth.peak()), "{}", growth.peak());

        let growth = Growth::watch();
        drop(std::hint::black_box(Panels::pack(samples.view(), &[0.0; 64]).unwrap()));
        assert!((60 << 20..150 << 20).contains(&growth.peak()), "{}", growth.peak());
    }
}
