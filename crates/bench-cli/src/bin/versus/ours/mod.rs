//! Our own contenders, in this process.

mod fit;
mod pca;
mod score;

use std::time::Instant;

use anyhow::{Context as _, Result};
use digits_data::{Samples, SamplesView, Scalar};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::cases::Dtype;
use crate::job::{Block, Done, Job, Runner, numbers};
use crate::machine::memory::Growth;

/// The contender that all ratios refer to.
pub(crate) const OURS: &str = "kmeans-core";

/// Our own contenders.
pub(crate) struct Ours {
    contenders: Vec<String>,
    pools: Vec<ThreadPool>,
    loaded: Option<Loaded>,
}

enum Loaded {
    F32(Samples<f32>),
    F64(Samples<f64>),
}

impl Ours {
    /// Makes one contender with all threads, and one with a single thread beside it.
    pub(crate) fn new(n_threads: usize) -> Result<Self> {
        let mut contenders = vec![OURS.to_owned()];
        let mut pools = vec![pool(n_threads)?];
        if n_threads > 1 {
            contenders.push(format!("{OURS}, 1 thread"));
            pools.push(pool(1)?);
        }
        Ok(Self { contenders, pools, loaded: None })
    }
}

fn pool(n_threads: usize) -> Result<ThreadPool> {
    let pool = ThreadPoolBuilder::new().num_threads(n_threads).build();
    pool.with_context(|| format!("cannot start {n_threads} threads"))
}

impl Runner for Ours {
    fn contenders(&self, _: &Job) -> Vec<String> {
        self.contenders.clone()
    }

    fn load(&mut self, block: &Block) -> Result<()> {
        self.loaded = Some(match block.dtype {
            Dtype::F32 => Loaded::F32(numbers::read(&block.path, block.n_features)?),
            Dtype::F64 => Loaded::F64(numbers::read(&block.path, block.n_features)?),
        });
        Ok(())
    }

    fn run(&mut self, contender: &str, job: &Job, _watch: bool) -> Result<Done> {
        let at = self.contenders.iter().position(|name| name == contender).unwrap_or(0);
        let pool = &self.pools[at];
        match self.loaded.as_ref().context("nothing was loaded")? {
            Loaded::F32(samples) => run(Call { samples: samples.view(), pool }, job),
            Loaded::F64(samples) => run(Call { samples: samples.view(), pool }, job),
        }
    }
}

fn run<F: Scalar>(call: Call<'_, F>, job: &Job) -> Result<Done> {
    match job {
        Job::Fit(fit) => fit::run(call, fit),
        Job::Score(score) => score::run(call, score),
        Job::Pca(pca) => pca::run(call, pca),
    }
}

/// Samples and threads of a call.
#[derive(Clone, Copy)]
struct Call<'a, F: Scalar> {
    samples: SamplesView<'a, F>,
    pool: &'a ThreadPool,
}

impl<F: Scalar> Call<'_, F> {
    /// Times a call that takes the samples.
    ///
    /// Our types look at every number once, when samples are made; most peers do in every call. Here it
    /// is done once more, so both have it in their times.
    fn timed<T: Send>(
        self,
        call: impl FnOnce(SamplesView<'_, F>) -> Result<T> + Send,
    ) -> Result<(T, Done)> {
        let (n_samples, n_features) = self.samples.shape();
        let values = self.samples.as_slice();
        self.timed_alone(|| call(SamplesView::new(values, n_samples, n_features)?))
    }

    /// Times a call that takes no samples. Threads wake up within the clock, as those of others do.
    fn timed_alone<T: Send>(self, call: impl FnOnce() -> Result<T> + Send) -> Result<(T, Done)> {
        let growth = Growth::watch();
        let start = Instant::now();
        let result = self.pool.install(call)?;
        let seconds = start.elapsed().as_secs_f64();
        let memory = Some(growth.peak());
        Ok((result, Done { seconds, memory, ..Done::default() }))
    }
}
