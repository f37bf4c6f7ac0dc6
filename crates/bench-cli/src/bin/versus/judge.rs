use anyhow::Result;
use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::distance::{Centers, LANES, Panels};
use rayon::prelude::*;

/// Samples that one task labels.
const SAMPLES_PER_TASK: usize = 64 * LANES;

/// Computes labels and inertia of anybody's centres, by the same samples and the same arithmetic.
pub(crate) struct Judge<'a, F: Scalar> {
    samples: SamplesView<'a, F>,
    panels: Panels<F>,
}

impl<'a, F: Scalar> Judge<'a, F> {
    pub(crate) fn new(samples: SamplesView<'a, F>) -> Result<Self> {
        let panels = Panels::pack(samples, &vec![0.0; samples.n_features()])?;
        Ok(Self { samples, panels })
    }

    pub(crate) fn panels(&self) -> &Panels<F> {
        &self.panels
    }

    /// The sum of squared distances to the nearest centres.
    pub(crate) fn inertia(&self, centers: &Samples<f64>) -> Result<f64> {
        let labels = self.labels(&Centers::pack(centers.cast::<F>()?.view()))?;
        let tasks = labels.par_chunks(SAMPLES_PER_TASK).enumerate().map(|(task, labels)| {
            let rows = self.samples.rows().skip(task * SAMPLES_PER_TASK);
            rows.zip(labels).map(|(x, &label)| distance(x, centers.row(label as usize))).sum()
        });
        Ok(tasks.collect::<Vec<f64>>().iter().sum())
    }

    /// The nearest centre of each sample, found by all threads.
    pub(crate) fn labels(&self, centers: &Centers<F>) -> Result<Vec<u32>> {
        let mut labels = vec![0; self.samples.n_samples()];
        let tasks = labels.par_chunks_mut(SAMPLES_PER_TASK).enumerate();
        tasks.try_for_each(|(task, labels)| {
            self.panels.nearest(centers, task * SAMPLES_PER_TASK, labels)
        })?;
        Ok(labels)
    }
}

fn distance<F: Scalar>(x: &[F], center: &[f64]) -> f64 {
    x.iter().zip(center).map(|(x, c)| (x.to_f64() - c).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inertia_is_what_plain_loops_say() {
        let values = |n: usize| (0..n).map(|i| (i as f64 * 0.7).sin()).collect();
        let samples = Samples::new(values(3000 * 3), 3000, 3).unwrap();
        let centers = Samples::new(values(12), 4, 3).unwrap();
        let naive: f64 = samples
            .rows()
            .map(|x| centers.rows().map(|c| distance(x, c)).fold(f64::INFINITY, f64::min))
            .sum();
        let inertia = Judge::new(samples.view()).unwrap().inertia(&centers).unwrap();
        assert!((inertia - naive).abs() <= 1e-12 * naive, "{inertia} {naive}");
    }
}
