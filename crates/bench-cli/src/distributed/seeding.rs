use anyhow::{Context as _, Result};
use digits_data::exact::ExactSum;
use digits_data::random::{Generator, RandomState};
use digits_data::{Samples, Scalar};
use kmeans_core::blocks::{
    Block, Coordinates, NearestCandidates, choose_among, draw_rows, n_reserved_draws,
};
use kmeans_core::{Init, KMeans};

use super::exchange::Exchange;
use super::share::Share;

/// Rows that k-means++ chooses among, at least, if there are so many; and for each cluster.
const SAMPLED_ROWS: usize = 1 << 16;
const SAMPLED_PER_CLUSTER: usize = 64;

/// The random numbers of all restarts, as [`KMeans`] draws them.
#[derive(Debug)]
pub(super) struct Draws {
    random_state: RandomState,
    /// The one generator of NumPy, which serves all restarts in turn.
    pub(super) running: Generator,
}

impl Draws {
    pub(super) fn new(random_state: RandomState) -> Self {
        Self { random_state, running: random_state.running() }
    }

    /// Returns the generator of a restart.
    fn of_restart(&self, restart: usize) -> Generator {
        if let RandomState::NumPy(_) = self.random_state {
            return self.running.clone();
        }
        let mut streams = self.random_state.streams();
        (0..restart).for_each(|_| streams.next(|_| ()));
        streams.next(|generator| generator.clone())
    }
}

/// Finds the first centres of one restart after the other.
#[derive(Debug)]
pub(super) struct Seeding<'a> {
    pub(super) kmeans: &'a KMeans,
    pub(super) n_samples: usize,
    pub(super) coordinates: &'a Coordinates,
    /// The weights of all rows, in process 0. Only random rows and the first candidate of k-means|| need them.
    pub(super) all_weights: Option<Vec<f64>>,
}

impl Seeding<'_> {
    /// Returns the first centres of a restart, relative to the offset, in all processes.
    ///
    /// Given centres, random rows and k-means|| are those of a fit in memory. k-means++ chooses among
    /// [sampled rows](sampled_rows); those are all rows of a small table.
    pub(super) fn centers<F: Scalar>(
        &self,
        exchange: &mut Exchange,
        share: &mut Share,
        draws: &mut Draws,
        restart: usize,
    ) -> Result<Samples<F>> {
        let mut generator = draws.of_restart(restart);
        let n_clusters = self.kmeans.n_clusters;
        draws.running = generator.clone();
        draws.running.skip(n_reserved_draws(&self.kmeans.init, self.n_samples, n_clusters));
        match &self.kmeans.init {
            Init::Centers(centers) => self.centred(&centers.cast::<F>()?),
            Init::Random => {
                let rows = self.random_rows(exchange, &mut generator, n_clusters)?;
                draws.running = generator;
                let rows = select(exchange, share, &rows)?;
                self.centred(&rows)
            }
            &Init::KMeansParallel { oversampling_factor, n_rounds } => {
                let n_per_round = oversampling_factor * n_clusters as f64;
                self.parallel(exchange, share, generator, (n_per_round, n_rounds))
            }
            _ => self.among_sampled(exchange, share, generator, None),
        }
    }

    /// k-means||, as `kmeans-core` runs it in memory.
    fn parallel<F: Scalar>(
        &self,
        exchange: &mut Exchange,
        share: &mut Share,
        mut generator: Generator,
        (n_per_round, n_rounds): (f64, usize),
    ) -> Result<Samples<F>> {
        // 1. The first candidate, by weight.
        let mut nearest: Vec<NearestCandidates<F>> = share
            .blocks()
            .map(|rows| NearestCandidates::none(rows.len()))
            .collect::<Result<_, _>>()?;
        let mut found = self.random_rows(exchange, &mut generator, 1)?;
        let mut candidates: Vec<Samples<F>> = Vec::new();
        // 2. Each round draws more.
        for round in 0..=n_rounds {
            if !found.is_empty() {
                let rows = select(exchange, share, &found)?;
                self.compare(share, &mut nearest, &self.centred(&rows)?)?;
                candidates.push(rows);
            }
            if round < n_rounds {
                found = draw(exchange, share, &nearest, n_per_round, &mut generator)?;
                generator.skip(self.n_samples);
            }
        }
        // 3. Those that count for any weight, and k-means++ among them.
        let mut sums: Vec<ExactSum> = Vec::new();
        for (nearest, rows) in nearest.iter().zip(share.blocks()) {
            add_sums(&mut sums, &nearest.weights(share.weights_of(rows))?);
        }
        let gathered = exchange.gather(&sums)?;
        let mut sums: Vec<ExactSum> = Vec::new();
        gathered.iter().for_each(|of_process| add_sums(&mut sums, of_process));
        let kept = exchange.broadcast(|| {
            let weights: Vec<f64> = sums.iter().map(ExactSum::value).collect();
            Ok((0..weights.len())
                .filter(|&at| weights[at] > 0.0)
                .map(|at| (at, weights[at]))
                .collect())
        })?;
        let kept: Vec<(usize, f64)> = kept;
        let (places, weights): (Vec<usize>, Vec<f64>) = kept.into_iter().unzip();
        let candidates = stacked(&candidates)?.view().select(&places)?;
        if candidates.n_samples() <= self.kmeans.n_clusters {
            return self.among_sampled(exchange, share, generator, Some(candidates));
        }
        let centers = exchange.broadcast(|| {
            let weights = Some(&weights[..]);
            self.chosen(&candidates, weights, Vec::new(), &mut generator)
        })?;
        self.centred(&centers)
    }

    /// Compares the own rows with more candidates.
    fn compare<F: Scalar>(
        &self,
        share: &mut Share,
        nearest: &mut [NearestCandidates<F>],
        candidates: &Samples<F>,
    ) -> Result<()> {
        let mut nearest = nearest.iter_mut();
        share.each(&mut |_, rows, weights| {
            let block = Block::in_coordinates(rows, weights, self.coordinates)?;
            nearest.next().map_or(Ok(()), |nearest| nearest.add(&block, candidates))
        })?;
        Ok(())
    }

    /// Greedy k-means++ among sampled rows. Rows that were found before are chosen first.
    fn among_sampled<F: Scalar>(
        &self,
        exchange: &mut Exchange,
        share: &mut Share,
        mut generator: Generator,
        found: Option<Samples<F>>,
    ) -> Result<Samples<F>> {
        let n_clusters = self.kmeans.n_clusters;
        if let Some(found) = found.as_ref().filter(|found| found.n_samples() == n_clusters) {
            return self.centred(found);
        }
        let rows = sampled_rows(self.n_samples, n_clusters);
        let collected = collect(exchange, share, &rows)?;
        let centers = exchange.broadcast(|| {
            let samples = collected.context("no row was found")?;
            let weights: Option<Vec<f64>> = self
                .all_weights
                .as_ref()
                .map(|weights| rows.iter().map(|&row| weights[row]).collect());
            let Some(found) = found else {
                return self.chosen(&samples, weights.as_deref(), Vec::new(), &mut generator);
            };
            // Those that were found stand behind the others, with weight 0.
            let n_found = found.n_samples();
            let first = samples.n_samples();
            let mut weights = weights.unwrap_or_else(|| vec![1.0; first]);
            weights.resize(first + n_found, 0.0);
            let all = stacked(&[samples, found])?;
            let before = (first..first + n_found).collect();
            self.chosen(&all, Some(&weights), before, &mut generator)
        })?;
        self.centred(&centers)
    }

    /// Chooses among rows by greedy k-means++, and returns the chosen rows.
    fn chosen<F: Scalar>(
        &self,
        rows: &Samples<F>,
        weights: Option<&[f64]>,
        before: Vec<usize>,
        generator: &mut Generator,
    ) -> Result<Samples<F>> {
        let block = Block::in_coordinates(rows.view(), weights, self.coordinates)?;
        let chosen = choose_among(&block, before, self.kmeans.n_clusters, generator)?;
        Ok(rows.view().select(&chosen)?)
    }

    /// Draws rows by weight in process 0, and tells them to all. The generators of all move on.
    fn random_rows(
        &self,
        exchange: &mut Exchange,
        generator: &mut Generator,
        n: usize,
    ) -> Result<Vec<usize>> {
        let (rows, after) = exchange.broadcast(|| {
            let mut generator = generator.clone();
            let weights = self.all_weights.as_deref();
            let rows = draw_rows(self.n_samples, weights, n, &mut generator)?;
            Ok((rows, generator))
        })?;
        *generator = after;
        Ok(rows)
    }

    /// Subtracts the offset from rows.
    fn centred<F: Scalar>(&self, rows: &Samples<F>) -> Result<Samples<F>> {
        let offset = self.coordinates.offset().iter().cycle();
        let values = rows.as_slice().iter().zip(offset);
        let values = values.map(|(x, offset)| F::from_f64(x.to_f64() - offset)).collect();
        Ok(Samples::new(values, rows.n_samples(), rows.n_features())?)
    }
}

/// Draws candidates in all processes. A process begins where the numbers of those before it end.
fn draw<F: Scalar>(
    exchange: &mut Exchange,
    share: &Share,
    nearest: &[NearestCandidates<F>],
    n_per_round: f64,
    generator: &mut Generator,
) -> Result<Vec<usize>> {
    let mut potential = ExactSum::zero();
    for (nearest, rows) in nearest.iter().zip(share.blocks()) {
        potential.merge(&nearest.potential(share.weights_of(rows))?);
    }
    let gathered = exchange.gather(&potential)?;
    let potential = exchange.broadcast(|| {
        let mut all = ExactSum::zero();
        gathered.iter().for_each(|potential| all.merge(potential));
        Ok(all.value())
    })?;
    let mut own = generator.clone();
    own.skip(share.first_row);
    let mut found = Vec::new();
    for (nearest, rows) in nearest.iter().zip(share.blocks()) {
        let weights = share.weights_of(rows.clone());
        let drawn = nearest.draw(weights, n_per_round, potential, &mut own)?;
        found.extend(drawn.into_iter().map(|row| share.first_row + rows.start + row));
    }
    let gathered = exchange.gather(&found)?;
    exchange.broadcast(|| Ok(gathered.concat()))
}

/// Returns the numbers of rows, one of each of `m` equal stretches of all rows, at a place that a hash of
/// the stretch's number gives. They are the same for every number of processes.
///
/// m is 65 536, or 64 for each cluster if that is more. All rows are taken if there are no more than m.
fn sampled_rows(n_samples: usize, n_clusters: usize) -> Vec<usize> {
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

/// The finalizer of SplitMix64 (G. Steele, D. Lea and C. Flood, OOPSLA 2014).
fn hash(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Collects rows by their numbers among all rows, in all processes.
fn select<F: Scalar>(
    exchange: &mut Exchange,
    share: &mut Share,
    rows: &[usize],
) -> Result<Samples<F>> {
    let collected = collect(exchange, share, rows)?;
    exchange.broadcast(|| collected.context("no row was found"))
}

/// Collects rows in process 0.
fn collect<F: Scalar>(
    exchange: &mut Exchange,
    share: &mut Share,
    rows: &[usize],
) -> Result<Option<Samples<F>>> {
    let own: Vec<(usize, Samples<F>)> = share.select(rows)?;
    let mut gathered = exchange.gather(&own)?.concat();
    gathered.sort_by_key(|(place, _)| *place);
    let rows: Vec<Samples<F>> = gathered.into_iter().map(|(_, row)| row).collect();
    if rows.is_empty() { Ok(None) } else { stacked(&rows).map(Some) }
}

/// Puts rows below each other.
fn stacked<F: Scalar>(rows: &[Samples<F>]) -> Result<Samples<F>> {
    let first = rows.first().context("no row was found")?;
    let values = rows.iter().flat_map(Samples::as_slice).copied().collect();
    let n_rows = rows.iter().map(Samples::n_samples).sum();
    Ok(Samples::new(values, n_rows, first.n_features())?)
}

fn add_sums(sums: &mut Vec<ExactSum>, more: &[ExactSum]) {
    sums.resize(sums.len().max(more.len()), ExactSum::zero());
    sums.iter_mut().zip(more).for_each(|(sum, more)| sum.merge(more));
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
