use anyhow::{Context as _, Result};
use digits_data::exact::ExactSum;
use digits_data::random::{Generator, RandomState};
use digits_data::{Samples, Scalar};
use kmeans_core::blocks::{
    Block, Coordinates, NearestCandidates, choose_among, draw_rows, n_reserved_draws,
};
use kmeans_core::{Init, KMeans};

use super::exchange::Exchange;
use super::sampled_rows::sampled_rows;
use super::share::Share;

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
        // 3. k-means++ chooses among those that are nearest to any sample.
        let (places, weights) = weighted(exchange, share, &nearest)?;
        let candidates = stacked(&candidates)?.view().select(&places)?;
        if candidates.n_samples() <= self.kmeans.n_clusters {
            return self.among_sampled(exchange, share, generator, Some(candidates));
        }
        let centers = exchange
            .broadcast(|| self.chosen(&candidates, Some(&weights), Vec::new(), &mut generator))?;
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
            // The found rows stand behind the sampled ones, with weight 0.
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
        for potential in &gathered {
            all.merge(potential);
        }
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

/// Returns the numbers of the candidates that any sample is nearest to, and the weight of those samples.
fn weighted<F: Scalar>(
    exchange: &mut Exchange,
    share: &Share,
    nearest: &[NearestCandidates<F>],
) -> Result<(Vec<usize>, Vec<f64>)> {
    let mut sums: Vec<ExactSum> = Vec::new();
    for (nearest, rows) in nearest.iter().zip(share.blocks()) {
        add_sums(&mut sums, &nearest.weights(share.weights_of(rows))?);
    }
    let gathered = exchange.gather(&sums)?;
    exchange.broadcast(|| {
        let mut sums = Vec::new();
        for of_process in &gathered {
            add_sums(&mut sums, of_process);
        }
        let weights = sums.iter().map(ExactSum::value).enumerate();
        Ok(weights.filter(|(_, weight)| *weight > 0.0).unzip())
    })
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
