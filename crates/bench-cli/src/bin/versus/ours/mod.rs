//! Our own contenders, in this process.

mod call;
mod fit;
mod pca;
mod quality;
mod score;

use anyhow::{Context as _, Result};
use digits_data::{Samples, Scalar};
use rayon::{ThreadPool, ThreadPoolBuilder};

use self::call::Call;
pub(crate) use self::quality::FAST;
use self::quality::FINE;
use crate::cases::Dtype;
use crate::job::{Block, Done, Job, Runner, numbers};

/// The contender that all ratios refer to.
pub(crate) const OURS: &str = "kmeans-core";

/// Our own contenders.
pub(crate) struct Ours {
    /// Names, and the threads that each works on.
    contenders: Vec<(String, ThreadPool)>,
    loaded: Option<Loaded>,
}

enum Loaded {
    F32(Samples<f32>),
    F64(Samples<f64>),
}

impl Ours {
    /// Makes one contender with all threads, and one with a single thread beside it.
    pub(crate) fn new(n_threads: usize) -> Result<Self> {
        let mut contenders = vec![(OURS.to_owned(), pool(n_threads)?)];
        if n_threads > 1 {
            contenders.push((format!("{OURS}, 1 thread"), pool(1)?));
        }
        Ok(Self { contenders, loaded: None })
    }
}

fn pool(n_threads: usize) -> Result<ThreadPool> {
    let pool = ThreadPoolBuilder::new().num_threads(n_threads).build();
    pool.with_context(|| format!("cannot start {n_threads} threads"))
}

impl Runner for Ours {
    fn contenders(&self, job: &Job) -> Vec<String> {
        if let Job::Quality(_) = job {
            return [OURS, FAST, FINE].map(str::to_owned).into();
        }
        self.contenders.iter().map(|(name, _)| name.clone()).collect()
    }

    fn load(&mut self, block: &Block) -> Result<()> {
        self.loaded = Some(match block.dtype {
            Dtype::F32 => Loaded::F32(numbers::read(&block.path, block.n_features)?),
            Dtype::F64 => Loaded::F64(numbers::read(&block.path, block.n_features)?),
        });
        Ok(())
    }

    fn run(&mut self, contender: &str, job: &Job, _watch: bool) -> Result<Done> {
        let name = if [FAST, FINE].contains(&contender) { OURS } else { contender };
        let named = self.contenders.iter().find(|(known, _)| known == name);
        let pool = &named.context("no such contender")?.1;
        match self.loaded.as_ref().context("nothing was loaded")? {
            Loaded::F32(samples) => run(Call { samples: samples.view(), pool }, job, contender),
            Loaded::F64(samples) => run(Call { samples: samples.view(), pool }, job, contender),
        }
    }
}

fn run<F: Scalar>(call: Call<'_, F>, job: &Job, contender: &str) -> Result<Done> {
    match job {
        Job::Fit(fit) => fit::run(call, fit),
        Job::Quality(quality) => quality::run(call, quality, contender),
        Job::Score(score) => score::run(call, score),
        Job::Pca(pca) => pca::run(call, pca),
    }
}
