use digits_data::exact::ExactSum;
use digits_data::random::Generator;
use digits_data::{Samples, Scalar, memory};
use linalg_pca::distance::{Centers, LANES, NearestTwo};
use rayon::prelude::*;

use crate::Error;
use crate::chunks::{CHUNK, PARALLEL_WORK, merged};
use crate::samples::{PackingRoom, Problem};

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
    /// Returns the state before the first candidate.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] if two numbers per sample do not fit in memory.
    pub fn none(block: &Problem<'_, F>) -> Result<Self, Error> {
        let n_samples = block.samples.n_samples();
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
        self.check(block)?;
        let (found, expected) = (candidates.n_features(), block.samples.n_features());
        if found != expected {
            return Err(Error::Blocks { what: "features", found, expected });
        }
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
    /// [`Error::Blocks`] for another block.
    pub fn potential(&self, block: &Problem<'_, F>) -> Result<ExactSum, Error> {
        self.check(block)?;
        let n_samples = self.distances.len();
        let sum = |chunk: std::ops::Range<usize>| {
            let mut sum = ExactSum::zero();
            sum.add_all(&chunk.map(|sample| self.term(block, sample)).collect::<Vec<f64>>());
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
    /// [`Error::Blocks`] for another block.
    pub fn draw(
        &self,
        block: &Problem<'_, F>,
        n: f64,
        potential: f64,
        generator: &mut Generator,
    ) -> Result<Vec<usize>, Error> {
        self.check(block)?;
        let is_drawn =
            |&sample: &usize| generator.uniform() * potential < n * self.term(block, sample);
        Ok((0..self.distances.len()).filter(is_drawn).collect())
    }

    /// Returns the total weight of the samples nearest to each candidate. The sums of all blocks merge.
    ///
    /// # Errors
    ///
    /// [`Error::Blocks`] for another block.
    pub fn weights(&self, block: &Problem<'_, F>) -> Result<Vec<ExactSum>, Error> {
        self.check(block)?;
        let mut weights = vec![ExactSum::zero(); self.n_candidates];
        for (sample, &label) in self.labels.iter().enumerate() {
            if let Some(weight) = weights.get_mut(label as usize) {
                weight.add(block.weights.of(sample));
            }
        }
        Ok(weights)
    }

    fn term(&self, block: &Problem<'_, F>, sample: usize) -> f64 {
        block.weights.of(sample) * self.distances[sample].to_f64()
    }

    fn check(&self, block: &Problem<'_, F>) -> Result<(), Error> {
        let (found, expected) = (block.samples.n_samples(), self.labels.len());
        if found == expected {
            Ok(())
        } else {
            Err(Error::Blocks { what: "samples", found, expected })
        }
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
