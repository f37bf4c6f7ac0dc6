use std::time::Instant;

use anyhow::{Context as _, Result};
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::{Algorithm, Init, KMeans, RandomState};
use linalg_pca::StandardScaler;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::cases::Dtype;
use super::job::{Block, Fitted, Job, Reply, Start};
use super::numbers;
use super::runner::Runner;

/// The name all ratios refer to.
pub(crate) const OURS: &str = "kmeans-core";

/// Our own fits, in this process.
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
    fn contenders(&self) -> &[String] {
        &self.contenders
    }

    fn load(&mut self, block: &Block) -> Result<()> {
        self.loaded = Some(match block.dtype {
            Dtype::F32 => Loaded::F32(numbers::read(&block.path, block.n_features)?),
            Dtype::F64 => Loaded::F64(numbers::read(&block.path, block.n_features)?),
        });
        Ok(())
    }

    fn fit(&mut self, contender: &str, job: &Job) -> Result<Reply> {
        let at = self.contenders.iter().position(|name| name == contender).unwrap_or(0);
        let pool = &self.pools[at];
        match self.loaded.as_ref().context("nothing was loaded")? {
            Loaded::F32(samples) => pool.install(|| fit(samples.view(), job)),
            Loaded::F64(samples) => pool.install(|| fit(samples.view(), job)),
        }
    }
}

fn fit<F: Scalar>(samples: SamplesView<'_, F>, job: &Job) -> Result<Reply> {
    let kmeans = parameters(samples.n_features(), job)?;
    let start = Instant::now();
    let model = if job.scale {
        let scaled = StandardScaler::new().fit(samples)?.transform(samples)?;
        kmeans.fit(scaled.view())?
    } else {
        kmeans.fit(samples)?
    };
    let seconds = start.elapsed().as_secs_f64();
    numbers::write(&job.centers_to, model.cluster_centers().cast::<f64>()?.view())?;
    Ok(Reply::Fitted(Fitted { seconds, n_iter: model.n_iter(), differs: None }))
}

fn parameters(n_features: usize, job: &Job) -> Result<KMeans> {
    let init = match &job.init {
        Start::Centers(path) => Init::Centers(numbers::read(path, n_features)?),
        Start::KMeansPlusPlus => Init::KMeansPlusPlus,
        Start::Random => Init::Random,
    };
    Ok(KMeans {
        init,
        n_init: Some(job.n_init),
        max_iter: job.max_iter,
        tol: job.tol,
        // Single rounds measure the dense engine; whole fits may skip what they can.
        algorithm: if job.tol > 0.0 { Algorithm::Auto } else { Algorithm::Lloyd },
        random_state: RandomState::NumPy(job.seed),
        ..KMeans::new(job.n_clusters)
    })
}
