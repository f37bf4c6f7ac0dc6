use digits_data::{Samples, Scalar, memory};

use super::learner::Learner;
use crate::Error;
use crate::chunks::in_chunks;
use crate::engine::assign_once;
use crate::samples::Problem;
use crate::squared_distance::squared_distance;

impl Learner {
    /// Moves each centre that lies exactly on another one to a sample far from all. It forgets what it has
    /// seen. Such a centre would never get a sample, because the lower label wins a tie.
    ///
    /// scikit-learn leaves it there, so a stream whose first batch is constant keeps one cluster for long.
    pub(super) fn separate<F: Scalar>(&mut self, batch: &Problem<'_, F>) -> Result<(), Error> {
        let twins = self.twins();
        if !twins.is_empty() {
            let centers = self.centers()?;
            let labels = nearest(batch, &centers)?;
            self.move_to_far_samples(&twins, batch, &centers, &labels);
        }
        Ok(())
    }

    /// Returns the label of each sample. Moves empty clusters to the farthest samples before, while there
    /// are samples that do not lie on a centre.
    ///
    /// scikit-learn leaves these clusters empty. Each round fills at least one, but may take the last
    /// sample of another; so there are at most as many rounds as clusters.
    pub(super) fn fill_empty_clusters<F: Scalar>(
        &mut self,
        samples: &Problem<'_, F>,
    ) -> Result<Vec<u32>, Error> {
        for _ in 0..self.counts.len() {
            let centers = self.centers()?;
            let labels = nearest(samples, &centers)?;
            let mut is_empty = vec![true; centers.n_samples()];
            for (sample, &label) in labels.iter().enumerate() {
                is_empty[label as usize] &= samples.weights.of(sample) == 0.0;
            }
            let empty: Vec<usize> = (0..is_empty.len()).filter(|&label| is_empty[label]).collect();
            let moved =
                !empty.is_empty() && self.move_to_far_samples(&empty, samples, &centers, &labels);
            if !moved {
                return Ok(labels);
            }
        }
        nearest(samples, &self.centers()?)
    }

    /// Returns the centres that are equal to another one of a lower label.
    fn twins(&self) -> Vec<usize> {
        let n_features = self.centers.len() / self.counts.len();
        let row = |center: usize| &self.centers[center * n_features..][..n_features];
        let mut order: Vec<usize> = (0..self.counts.len()).collect();
        // Stable, so equal centres stay in the order of their labels.
        order.sort_by(|&a, &b| row(a).partial_cmp(row(b)).unwrap_or(std::cmp::Ordering::Equal));
        let pairs = order.windows(2).filter(|pair| row(pair[0]) == row(pair[1]));
        pairs.map(|pair| pair[1]).collect()
    }

    /// Moves centres one after another, each to the sample that is then the farthest from all centres.
    /// Returns false if none was moved, because every sample lies on a centre.
    fn move_to_far_samples<F: Scalar>(
        &mut self,
        which: &[usize],
        samples: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &[u32],
    ) -> bool {
        let own = |sample: usize| centers.row(labels[sample] as usize);
        let mut far = distances(samples, |sample| own(sample));
        for (number, &center) in which.iter().enumerate() {
            let counting = (0..far.len()).filter(|&sample| samples.weights.of(sample) > 0.0);
            let farthest = counting.max_by(|&a, &b| far[a].total_cmp(&far[b]).then(b.cmp(&a)));
            let Some(farthest) = farthest.filter(|&sample| far[sample] > 0.0) else {
                return number > 0;
            };
            let row = samples.samples.row(farthest).iter().zip(samples.offset);
            let place: Vec<F> = row.map(|(x, offset)| F::from_f64(x.to_f64() - offset)).collect();
            // But for rounding, the sample may lie on a centre.
            if place == own(farthest) {
                return number > 0;
            }
            for (value, x) in self.centers[center * place.len()..].iter_mut().zip(&place) {
                *value = x.to_f64();
            }
            self.counts[center] = 0.0;
            let nearer = distances(samples, |_| &place);
            far.iter_mut().zip(nearer).for_each(|(far, nearer)| *far = far.min(nearer));
        }
        true
    }
}

/// Returns the squared distance of each sample to the centre that belongs to it.
fn distances<'c, F: Scalar>(
    samples: &Problem<'_, F>,
    center: impl Fn(usize) -> &'c [F] + Sync,
) -> Vec<f64> {
    let distance =
        |sample| squared_distance(samples.samples.row(sample), samples.offset, center(sample));
    let of_chunks = in_chunks(
        samples.samples.n_samples(),
        samples.work(1),
        #[inline(always)]
        |chunk| chunk.map(distance).collect::<Vec<f64>>(),
    );
    of_chunks.concat()
}

fn nearest<F: Scalar>(samples: &Problem<'_, F>, centers: &Samples<F>) -> Result<Vec<u32>, Error> {
    let mut labels = memory::zeroed(samples.samples.n_samples())?;
    assign_once(samples, centers, &mut labels)?;
    Ok(labels)
}
