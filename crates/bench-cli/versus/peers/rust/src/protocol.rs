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
    pub rounds: usize,
    /// 0 asks for all rounds; otherwise the peer's own rule may end the fit before.
    pub tol: f64,
    pub scale: bool,
    pub centers_to: String,
    /// Watches memory; the request has it beside the job.
    #[serde(skip)]
    pub watch: bool,
}

impl Job {
    /// File of the centres to start from; `None` for a random start.
    pub fn start(&self) -> Option<&str> {
        self.init["centers"].as_str()
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
