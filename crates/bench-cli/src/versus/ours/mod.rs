//! What we do ourselves, in this process.

mod fit;
mod pca;
mod score;

use std::time::Instant;

use anyhow::{Context as _, Result};
use digits_data::{Samples, SamplesView, Scalar};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::job::{Block, Done, Job, Reply};
use super::kinds::Dtype;
use super::memory::Growth;
use super::numbers;
use super::runner::Runner;

/// The name all ratios refer to.
pub(crate) const OURS: &str = "kmeans-core";

/// Our own contenders.
pub(super) struct Ours {
    contenders: Vec<String>,
    pools: Vec<ThreadPool>,
    loaded: Option<Loaded>,
}

enum Loaded {
    F32(Samples<f32>),
    F64(Samples<f64>),
}

impl Ours {
    /// One contender with all threads, and one with a single thread beside it.
    pub(super) fn new(n_threads: usize) -> Result<Self> {
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

    fn run(&mut self, contender: &str, job: &Job, _watch: bool) -> Result<Reply> {
        let at = self.contenders.iter().position(|name| name == contender).unwrap_or(0);
        let pool = &self.pools[at];
        match self.loaded.as_ref().context("nothing was loaded")? {
            Loaded::F32(samples) => pool.install(|| run(samples.view(), job)),
            Loaded::F64(samples) => pool.install(|| run(samples.view(), job)),
        }
    }
}

fn run<F: Scalar>(samples: SamplesView<'_, F>, job: &Job) -> Result<Reply> {
    match job {
        Job::Fit(fit) => fit::run(samples, fit),
        Job::Score(score) => score::run(samples, score),
        Job::Pca(pca) => pca::run(samples, pca),
    }
}

/// The result of a call, and what the call took.
fn timed<T>(call: impl FnOnce() -> Result<T>) -> Result<(T, Done)> {
    let growth = Growth::watch();
    let start = Instant::now();
    let result = call()?;
    let seconds = start.elapsed().as_secs_f64();
    let memory = Some(growth.peak());
    Ok((result, Done { seconds, memory, ..Done::default() }))
}
