//! Requests and replies; `src/bin/versus/job/mod.rs` of the asking program describes them.

use std::error::Error;
use std::fs;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Request {
    Load(Block),
    #[serde(untagged)]
    Fit {
        contender: String,
        watch: bool,
        fit: Job,
    },
    #[serde(untagged)]
    Quality {
        contender: String,
        quality: Quality,
    },
}

#[derive(Deserialize)]
pub struct Block {
    pub path: String,
    pub n_samples: usize,
    pub n_features: usize,
    pub dtype: String,
}

#[derive(Deserialize)]
pub struct Job {
    pub n_clusters: usize,
    /// `{"centers": path}`, or the name of a random start.
    pub init: Value,
    #[serde(default)]
    pub seed: u32,
    /// `None` for as many as the contender does by itself.
    pub rounds: Option<usize>,
    /// 0 asks for all rounds; otherwise the peer's own rule may end the fit before.
    pub tol: f64,
    pub scale: bool,
    pub centers_to: String,
    /// Watches memory; the request has it beside the job.
    #[serde(skip)]
    pub watch: bool,
}

/// A fit as the contender comes out of the box.
#[derive(Deserialize)]
pub struct Quality {
    n_clusters: usize,
    seed: u32,
    max_iter: Option<usize>,
    centers_to: String,
}

impl From<Quality> for Job {
    fn from(quality: Quality) -> Self {
        let Quality { n_clusters, seed, max_iter: rounds, centers_to } = quality;
        let init = Value::Null;
        // Above 0: its own rule ends the fit.
        Self { n_clusters, init, seed, rounds, tol: 1.0, scale: false, centers_to, watch: false }
    }
}

impl Job {
    /// The centres to start from; `None` for the contender's own start.
    pub fn start(&self) -> Result<Option<Vec<f64>>> {
        match &self.init {
            Value::Null => Ok(None),
            init => Ok(Some(read_f64(init["centers"].as_str().ok_or("draws otherwise")?)?)),
        }
    }
}

#[derive(Serialize)]
pub struct Fitted {
    pub seconds: f64,
    pub memory: Option<u64>,
    /// `None` if the contender does not tell.
    pub n_iter: Option<usize>,
    pub differs: Option<&'static str>,
}

pub fn read_f64(path: &str) -> Result<Vec<f64>> {
    let bytes = fs::read(path)?;
    Ok(bytes.as_chunks().0.iter().map(|&eight| f64::from_le_bytes(eight)).collect())
}
