use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::Scalar;
use kmeans_core::blocks::{Coordinates, FirstLook, SecondLook};
use kmeans_core::{Error, Init, KMeans};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::checkpoint::{self, Best, Checkpoint, Finished, State};
use super::exchange::Exchange;
use super::listing::Layout;
use super::rounds::{Rounds, Run, labels};
use super::seeding::{Draws, Seeding};
use super::settings::Settings;
use super::share::Share;

/// A fit over the rows of all processes. All processes have the same parameters.
pub(super) struct Fit<'a> {
    pub(super) kmeans: &'a KMeans,
    pub(super) layout: &'a Layout,
    pub(super) settings: &'a Settings,
    /// Where process 0 stores each round.
    pub(super) checkpoint: Option<&'a Path>,
    /// True if the fit goes on from the checkpoint.
    pub(super) resume: bool,
}

/// The best of all restarts, with the labels of the own rows.
pub(super) struct Found<F: Scalar> {
    pub(super) offset: Vec<f64>,
    pub(super) run: Run<F>,
    pub(super) inertias: Vec<f64>,
}

impl Fit<'_> {
    /// Runs all restarts, as [`KMeans`] does in memory, and returns the best in all processes.
    pub(super) fn run<F: Scalar>(
        &self,
        exchange: &mut Exchange,
        share: &mut Share,
    ) -> Result<Found<F>> {
        let coordinates = coordinates::<F>(exchange, share)?;
        let seeding = self.seeding(exchange, share, &coordinates)?;
        let mut draws = Draws::new(self.kmeans.random_state);
        let mut finished = Finished { inertias: Vec::new(), best: None };
        let mut best: Option<Run<F>> = None;
        let mut resumed = None;
        if self.resume {
            let state: State<F> = exchange.broadcast(|| {
                let folder = self.checkpoint.context("`--resume` needs `--checkpoint`")?;
                checkpoint::read(folder, self.settings)
            })?;
            draws.running = state.generator;
            finished = state.finished;
            best = match &finished.best {
                Some(best) => Some(self.again(share, &coordinates, best)?),
                None => None,
            };
            resumed = Some(state.round);
        }
        for restart in finished.inertias.len()..n_init(self.kmeans) {
            let (centers, n_iter_before) = match resumed.take() {
                Some(round) => (round.before, round.n_iter - 1),
                None => (seeding.centers(exchange, share, &mut draws, restart)?, 0),
            };
            let rounds =
                Rounds { kmeans: self.kmeans, coordinates: &coordinates, restart, n_iter_before };
            let mut checkpoint = Checkpoint {
                folder: self.checkpoint,
                settings: self.settings,
                generator: &draws.running,
                finished: &finished,
            };
            let run = rounds.run(exchange, share, centers, &mut checkpoint)?;
            finished.inertias.push(run.inertia);
            if self.is_better(exchange, best.as_ref(), &run)? {
                let Run { centers, inertia, n_iter, stop_reason, .. } = run.clone();
                finished.best = Some(Best { centers, inertia, n_iter, stop_reason });
                best = Some(run);
            }
        }
        let run = best.context("there is no restart")?;
        let (offset, inertias) = (coordinates.offset().to_vec(), finished.inertias);
        Ok(Found { offset, run, inertias })
    }

    /// Counts the weights, and collects them in process 0 if the initialisation needs them there.
    fn seeding<'a>(
        &'a self,
        exchange: &mut Exchange,
        share: &Share,
        coordinates: &'a Coordinates,
    ) -> Result<Seeding<'a>> {
        let n_samples = self.layout.n_samples;
        let n_positive = match &share.weights {
            Some(weights) => weights.iter().filter(|weight| **weight > 0.0).count(),
            None => share.n_samples(),
        };
        let gathered = exchange.gather(&n_positive)?;
        let n_positive = exchange.broadcast(|| Ok(gathered.iter().sum::<usize>()))?;
        let n_clusters = self.kmeans.n_clusters;
        if n_clusters > n_positive {
            return Err(Error::NumberOfClusters { n_clusters, n_samples: n_positive }.into());
        }
        let is_drawn = !matches!(self.kmeans.init, Init::Centers(_));
        let own: Option<Vec<f64>> = share.weights.clone().filter(|_| is_drawn);
        let gathered = exchange.gather(&own)?;
        let all: Vec<f64> = gathered.into_iter().flatten().flatten().collect();
        let all_weights = own.is_some().then_some(all);
        Ok(Seeding { kmeans: self.kmeans, n_samples, coordinates, all_weights })
    }

    /// Returns the best restart of a checkpoint, with its labels.
    fn again<F: Scalar>(
        &self,
        share: &mut Share,
        coordinates: &Coordinates,
        best: &Best<F>,
    ) -> Result<Run<F>> {
        let Best { centers, inertia, n_iter, stop_reason } = best.clone();
        let labels = labels(share, coordinates, self.kmeans, &centers)?;
        Ok(Run { centers, labels, inertia, n_iter, stop_reason })
    }

    /// Returns true if a restart has a smaller inertia than the best so far, and another clustering.
    fn is_better<F: Scalar>(
        &self,
        exchange: &mut Exchange,
        best: Option<&Run<F>>,
        run: &Run<F>,
    ) -> Result<bool> {
        let Some(best) = best else { return Ok(true) };
        if run.inertia >= best.inertia {
            return Ok(false);
        }
        let own = renamed(&run.labels, &best.labels, self.kmeans.n_clusters);
        let gathered = exchange.gather(&own)?;
        exchange.broadcast(|| Ok(!agree(&gathered)))
    }
}

/// The other cluster of each cluster, if every cluster lies within a single other one.
type Names = Option<Vec<Option<u32>>>;

fn renamed(labels: &[u32], others: &[u32], n_clusters: usize) -> Names {
    let mut other_of = vec![None; n_clusters];
    let is_one = labels
        .iter()
        .zip(others)
        .all(|(&label, &other)| *other_of[label as usize].get_or_insert(other) == other);
    is_one.then_some(other_of)
}

/// Returns true if the names of all processes are the same clustering, as in `kmeans-core`.
fn agree(all: &[Names]) -> bool {
    let Some(all) = all.iter().map(Option::as_ref).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let n_clusters = all.first().map_or(0, |names| names.len());
    (0..n_clusters).all(|cluster| {
        let mut others = all.iter().filter_map(|names| names[cluster]);
        let first = others.next();
        others.all(|other| Some(other) == first)
    })
}

/// scikit-learn's default: 10 restarts for random rows, 1 for all others.
fn n_init(kmeans: &KMeans) -> usize {
    kmeans.n_init.unwrap_or(if kmeans.init == Init::Random { 10 } else { 1 })
}

/// Looks two times at the rows of all processes.
fn coordinates<F: Scalar>(exchange: &mut Exchange, share: &mut Share) -> Result<Coordinates> {
    let mut first: Option<FirstLook> = None;
    share.each::<F>(&mut |_, rows, _| {
        add(&mut first, FirstLook::at(rows), FirstLook::merge);
        Ok(())
    })?;
    let first = merged(exchange, &first, FirstLook::merge)?;
    let offset = first.offset();
    let mut second: Option<SecondLook> = None;
    share.each::<F>(&mut |_, rows, weights| {
        add(&mut second, SecondLook::at(rows, weights, &offset)?, SecondLook::merge);
        Ok(())
    })?;
    let second = merged(exchange, &second, SecondLook::merge)?;
    let coordinates = Coordinates::new(&first, &second)?;
    // Below this, squared distances underflow, and a fit in memory would scale the rows.
    let least = 4.0 / F::MAX / (F::EPSILON * F::EPSILON);
    let mean_square = coordinates.mean_variance() * offset.len() as f64;
    ensure!(
        mean_square == 0.0 || mean_square >= least,
        "the rows are so close to each other that their squared distances underflow; multiply all numbers \
         by a power of two, or fit them in one process"
    );
    Ok(coordinates)
}

/// Merges what all processes have, and returns it in all of them.
fn merged<T: Serialize + DeserializeOwned>(
    exchange: &mut Exchange,
    own: &Option<T>,
    merge: fn(&mut T, &T),
) -> Result<T> {
    let gathered = exchange.gather(own)?;
    exchange.broadcast(|| {
        let mut all = None;
        gathered.into_iter().flatten().for_each(|it| add(&mut all, it, merge));
        all.context("there are no rows")
    })
}

fn add<T>(all: &mut Option<T>, more: T, merge: fn(&mut T, &T)) {
    match all {
        Some(all) => merge(all, &more),
        none => *none = Some(more),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusterings_agree_over_all_processes() {
        let of = |pairs: &[(&[u32], &[u32])]| {
            agree(&pairs.iter().map(|(one, other)| renamed(one, other, 3)).collect::<Vec<_>>())
        };
        assert!(of(&[(&[0, 0, 1], &[2, 2, 0]), (&[2, 1], &[1, 0])]));
        assert!(!of(&[(&[0, 0, 1], &[2, 2, 0]), (&[2, 1], &[1, 1])]));
        assert!(!of(&[(&[0, 0], &[2, 1]), (&[], &[])]));
    }
}
