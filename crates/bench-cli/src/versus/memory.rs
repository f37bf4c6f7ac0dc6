use crate::MEMORY;

/// By how much what this process has allocated grows.
///
/// Not its resident set, as of the peers: memory that was freed before and is still resident would
/// be missing from the growth of that, and what is allocated is never less than what is touched.
pub(super) struct Growth {
    before: usize,
}

impl Growth {
    pub(super) fn watch() -> Self {
        MEMORY.reset_peak_usage();
        Self { before: MEMORY.current_usage() }
    }

    /// Bytes at the peak beyond those at the start.
    pub(super) fn peak(&self) -> u64 {
        MEMORY.peak_usage().saturating_sub(self.before) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_that_is_dropped_again_is_seen() {
        let growth = Growth::watch();
        drop(std::hint::black_box(vec![1_u8; 64 << 20]));
        // Other tests allocate and free a little meanwhile.
        assert!((60 << 20..100 << 20).contains(&growth.peak()), "{}", growth.peak());
    }
}
