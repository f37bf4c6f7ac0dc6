use std::time::Instant;

use anyhow::Result;
use digits_data::{SamplesView, Scalar};
use rayon::ThreadPool;

use crate::job::Done;
use crate::machine::memory::Growth;

/// Samples and threads of a call.
#[derive(Clone, Copy)]
pub(super) struct Call<'a, F: Scalar> {
    pub(super) samples: SamplesView<'a, F>,
    pub(super) pool: &'a ThreadPool,
}

impl<F: Scalar> Call<'_, F> {
    /// Times a call that takes the samples.
    ///
    /// Our types look at every number once, when samples are made; most peers do in every call. Here it
    /// is done once more, so both have it in their times.
    pub(super) fn timed<T: Send>(
        self,
        call: impl FnOnce(SamplesView<'_, F>) -> Result<T> + Send,
    ) -> Result<(T, Done)> {
        let (n_samples, n_features) = self.samples.shape();
        let values = self.samples.as_slice();
        self.timed_alone(|| call(SamplesView::new(values, n_samples, n_features)?))
    }

    /// Times a call that takes no samples. Threads wake up within the clock, as those of others do.
    pub(super) fn timed_alone<T: Send>(
        self,
        call: impl FnOnce() -> Result<T> + Send,
    ) -> Result<(T, Done)> {
        let growth = Growth::watch();
        let start = Instant::now();
        let result = self.pool.install(call)?;
        let seconds = start.elapsed().as_secs_f64();
        let memory = Some(growth.peak());
        Ok((result, Done { seconds, memory, ..Done::default() }))
    }
}
