use rand::Rng as _;
use rand_pcg::Pcg64;

/// PCG XSL RR 128/64 with a count of its draws.
///
/// Only seed, stream and count are stored; the state follows from them in a few steps.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "Position", into = "Position"))]
pub(super) struct CountedPcg64 {
    generator: Pcg64,
    position: Position,
}

#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
struct Position {
    seed: u64,
    stream: u64,
    n_draws: u64,
}

impl CountedPcg64 {
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Position { seed, stream, n_draws: 0 }.into()
    }

    pub(super) fn next_u64(&mut self) -> u64 {
        self.position.n_draws = self.position.n_draws.wrapping_add(1);
        self.generator.next_u64()
    }

    pub(super) fn next_u32(&mut self) -> u32 {
        self.position.n_draws = self.position.n_draws.wrapping_add(1);
        self.generator.next_u32()
    }

    /// Moves on as if `n` numbers had been drawn.
    pub(super) fn skip(&mut self, n: usize) {
        // The count would wrap after 2⁶⁴ draws, which no run makes.
        self.position.n_draws = self.position.n_draws.wrapping_add(n as u64);
        self.generator.advance(n as u128);
    }
}

impl From<Position> for CountedPcg64 {
    fn from(position: Position) -> Self {
        let Position { seed, stream, n_draws } = position;
        let mut generator = Pcg64::new(spread(seed), u128::from(stream));
        generator.advance(u128::from(n_draws));
        Self { generator, position }
    }
}

impl From<CountedPcg64> for Position {
    fn from(counted: CountedPcg64) -> Self {
        counted.position
    }
}

/// Two rounds of the `SplitMix64` generator, so that neighbouring seeds start far apart.
fn spread(seed: u64) -> u128 {
    let half = |round: u64| {
        let z = seed.wrapping_add(round.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u128::from(z ^ (z >> 31))
    };
    half(1) << 64 | half(2)
}
