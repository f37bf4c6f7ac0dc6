/// A sample that changed its cluster.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move {
    pub(super) sample: usize,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// What a round of assignment changed.
#[derive(Debug)]
pub(super) enum Moves {
    /// The first round: every sample came from nowhere.
    All,
    /// Piece by piece, in order of the samples.
    Some(Vec<Vec<Move>>),
}

impl Moves {
    pub(super) fn n_changed(&self, n_samples: usize) -> usize {
        match self {
            Self::All => n_samples,
            Self::Some(pieces) => pieces.iter().map(Vec::len).sum(),
        }
    }
}

/// Overwrites the labels of the samples from `start` on, and notes those that differ.
pub(super) fn relabel(start: usize, labels: &mut [u32], new: &[u32], moves: &mut Vec<Move>) {
    if labels == new {
        return; // as most blocks do after the first rounds
    }
    for (index, (label, &to)) in labels.iter_mut().zip(new).enumerate() {
        if *label != to {
            moves.push(Move { sample: start + index, from: *label, to });
            *label = to;
        }
    }
}
