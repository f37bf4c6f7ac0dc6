use std::time::Instant;

use anyhow::Result;
use digits_data::exact::ExactSum;
use digits_data::{Samples, Scalar};
use kmeans_core::blocks::{Block, Candidates, Coordinates, Fold, Part, Shard};
use kmeans_core::{Error, KMeans, StopReason};
use serde::{Deserialize, Serialize};

use super::checkpoint::{Checkpoint, Round};
use super::exchange::Exchange;
use super::progress::{self, Report};
use super::share::Share;

/// The iterations of one restart over the rows of all processes.
pub(super) struct Rounds<'a> {
    pub(super) kmeans: &'a KMeans,
    pub(super) coordinates: &'a Coordinates,
    pub(super) restart: usize,
    /// Iterations done before a checkpoint that is resumed.
    pub(super) n_iter_before: usize,
}

/// The outcome of a restart; its labels stay in the processes that have the rows.
#[derive(Debug, Clone)]
pub(super) struct Run<F: Scalar> {
    /// Relative to the offset.
    pub(super) centers: Samples<F>,
    pub(super) labels: Vec<u32>,
    pub(super) inertia: f64,
    pub(super) n_iter: usize,
    pub(super) stop_reason: StopReason,
}

/// What process 0 decides after it has the parts of all.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
enum Decision<F: Scalar> {
    /// Clusters are empty: it needs so many candidates.
    Candidates(usize),
    Step(NextStep<F>),
}

#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
struct NextStep<F: Scalar> {
    centers: Samples<F>,
    n_iter: usize,
    stop: Option<StopReason>,
}

impl Rounds<'_> {
    /// Runs from first centres until the rule says stop. Process 0 reports every round, and stores it
    /// if there is a checkpoint.
    pub(super) fn run<F: Scalar>(
        &self,
        exchange: &mut Exchange,
        share: &mut Share,
        mut centers: Samples<F>,
        checkpoint: &mut Checkpoint<'_, F>,
    ) -> Result<Run<F>> {
        let KMeans { n_clusters, tol, max_iter, .. } = *self.kmeans;
        let most = max_iter - self.n_iter_before;
        let mut fold = Fold::new(self.coordinates, n_clusters, tol, most);
        let mut shards = Vec::new();
        let mut n_sent = exchange.n_sent();
        loop {
            // 1. Each process labels its rows. Process 0 gets the changes of all.
            let start = Instant::now();
            let part = self.assign(share, &mut shards, &centers)?;
            let part = part.map(|part| part.to_bytes(self.coordinates));
            let report = Report {
                part,
                n_rows: share.n_samples(),
                seconds: start.elapsed().as_secs_f64(),
                n_sent: exchange.n_sent() - n_sent,
            };
            n_sent = exchange.n_sent();
            let reports = exchange.gather(&report)?;
            // 2. Process 0 makes the next centres, with candidates for empty clusters.
            let mut progress = None;
            let mut decision = exchange.broadcast(|| {
                for part in reports.iter().filter_map(|report| report.part.as_ref()) {
                    fold.merge(&Part::from_bytes(part, self.coordinates)?)?;
                }
                match fold.n_empty() {
                    0 => self.step(&mut fold, &centers, None, &mut progress),
                    n_empty => Ok(Decision::Candidates(n_empty)),
                }
            })?;
            if let Decision::Candidates(n) = decision {
                let own = self.candidates(share, &shards, &centers, n)?;
                let gathered = exchange.gather(&own)?;
                decision = exchange.broadcast(|| {
                    let candidates = gathered.into_iter().flatten().reduce(|mut all, more| {
                        all.merge(more);
                        all
                    });
                    self.step(&mut fold, &centers, candidates, &mut progress)
                })?;
            }
            let Decision::Step(step) = decision else { anyhow::bail!("process 0 is out of step") };
            if let Some(n_changed) = progress {
                progress::say((self.restart, step.n_iter), n_changed, &reports);
            }
            // 3. Stop, or go on from a state that can be resumed.
            let before = std::mem::replace(&mut centers, step.centers);
            if let Some(stop_reason) = step.stop {
                let has_moved = before != centers;
                return self.finished(
                    exchange,
                    share,
                    shards,
                    centers,
                    has_moved,
                    (step.n_iter, stop_reason),
                );
            }
            checkpoint.store(exchange, || Round {
                restart: self.restart,
                n_iter: step.n_iter,
                before,
                after: centers.clone(),
            })?;
        }
    }

    /// Labels the own rows. Returns the changes; `None` without rows.
    fn assign<F: Scalar>(
        &self,
        share: &mut Share,
        shards: &mut Vec<Shard<F>>,
        centers: &Samples<F>,
    ) -> Result<Option<Part>> {
        let mut merged: Option<Part> = None;
        let (kmeans, mut at) = (self.kmeans, 0);
        share.each(&mut |_, rows, weights| {
            let block = Block::in_coordinates(rows, weights, self.coordinates)?;
            if at == shards.len() {
                shards.push(Shard::new(&block, kmeans.n_clusters, kmeans.algorithm)?);
            }
            let part = shards[at].assign(&block, centers)?;
            at += 1;
            match &mut merged {
                Some(merged) => merged.merge(&part)?,
                none => *none = Some(part),
            }
            Ok(())
        })?;
        Ok(merged)
    }

    fn candidates<F: Scalar>(
        &self,
        share: &mut Share,
        shards: &[Shard<F>],
        centers: &Samples<F>,
        n: usize,
    ) -> Result<Option<Candidates>> {
        let mut merged: Option<Candidates> = None;
        let (mut shards, first_row) = (shards.iter(), share.first_row);
        share.each(&mut |own, rows, weights| {
            let block = Block::in_coordinates(rows, weights, self.coordinates)?;
            let Some(shard) = shards.next() else { return Ok(()) };
            let found = shard.candidates(&block, (first_row + own.start) as u64, centers, n)?;
            match &mut merged {
                Some(merged) => merged.merge(found),
                none => *none = Some(found),
            }
            Ok(())
        })?;
        Ok(merged)
    }

    fn step<F: Scalar>(
        &self,
        fold: &mut Fold<'_>,
        centers: &Samples<F>,
        candidates: Option<Candidates>,
        progress: &mut Option<usize>,
    ) -> Result<Decision<F>> {
        let step = fold.step(centers, candidates)?;
        *progress = Some(step.n_changed);
        let n_iter = self.n_iter_before + step.n_iter;
        Ok(Decision::Step(NextStep { centers: step.centers, n_iter, stop: step.stop }))
    }

    /// Labels the rows by the last centres, if these have moved, and sums up the inertia.
    fn finished<F: Scalar>(
        &self,
        exchange: &mut Exchange,
        share: &mut Share,
        mut shards: Vec<Shard<F>>,
        centers: Samples<F>,
        has_moved: bool,
        (n_iter, stop_reason): (usize, StopReason),
    ) -> Result<Run<F>> {
        let (mut sum, mut rest) = (ExactSum::zero(), shards.iter_mut());
        share.each(&mut |_, rows, weights| {
            let block = Block::in_coordinates(rows, weights, self.coordinates)?;
            let Some(shard) = rest.next() else { return Ok(()) };
            if has_moved {
                shard.assign(&block, &centers)?;
            }
            sum.merge(&shard.inertia(&block, &centers)?);
            Ok(())
        })?;
        let gathered = exchange.gather(&sum)?;
        let inertia = exchange.broadcast(|| {
            let mut all = ExactSum::zero();
            gathered.iter().for_each(|sum| all.merge(sum));
            let inertia = all.value();
            if inertia.is_finite() { Ok(inertia) } else { Err(Error::Inertia.into()) }
        })?;
        let labels = shards.into_iter().flat_map(Shard::into_labels).collect();
        Ok(Run { centers, labels, inertia, n_iter, stop_reason })
    }
}

/// Labels all own rows by these centres, as after the last iteration of a restart.
pub(super) fn labels<F: Scalar>(
    share: &mut Share,
    coordinates: &Coordinates,
    kmeans: &KMeans,
    centers: &Samples<F>,
) -> Result<Vec<u32>> {
    let mut labels = Vec::with_capacity(share.n_samples());
    share.each(&mut |_, rows, weights| {
        let block = Block::in_coordinates(rows, weights, coordinates)?;
        let mut shard = Shard::new(&block, kmeans.n_clusters, kmeans.algorithm)?;
        shard.assign(&block, centers)?;
        labels.extend(shard.into_labels());
        Ok(())
    })?;
    Ok(labels)
}
