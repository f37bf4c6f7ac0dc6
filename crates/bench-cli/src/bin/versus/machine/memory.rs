use std::fs;

use peak_alloc::PeakAlloc;

/// Counts what this program allocates.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Growth of the memory that this process holds: allocated bytes, or resident bytes if they grow more.
///
/// Resident bytes miss memory that was freed before and is still resident. Allocated bytes miss memory
/// that does not come from the allocator, such as large packed copies.
pub(crate) struct Growth {
    allocated: usize,
    resident: Option<u64>,
}

impl Growth {
    pub(crate) fn watch() -> Self {
        MEMORY.reset_peak_usage();
        // Forgets the largest resident set so far.
        let forgotten = fs::write("/proc/self/clear_refs", "5").ok();
        let resident = forgotten.and_then(|()| resident("VmRSS:"));
        Self { allocated: MEMORY.current_usage(), resident }
    }

    /// Bytes at the peak beyond bytes at the start.
    pub(crate) fn peak(&self) -> u64 {
        let allocated = MEMORY.peak_usage().saturating_sub(self.allocated) as u64;
        let resident = self.resident.zip(resident("VmHWM:"));
        allocated.max(resident.map_or(0, |(before, peak)| peak.saturating_sub(before)))
    }
}

/// Reads the bytes of a line such as `VmHWM:      1234 kB`; `None` where the system does not tell.
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
