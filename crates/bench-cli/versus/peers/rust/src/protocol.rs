//! What is asked and answered; `src/bin/versus/job/mod.rs` of the asking program describes it.

use std::error::Error;
use std::fs;

use serde::{Deserialize, Serialize};

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
    pub init: Start,
    pub rounds: usize,
    /// 0 where all rounds are to be done; else the peer's own rule may end the fit before.
    pub tol: f64,
    pub scale: bool,
    pub centers_to: String,
    /// Whether memory is to be watched, which the request says beside the job.
    #[serde(skip)]
    pub watch: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    Centers(String),
    #[serde(rename = "k-means++")]
    KMeansPlusPlus,
    Random,
}

impl Job {
    /// The file of the centres to start from.
    pub fn start(&self) -> Option<&str> {
        match &self.init {
            Start::Centers(path) => Some(path),
            Start::KMeansPlusPlus | Start::Random => None,
        }
    }
}

#[derive(Serialize)]
pub struct Fitted {
    pub seconds: f64,
    pub memory: Option<u64>,
    /// Unless the contender does not tell.
    pub n_iter: Option<usize>,
    pub differs: Option<&'static str>,
}

pub fn read_f64(path: &str) -> Result<Vec<f64>> {
    let bytes = fs::read(path)?;
    Ok(bytes.as_chunks().0.iter().map(|&eight| f64::from_le_bytes(eight)).collect())
}
