/// Rows that k-means++ chooses among, at least, if there are so many; and for each cluster.
const SAMPLED_ROWS: usize = 1 << 16;
const SAMPLED_PER_CLUSTER: usize = 64;

/// Returns the rows among which k-means++ chooses first centres: one row from each of m equal stretches.
/// A hash of the stretch's number gives the place. So they are the same for any number of processes.
///
/// m is 65 536, or 64 for each cluster if that is more. All rows are taken if there are no more than m.
pub(super) fn sampled_rows(n_samples: usize, n_clusters: usize) -> Vec<usize> {
    let m = SAMPLED_ROWS.max(n_clusters.saturating_mul(SAMPLED_PER_CLUSTER)).min(n_samples);
    let start = |stretch: usize| {
        let start = stretch as u128 * n_samples as u128 / m as u128;
        usize::try_from(start).unwrap_or(n_samples)
    };
    let row = |stretch: usize| {
        let (first, end) = (start(stretch), start(stretch + 1));
        first + usize::try_from(hash(stretch as u64) % (end - first) as u64).unwrap_or(0)
    };
    (0..m).map(row).collect()
}

/// The finalizer of `SplitMix64` (G. Steele, D. Lea and C. Flood, OOPSLA 2014).
fn hash(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sampled_rows_are_all_or_spread_over_all() {
        assert_eq!(sampled_rows(10, 3), (0..10).collect::<Vec<_>>());
        let rows = sampled_rows(1_000_000, 3);
        assert_eq!(rows.len(), SAMPLED_ROWS);
        assert!(rows.is_sorted_by(|a, b| a < b) && rows[SAMPLED_ROWS - 1] < 1_000_000);
        assert_eq!(sampled_rows(usize::MAX, 1).len(), SAMPLED_ROWS);
        assert_eq!(sampled_rows(10_000_000, 2_000).len(), 128_000);
    }
}
