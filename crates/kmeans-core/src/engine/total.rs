/// The size of a cluster, or the change of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Total {
    /// Samples of positive weight.
    pub(super) n_samples: isize,
    pub(super) held: Held,
    /// Everything that came in since the sum was calculated: no partial sum was larger.
    gained: Held,
}

/// Total weight and magnitude of one cluster sum; used to detect cancellation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Held {
    pub(super) weight: f64,
    /// Σ w·‖x − offset‖, with [`Problem::norm`](crate::samples::Problem::norm) as the norm.
    pub(super) magnitude: f64,
}

/// A sum is recalculated once less than this share of everything that came in is left.
///
/// Its rounding then stays within some 2²⁰ times that of a fresh sum. Ordinary clusters, which gain
/// and lose by turns, keep theirs.
const FADED: f64 = 1.0 / (1_u64 << 20) as f64;

impl Total {
    #[inline(always)]
    pub(super) fn gain(&mut self, Held { weight, magnitude }: Held) {
        self.n_samples += 1;
        self.held.weight += weight;
        self.held.magnitude += magnitude;
        self.gained.weight += weight;
        self.gained.magnitude += magnitude;
    }

    #[inline(always)]
    pub(super) fn lose(&mut self, Held { weight, magnitude }: Held) {
        self.n_samples -= 1;
        self.held.weight -= weight;
        self.held.magnitude -= magnitude;
    }

    pub(super) fn merge(&mut self, change: Self) {
        self.n_samples += change.n_samples;
        self.held.weight += change.held.weight;
        self.held.magnitude += change.held.magnitude;
        self.gained.weight += change.gained.weight;
        self.gained.magnitude += change.gained.magnitude;
    }

    /// Returns true if the sum may be little more than the rounding of samples that left.
    pub(super) fn has_faded(&self) -> bool {
        let Self { n_samples, held, gained } = self;
        let is_little = held.weight < FADED * gained.weight
            || held.magnitude < FADED * gained.magnitude
            || !(gained.weight + gained.magnitude).is_finite();
        *n_samples > 0 && is_little
    }
}
