use digits_data::exact::ExactSum;
use digits_data::random::Generator;
use digits_data::{Samples, Scalar, memory};
use linalg_pca::distance::{Centers, LANES, NearestTwo};
use rayon::prelude::*;

use crate::Error;
use crate::chunks::{CHUNK, PARALLEL_WORK, merged};
use crate::samples::{PackingRoom, Problem, Weights};

/// The state of one block while k-means|| draws candidates: the nearest candidate of every sample.
///
/// Always pass the same samples for a block. Distances, draws and weights do not depend on how
/// samples are cut into blocks.
#[derive(Debug)]
pub struct NearestCandidates<F: Scalar> {
    n_candidates: usize,
    /// The squared distance of every sample to its nearest candidate.
    pub(super) distances: Vec<F>,
    /// The number of that candidate.
    labels: Vec<u32>,
}

impl<F: Scalar> NearestCandidates<F> {
    /// Returns the state before the first candidate, for a block of so many samples.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] if two numbers per sample do not fit in memory.
    pub fn none(n_samples: usize) -> Result<Self, Error> {
        let (distances, labels) =
            (memory::filled(F::INFINITY, n_samples)?, memory::zeroed(n_samples)?);
        Ok(Self { n_candidates: 0, distances, labels })
    }

    /// Compares all samples of the block with more candidates, one per row, relative to the offset.
    ///
    /// # Errors
    ///
    /// [`Error::Blocks`] for another block, or for candidates of other features.
    pub fn add(&mut self, block: &Problem<'_, F>, candidates: &Samples<F>) -> Result<(), Error> {
        let check = |what, found, expected| {
            if found == expected { Ok(()) } else { Err(Error::Blocks { what, found, expected }) }
        };
        check("samples", block.samples.n_samples(), self.labels.len())?;
        check("features", candidates.n_features(), block.samples.n_features())?;
        let (packed, centers) = (block.packed()?, Centers::pack(candidates.view()));
        let n_before = self.n_candidates;
        self.n_candidates += candidates.n_samples();
        let lower = |(chunk, (distances, labels)): (usize, (&mut [F], &mut [u32]))| {
            let mut nearest = vec![NearestTwo::default(); distances.len().div_ceil(LANES)];
            let first = chunk * CHUNK;
            let rows = first..first + distances.len();
            packed.each(rows, &mut PackingRoom::default(), |panels, start, rows| {
                let some = (rows.start - first) / LANES..(rows.end - first).div_ceil(LANES);
                Ok(panels.nearest_two(&centers, start, &mut nearest[some])?)
            })?;
            let lanes = distances.chunks_mut(LANES).zip(labels.chunks_mut(LANES));
            for (nearest, (distances, labels)) in nearest.iter().zip(lanes) {
                lower_panel(nearest, n_before, distances, labels);
            }
            Ok(())
        };
        if block.work(candidates.n_samples()) < PARALLEL_WORK {
            let labels = self.labels.chunks_mut(CHUNK);
            self.distances.chunks_mut(CHUNK).zip(labels).enumerate().try_for_each(lower)
        } else {
            let labels = self.labels.par_chunks_mut(CHUNK);
            self.distances.par_chunks_mut(CHUNK).zip(labels).enumerate().try_for_each(lower)
        }
    }

    /// Returns Σ weight × squared distance. The sums of all blocks merge into the potential.
    ///
    /// # Errors
    ///
    /// [`Error::SampleWeightLength`], [`Error::SampleWeight`] or [`Error::TotalWeight`].
    pub fn potential(&self, sample_weight: Option<&[f64]>) -> Result<ExactSum, Error> {
        let (weights, n_samples) = (self.check(sample_weight)?, self.distances.len());
        let sum = |chunk: std::ops::Range<usize>| {
            let mut sum = ExactSum::zero();
            sum.add_all(&chunk.map(|sample| self.term(weights, sample)).collect::<Vec<f64>>());
            sum
        };
        let zero = ExactSum::zero();
        Ok(merged(n_samples, n_samples, zero, sum, |total, sum| total.merge(&sum)))
    }

    /// Draws each sample independently, about `n` of all blocks, and returns their rows in the block.
    /// `potential` is that of all blocks.
    ///
    /// One number is drawn for each sample, in the order of rows. So the generator of a block must
    /// stand where those of the blocks before it end.
    ///
    /// # Errors
    ///
    /// As [`potential`](Self::potential).
    pub fn draw(
        &self,
        sample_weight: Option<&[f64]>,
        n: f64,
        potential: f64,
        generator: &mut Generator,
    ) -> Result<Vec<usize>, Error> {
        let weights = self.check(sample_weight)?;
        let is_drawn =
            |&sample: &usize| generator.uniform() * potential < n * self.term(weights, sample);
        Ok((0..self.distances.len()).filter(is_drawn).collect())
    }

    /// Returns the total weight of the samples nearest to each candidate. The sums of all blocks merge.
    ///
    /// # Errors
    ///
    /// As [`potential`](Self::potential).
    pub fn weights(&self, sample_weight: Option<&[f64]>) -> Result<Vec<ExactSum>, Error> {
        let weights = self.check(sample_weight)?;
        let mut sums = vec![ExactSum::zero(); self.n_candidates];
        for (sample, &label) in self.labels.iter().enumerate() {
            if let Some(sum) = sums.get_mut(label as usize) {
                sum.add(weights.of(sample));
            }
        }
        Ok(sums)
    }

    fn term(&self, weights: Weights<'_>, sample: usize) -> f64 {
        weights.of(sample) * self.distances[sample].to_f64()
    }

    fn check<'w>(&self, sample_weight: Option<&'w [f64]>) -> Result<Weights<'w>, Error> {
        Weights::of_block(sample_weight, self.labels.len())
    }
}

/// Lowers the distances of samples to which a new candidate is nearer. New candidates are numbered
/// from `first` on.
fn lower_panel<F: Scalar>(
    found: &NearestTwo<F>,
    first: usize,
    distances: &mut [F],
    labels: &mut [u32],
) {
    #[expect(clippy::cast_possible_truncation, reason = "the kernel's labels are `u32` as well")]
    let first = first as u32;
    for (lane, (distance, label)) in distances.iter_mut().zip(labels).enumerate() {
        let new = found.nearest[lane] + found.squared_norms[lane];
        let new = if new > F::ZERO { new } else { F::ZERO };
        if new < *distance {
            *distance = new;
            *label = first + found.labels[lane];
        }
    }
}
