use rand_mt::Mt;

/// Number of words in the state, and in one block of output.
const N_WORDS: usize = 624;

/// MT19937, which makes its words block by block.
///
/// Only the last block is stored, because the state follows from it.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub(super) struct BlockMt19937 {
    /// The generator, positioned at the next block.
    generator: Mt,
    block: [u32; N_WORDS],
    /// Words of the block that were handed out.
    n_used: usize,
}

impl BlockMt19937 {
    pub(super) fn new(seed: u32) -> Self {
        let mut new = Self { generator: Mt::new(seed), block: [0; N_WORDS], n_used: 0 };
        new.fill();
        new
    }

    pub(super) fn next_u32(&mut self) -> u32 {
        if self.n_used == N_WORDS {
            self.fill();
        }
        self.n_used += 1;
        self.block[self.n_used - 1]
    }

    fn fill(&mut self) {
        self.block.fill_with(|| self.generator.next_u32());
        self.n_used = 0;
    }
}

/// The stored form of the generator. Any block is a valid state, and every block takes the same
/// time to load.
#[cfg(feature = "serde")]
mod stored {
    use rand_mt::Mt;
    use serde::{Deserialize, Serialize};

    use super::{BlockMt19937, N_WORDS};

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Stored {
        block: Vec<u32>,
        n_used: usize,
    }

    impl From<BlockMt19937> for Stored {
        fn from(generator: BlockMt19937) -> Self {
            Self { block: generator.block.to_vec(), n_used: generator.n_used }
        }
    }

    impl TryFrom<Stored> for BlockMt19937 {
        type Error = &'static str;

        fn try_from(Stored { block, n_used }: Stored) -> Result<Self, Self::Error> {
            let block = <[u32; N_WORDS]>::try_from(block);
            match block {
                Ok(block) if n_used <= N_WORDS => {
                    Ok(Self { generator: Mt::from(block), block, n_used })
                }
                _ => Err("a stored NumPy generator has 624 words, all or some of them used"),
            }
        }
    }
}
