use std::time::Instant;

use anyhow::{Result, bail, ensure};
use digits_data::exact::ExactSum;
use digits_data::{Samples, Scalar};
use kmeans_core::blocks::{Block, Candidates, Coordinates, Fold, Part, Shard, Step};
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

/// The rows of this process in a restart, with one shard for each block.
struct Own<'a, F: Scalar> {
    share: &'a mut Share,
    shards: Vec<Shard<F>>,
    /// Bytes sent before this round.
    n_sent: u64,
}

/// The answer of process 0 to the parts of all.
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
    n_changed: usize,
    stop: Option<StopReason>,
}

impl Rounds<'_> {
    /// Runs from first centres until the rule says stop. Process 0 reports every round, and stores it
    /// if there is a checkpoint.
    ///
    /// `expected` are the centres after the first round, if it is that of a checkpoint.
    pub(super) fn run<F: Scalar>(
        &self,
        exchange: &mut Exchange,
        share: &mut Share,
        mut centers: Samples<F>,
        mut expected: Option<Samples<F>>,
        checkpoint: &Checkpoint<'_, F>,
    ) -> Result<Run<F>> {
        let KMeans { n_clusters, tol, max_iter, .. } = *self.kmeans;
        let most = max_iter.saturating_sub(self.n_iter_before);
        let mut fold = Fold::new(self.coordinates, n_clusters, tol, most);
        let mut own = Own { share, shards: Vec::new(), n_sent: exchange.n_sent() };
        loop {
            let step = self.round(exchange, &mut own, &mut fold, &centers)?;
            ensure!(
                expected.take().is_none_or(|expected| expected == step.centers),
                "the data is not that of the checkpoint: the same round has another result"
            );
            let before = std::mem::replace(&mut centers, step.centers);
            if let Some(stop_reason) = step.stop {
                let has_moved = before != centers;
                let end = (step.n_iter, stop_reason);
                return self.finished(exchange, own, centers, has_moved, end);
            }
            let (restart, n_iter) = (self.restart, step.n_iter);
            checkpoint.store(exchange, || Round {
                restart,
                n_iter,
                before,
                after: centers.clone(),
            })?;
        }
    }

    /// Runs one round: all processes label their rows, and process 0 makes the next centres.
    fn round<F: Scalar>(
        &self,
        exchange: &mut Exchange,
        own: &mut Own<'_, F>,
        fold: &mut Fold<'_>,
        centers: &Samples<F>,
    ) -> Result<NextStep<F>> {
        // 1. Process 0 gets the changes of all.
        let start = Instant::now();
        let report = self.report(exchange, own, centers)?;
        let reports = exchange.gather(&report)?;
        // 2. It decides, unless it needs candidates for empty clusters.
        let mut decision = exchange.broadcast(|| {
            for part in reports.iter().filter_map(|report| report.part.as_ref()) {
                fold.merge(&Part::from_bytes(part, self.coordinates)?)?;
            }
            match fold.n_empty() {
                0 => self.step(fold, centers, None),
                n_empty => Ok(Decision::Candidates(n_empty)),
            }
        })?;
        // 3. Then all look for them.
        if let Decision::Candidates(n) = decision {
            let gathered = exchange.gather(&self.candidates(own, centers, n)?)?;
            decision = exchange.broadcast(|| {
                let candidates = gathered.into_iter().flatten().reduce(|mut all, more| {
                    all.merge(more);
                    all
                });
                self.step(fold, centers, candidates)
            })?;
        }
        let Decision::Step(step) = decision else { bail!("process 0 is out of step") };
        if exchange.me() == 0 {
            let (at, seconds) = ((self.restart, step.n_iter), start.elapsed().as_secs_f64());
            progress::say(at, step.n_changed, seconds, &reports);
        }
        Ok(step)
    }

    /// Labels the own rows. Returns what process 0 must know about that.
    fn report<F: Scalar>(
        &self,
        exchange: &Exchange,
        own: &mut Own<'_, F>,
        centers: &Samples<F>,
    ) -> Result<Report> {
        let start = Instant::now();
        let part = self.assign(own, centers)?;
        let part = part.map(|part| part.to_bytes(self.coordinates));
        let (seconds, n_rows) = (start.elapsed().as_secs_f64(), own.share.n_samples());
        let n_sent = exchange.n_sent();
        let before = std::mem::replace(&mut own.n_sent, n_sent);
        Ok(Report { part, n_rows, seconds, n_sent: n_sent - before })
    }

    /// Labels the own rows. Returns the changes; `None` without rows.
    fn assign<F: Scalar>(
        &self,
        own: &mut Own<'_, F>,
        centers: &Samples<F>,
    ) -> Result<Option<Part>> {
        let mut merged: Option<Part> = None;
        let (kmeans, shards, mut at) = (self.kmeans, &mut own.shards, 0);
        own.share.each(&mut |_, rows, weights| {
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
        own: &mut Own<'_, F>,
        centers: &Samples<F>,
        n: usize,
    ) -> Result<Option<Candidates>> {
        let mut merged: Option<Candidates> = None;
        let (mut shards, first_row) = (own.shards.iter(), own.share.first_row);
        own.share.each(&mut |own, rows, weights| {
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
    ) -> Result<Decision<F>> {
        let Step { centers, n_iter, n_changed, stop, .. } = fold.step(centers, candidates)?;
        let n_iter = self.n_iter_before + n_iter;
        Ok(Decision::Step(NextStep { centers, n_iter, n_changed, stop }))
    }

    /// Labels the rows by the last centres, if these have moved, and sums up the inertia.
    fn finished<F: Scalar>(
        &self,
        exchange: &mut Exchange,
        own: Own<'_, F>,
        centers: Samples<F>,
        has_moved: bool,
        (n_iter, stop_reason): (usize, StopReason),
    ) -> Result<Run<F>> {
        let Own { share, mut shards, .. } = own;
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
            for sum in &gathered {
                all.merge(sum);
            }
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
