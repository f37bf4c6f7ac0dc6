use std::hash::{BuildHasher, Hash};

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Labels as numbers: 0 for the first label met, 1 for the next new one, and so on.
///
/// Labels have no order (`Eq + Hash` only). First appearance is the one order that neither the hash
/// nor new names for the labels can change. The hash is fast, because most labels are small
/// integers. It does not withstand labels chosen to collide.
#[derive(Debug)]
pub(crate) struct Numbering<'a, L> {
    numbers: FxHashMap<&'a L, u32>,
    /// A cache: the last label found in each slot, see [`slot_of`]. Most clusterings have so few labels
    /// that they rarely share a slot. A hit here takes half as long as a look-up in the map.
    recent: Vec<Option<(&'a L, u32)>>,
    labels: Vec<&'a L>,
}

const LOG_SLOTS: u32 = 9;

fn slot_of(label: &impl Hash) -> usize {
    // The upper bits of this hash are the well-mixed ones, before it rotates them down to bit 26.
    // If a later version rotates differently, labels share slots and only the speed suffers.
    (FxBuildHasher.hash_one(label).rotate_right(26) >> (u64::BITS - LOG_SLOTS)) as usize
}

impl<'a, L: Eq + Hash> Numbering<'a, L> {
    pub(crate) fn new() -> Self {
        Self {
            numbers: FxHashMap::default(),
            recent: vec![None; 1 << LOG_SLOTS],
            labels: Vec::new(),
        }
    }

    /// Room for this many distinct labels.
    pub(crate) fn reserve(&mut self, n_labels: usize) {
        self.numbers.reserve(n_labels);
        self.labels.reserve(n_labels);
    }

    /// The label's number; a new one if it has not been met. At most 2³² labels are told apart,
    /// the limit of what can be scored.
    #[inline]
    pub(crate) fn number(&mut self, label: &'a L) -> u32 {
        let slot = slot_of(label);
        match self.recent[slot] {
            Some((other, number)) if other == label => number,
            _ => {
                let number = self.look_up(label);
                self.recent[slot] = Some((label, number));
                number
            }
        }
    }

    /// A function of its own, so that the code that runs for every label stays small.
    #[cold]
    #[inline(never)]
    fn look_up(&mut self, label: &'a L) -> u32 {
        let next = u32::try_from(self.labels.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(label).or_insert_with(|| {
            self.labels.push(label);
            next
        })
    }

    /// The labels in order of their numbers.
    pub(crate) fn labels(&self) -> &[&'a L] {
        &self.labels
    }

    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }
}

/// Merges the numbers of all chunks. Returns the merged numbers and, for each chunk, the new number
/// of each of its own.
pub(crate) fn merge_numbers<'a: 'c, 'c, L: Eq + Hash + 'a>(
    chunks: impl Iterator<Item = &'c [&'a L]>,
) -> (Numbering<'a, L>, Vec<Vec<u32>>) {
    let mut whole = Numbering::new();
    let numbers = chunks.map(|labels| labels.iter().map(|&label| whole.number(label)).collect());
    let numbers = numbers.collect();
    (whole, numbers)
}
