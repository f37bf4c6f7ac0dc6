//! Seeds and generators of random numbers: PCG64, and NumPy's own for the draws that scikit-learn
//! makes.

mod mt19937;
mod pcg64;

use mt19937::BlockMt19937;
use pcg64::CountedPcg64;

/// The generator of random numbers and its seed.
///
/// All random choices are computed from plain uniform doubles, by our own code. So no upgrade of a
/// random-number crate can change a result.
///
/// ```
/// use digits_data::random::RandomState;
///
/// // numpy.random.RandomState(42).permutation(5)
/// assert_eq!(RandomState::NumPy(42).permutation(5), [1, 4, 2, 0, 3]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum RandomState {
    /// PCG XSL RR 128/64, a stream of its own for every restart. The default.
    Pcg64(u64),
    /// NumPy's `numpy.random.RandomState(seed)` (MT19937, doubles of 53 bits). One generator serves
    /// all restarts in turn, so the same seed gives scikit-learn's clusters.
    NumPy(u32),
}

impl Default for RandomState {
    fn default() -> Self {
        Self::Pcg64(0)
    }
}

impl RandomState {
    /// The numbers 0…n−1 in random order.
    ///
    /// For [`RandomState::NumPy`] the order is that of
    /// `numpy.random.RandomState(seed).permutation(n)`.
    ///
    /// # Panics
    ///
    /// If memory cannot hold `n` numbers, like every [`Vec`].
    pub fn permutation(self, n: usize) -> Vec<usize> {
        self.running().permutation(n)
    }

    /// An endless sequence of uniform doubles in [0, 1), with 53 random bits each.
    ///
    /// For [`RandomState::NumPy`] it is that of `numpy.random.RandomState(seed).random_sample()`.
    ///
    /// ```
    /// use digits_data::random::RandomState;
    ///
    /// let drawn: Vec<f64> = RandomState::NumPy(0).uniforms().take(2).collect();
    /// assert_eq!(drawn, [0.548_813_503_927_324_8, 0.715_189_366_372_419_5]);
    /// ```
    pub fn uniforms(self) -> impl Iterator<Item = f64> + use<> {
        let mut generator = self.running();
        std::iter::repeat_with(move || generator.uniform())
    }

    /// Starts the one generator that makes all draws of a run, in turn.
    pub fn running(self) -> Generator {
        self.generator(0)
    }

    /// Starts the generators of one restart after another.
    pub fn streams(self) -> Streams {
        Streams { random_state: self, next: 0, generator: self.generator(0) }
    }

    /// The generator of one stream. NumPy's has only one stream, for every number.
    fn generator(self, stream: u64) -> Generator {
        match self {
            Self::Pcg64(seed) => Generator(Kind::Pcg64(CountedPcg64::new(seed, stream))),
            Self::NumPy(seed) => Generator(Kind::NumPy(Box::new(BlockMt19937::new(seed)))),
        }
    }
}

/// Gives each restart its random numbers: a stream of its own with PCG, or a turn at the single
/// generator with NumPy.
#[derive(Debug)]
pub struct Streams {
    random_state: RandomState,
    next: u64,
    generator: Generator,
}

impl Streams {
    /// Makes all draws of the next restart.
    pub fn next<T>(&mut self, draw: impl FnOnce(&mut Generator) -> T) -> T {
        if let RandomState::Pcg64(_) = self.random_state {
            self.generator = self.random_state.generator(self.next);
            self.next += 1;
        }
        draw(&mut self.generator)
    }
}

/// A running generator of uniform numbers.
///
/// ```
/// use digits_data::random::RandomState;
///
/// let mut generator = RandomState::NumPy(0).running();
/// assert_eq!(generator.randint(1797, 3), [684, 559, 1653]); // numpy.random.randint(0, 1797, 3)
/// ```
///
/// The feature `serde` stores it. A generator that is read continues with the same numbers.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Generator(Kind);

#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
enum Kind {
    Pcg64(CountedPcg64),
    /// Boxed: its state takes 5 kB.
    NumPy(Box<BlockMt19937>),
}

impl Generator {
    /// A double in [0, 1) with 53 random bits.
    pub fn uniform(&mut self) -> f64 {
        let bits = match &mut self.0 {
            Kind::Pcg64(generator) => generator.next_u64() >> 11,
            Kind::NumPy(generator) => {
                let high = u64::from(generator.next_u32() >> 5);
                let low = u64::from(generator.next_u32() >> 6);
                high << 26 | low
            }
        };
        bits as f64 / (1_u64 << 53) as f64
    }

    /// Moves on as if `n` doubles had been drawn.
    pub fn skip(&mut self, n: usize) {
        match &mut self.0 {
            Kind::Pcg64(generator) => generator.skip(n),
            Kind::NumPy(_) => (0..n).for_each(|_| {
                self.uniform();
            }),
        }
    }

    /// The numbers 0…n−1 in random order.
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }

    /// Puts values in random order, as [`permutation`](Self::permutation) does with 0…n−1.
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.index_up_to(last));
        }
    }

    /// `size` whole numbers below `n`, with repeats, as NumPy's legacy `randint(0, n, size)`. For
    /// `n` = 1 it draws nothing.
    pub fn randint(&mut self, n: usize, size: usize) -> Vec<usize> {
        match n {
            0 | 1 => vec![0; size],
            _ => (0..size).map(|_| self.index_up_to(n - 1)).collect(),
        }
    }

    /// `size` places with repeats, each with the probability of its weight, as NumPy's legacy
    /// `choice(n, size, p=weights / sum)`.
    ///
    /// `cumulative` has the sum of each place's weight and all before. A place of weight 0 is never drawn.
    /// Without places, or if the total is 0, nothing is drawn.
    ///
    /// ```
    /// use digits_data::random::RandomState;
    ///
    /// let mut generator = RandomState::NumPy(0).running();
    /// // numpy.random.choice(3, 5, p=[0.25, 0, 0.75])
    /// assert_eq!(generator.weighted_choice(&[1.0, 1.0, 4.0], 5), [2, 2, 2, 2, 2]);
    /// ```
    pub fn weighted_choice(&mut self, cumulative: &[f64], size: usize) -> Vec<usize> {
        let total = cumulative.last().copied().unwrap_or(0.0);
        if !(total > 0.0 && total.is_finite()) {
            return Vec::new();
        }
        let place = |uniform| cumulative.partition_point(|&sum| sum / total <= uniform);
        (0..size).map(|_| place(self.uniform())).collect()
    }

    /// A whole number in 0…=largest: random bits under the smallest mask that covers `largest`,
    /// drawn again until they do not exceed it (NumPy's legacy `random_interval`).
    fn index_up_to(&mut self, largest: usize) -> usize {
        let largest = largest as u64;
        let mask = u64::MAX >> largest.leading_zeros().min(63);
        loop {
            let bits = if u32::try_from(largest).is_ok() {
                u64::from(self.next_u32())
            } else {
                u64::from(self.next_u32()) << 32 | u64::from(self.next_u32())
            };
            if bits & mask <= largest {
                // The value is at most `largest`, which came from a usize.
                return usize::try_from(bits & mask).unwrap_or(usize::MAX);
            }
        }
    }

    fn next_u32(&mut self) -> u32 {
        match &mut self.0 {
            Kind::Pcg64(generator) => generator.next_u32(),
            Kind::NumPy(generator) => generator.next_u32(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numpy_draws_what_numpy_draws() {
        let mut generator = RandomState::NumPy(0).generator(0);
        // numpy.random.RandomState(0).random_sample(3)
        let expected: [f64; 3] =
            [0.548_813_503_927_324_8, 0.715_189_366_372_419_5, 0.602_763_376_071_643_9];
        for value in expected {
            assert_eq!(generator.uniform().to_bits(), value.to_bits());
        }
    }

    #[test]
    fn numpy_permutes_as_numpy_permutes() {
        // numpy.random.RandomState(seed).permutation(n)[:5]
        let cases: [(u32, usize, [usize; 5]); 2] = [
            (0, 1797, [1081, 1707, 927, 713, 262]),
            (u32::MAX, 100_000, [85117, 19600, 4648, 56853, 35772]),
        ];
        for (seed, n, first) in cases {
            assert_eq!(RandomState::NumPy(seed).permutation(n)[..5], first, "seed {seed}");
        }
    }

    #[test]
    fn numpy_draws_by_weight_as_numpy_does() {
        // numpy.random.RandomState(5).choice(40, 12, p=weights / weights.sum())
        let weights = (0..40).map(|i| 0.25 + f64::from(i * 7 % 11) / 4.0);
        let cumulative: Vec<f64> = weights
            .scan(0.0, |sum, weight| {
                *sum += weight;
                Some(*sum)
            })
            .collect();
        let drawn = RandomState::NumPy(5).running().weighted_choice(&cumulative, 12);
        assert_eq!(drawn, [9, 35, 8, 37, 20, 25, 31, 20, 12, 7, 3, 29]);
    }

    #[test]
    fn nothing_is_drawn_where_nothing_has_weight() {
        let mut generator = RandomState::default().running();
        for cumulative in [&[][..], &[0.0, 0.0], &[f64::INFINITY], &[f64::NAN]] {
            assert!(generator.weighted_choice(cumulative, 3).is_empty(), "{cumulative:?}");
        }
        assert_eq!(generator.weighted_choice(&[0.0, 2.0, 2.0], 3), [1, 1, 1]);
    }

    #[test]
    fn numpy_draws_whole_numbers_as_numpy_does() {
        let mut generator = RandomState::NumPy(0).running();
        // numpy.random.RandomState(0), one generator: randint(0, 1797, 5), randint(0, 1, 3),
        // randint(0, 10, 5)
        assert_eq!(generator.randint(1797, 5), [684, 559, 1653, 1216, 835]);
        assert_eq!(generator.randint(1, 3), [0, 0, 0]);
        assert_eq!(generator.randint(10, 5), [3, 7, 9, 3, 5]);
    }

    #[test]
    fn pcg64_is_pinned() {
        let mut generator = RandomState::Pcg64(0).generator(0);
        assert_eq!(generator.uniform().to_bits(), 0.787_274_759_819_891_9_f64.to_bits());
        let mut other_stream = RandomState::Pcg64(0).generator(1);
        assert_ne!(generator.uniform().to_bits(), other_stream.uniform().to_bits());
    }

    #[test]
    fn skipping_is_drawing() {
        for state in [RandomState::NumPy(7), RandomState::Pcg64(7)] {
            let (mut drawn, mut skipped) = (state.generator(0), state.generator(0));
            for _ in 0..1000 {
                drawn.uniform();
            }
            skipped.skip(1000);
            assert_eq!(drawn.uniform().to_bits(), skipped.uniform().to_bits());
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_stored_generator_goes_on_with_the_same_numbers() {
        for state in [RandomState::NumPy(7), RandomState::Pcg64(7)] {
            for n_draws in [0, 1, 311, 312, 313, 5000] {
                let mut generator = state.generator(3);
                generator.skip(n_draws);
                let text = serde_json::to_string(&generator).unwrap();
                let mut again: Generator = serde_json::from_str(&text).unwrap();
                assert_eq!(again.randint(1000, 2000), generator.randint(1000, 2000), "{n_draws}");
            }
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_stored_generator_that_cannot_be_is_refused() {
        for text in [
            r#"{"NumPy": {"block": [1, 2, 3], "n_used": 0}}"#,
            &format!(r#"{{"NumPy": {{"block": {:?}, "n_used": 625}}}}"#, [1_u32; 624]),
            r#"{"Pcg64": {"seed": 1, "stream": 0}}"#,
        ] {
            assert!(serde_json::from_str::<Generator>(text).is_err(), "{text}");
        }
        let far = r#"{"Pcg64": {"seed": 1, "stream": 0, "n_draws": 18446744073709551615}}"#;
        assert!(serde_json::from_str::<Generator>(far).is_ok());
    }

    mod properties {
        use super::*;

        proptest! {
            #[test]
            fn a_permutation_holds_every_number_once(seed: u32, n in 0_usize..300) {
                for state in [RandomState::NumPy(seed), RandomState::Pcg64(u64::from(seed))] {
                    let mut order = state.permutation(n);
                    order.sort_unstable();
                    prop_assert_eq!(order, (0..n).collect::<Vec<_>>());
                }
            }

            #[test]
            fn doubles_lie_in_the_unit_interval(seed: u64) {
                let mut generator = RandomState::Pcg64(seed).generator(0);
                for _ in 0..100 {
                    prop_assert!((0.0..1.0).contains(&generator.uniform()));
                }
            }
        }
    }
}
