/// Returns the numbers of the bits that are set, in ascending order: lanes of a panel.
pub(super) fn lanes(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = bits.trailing_zeros();
        bits &= bits.checked_sub(1)?;
        Some(lane as usize)
    })
}
