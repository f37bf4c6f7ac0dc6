//! Fits k-means with other Rust crates, one line of JSON in, one out, as `../python/worker.py`
//! describes.

use std::error::Error;
use std::io::{BufRead as _, Write as _};
use std::time::Instant;
use std::{fs, io};

use kmeans::{AbortStrategy, EuclideanDistance, KMeansConfig};
use kmeans_uni::KMeansBuilder;
use serde::Deserialize;
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Request {
    Load(Block),
    #[serde(untagged)]
    Fit {
        contender: String,
        fit: Job,
    },
}

#[derive(Deserialize)]
struct Block {
    path: String,
    n_samples: usize,
    n_features: usize,
    dtype: String,
}

#[derive(Deserialize)]
struct Job {
    n_clusters: usize,
    init: Start,
    rounds: usize,
    scale: bool,
    centers_to: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Start {
    Centers(String),
    #[serde(rename = "k-means++")]
    KMeansPlusPlus,
    Random,
}

/// Samples as they were read.
enum Loaded {
    F32(Vec<f32>),
    F64(Vec<f64>),
}

/// What both element types can do here.
macro_rules! fit_with {
    ($name:ident, $scalar:ty, $lanes:literal) => {
        fn $name(contender: &str, samples: &[$scalar], block: &Block, job: &Job) -> Result<Value> {
            let d = block.n_features;
            let begin;
            let (centers, differs): (Vec<$scalar>, _) = if contender == "kmeans" {
                let Start::Centers(path) = &job.init else {
                    return Ok(json!({ "cannot": "its k-means++ tries one candidate only" }));
                };
                let start = read_f64(path)?.into_iter().map(|value| value as $scalar).collect();
                let never = AbortStrategy::NoImprovement { threshold: <$scalar>::NEG_INFINITY };
                let config = KMeansConfig::build().abort_strategy(never).build();
                begin = Instant::now();
                let kmeans: kmeans::KMeans<_, $lanes, _> =
                    kmeans::KMeans::new(samples, block.n_samples, d, EuclideanDistance);
                let init = kmeans::KMeans::init_precomputed(start);
                let fitted = kmeans.kmeans_lloyd(job.n_clusters, job.rounds, init, &config);
                (fitted.centroids.to_vec(), None)
            } else {
                if !matches!(job.init, Start::Centers(_)) {
                    return Ok(json!({ "cannot": "its k-means++ tries one candidate only" }));
                }
                let kmeans = KMeansBuilder::new(job.n_clusters)
                    .iterations(job.rounds)
                    .tolerance(0.0)
                    .seed(0)
                    .cpu_simd()
                    .euclidean()
                    .parallel();
                begin = Instant::now();
                let fitted = kmeans.fit(samples, d)?;
                (fitted.into_centroids(), Some("takes no start: its own k-means++"))
            };
            let seconds = begin.elapsed().as_secs_f64();
            let bytes = centers.iter().flat_map(|&value| f64::from(value).to_le_bytes());
            fs::write(&job.centers_to, bytes.collect::<Vec<u8>>())?;
            Ok(json!({ "seconds": seconds, "n_iter": job.rounds, "differs": differs }))
        }
    };
}

fit_with!(fit_f32, f32, 16);
fit_with!(fit_f64, f64, 8);

fn main() -> Result<()> {
    let about = "kmeans 2.0.2; kmeans_uni 0.3.0; target-cpu=native";
    reply(&json!({ "contenders": ["kmeans", "kmeans_uni"], "about": about }))?;
    let mut loaded = None;
    for line in io::stdin().lock().lines() {
        match serde_json::from_str(&line?)? {
            Request::Load(block) => {
                loaded = Some((load(&block)?, block));
                reply(&json!({}))?;
            }
            Request::Fit { contender, fit } => {
                let (samples, block) = loaded.as_ref().ok_or("nothing was loaded")?;
                let answer = if fit.scale {
                    json!({ "cannot": "has no scaler" })
                } else {
                    let fitted = match samples {
                        Loaded::F32(samples) => fit_f32(&contender, samples, block, &fit),
                        Loaded::F64(samples) => fit_f64(&contender, samples, block, &fit),
                    };
                    fitted.unwrap_or_else(|error| json!({ "cannot": error.to_string() }))
                };
                reply(&answer)?;
            }
        }
    }
    Ok(())
}

fn reply(value: &Value) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{value}")?;
    Ok(out.flush()?)
}

fn load(block: &Block) -> Result<Loaded> {
    if block.dtype == "f64" {
        return Ok(Loaded::F64(read_f64(&block.path)?));
    }
    let bytes = fs::read(&block.path)?;
    Ok(Loaded::F32(bytes.as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)).collect()))
}

fn read_f64(path: &str) -> Result<Vec<f64>> {
    let bytes = fs::read(path)?;
    Ok(bytes.as_chunks().0.iter().map(|&eight| f64::from_le_bytes(eight)).collect())
}
