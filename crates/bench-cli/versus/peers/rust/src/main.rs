//! Fits k-means with other Rust crates, one line of JSON in, one out, as `../../python/worker.py`
//! describes. Each crate has a file; [`protocol`] has requests and replies, [`measured`] clock and memory.

mod kmeans;
mod kmeans_uni;
mod linfa;
mod measured;
mod protocol;
mod smartcore;

use std::io::{BufRead as _, Write as _};
use std::{fs, io};

use serde_json::{Value, json};

use crate::protocol::{Block, Fitted, Job, Request, Result};

/// The samples of all later jobs.
enum Loaded {
    F32(Vec<f32>),
    F64(Vec<f64>),
}

fn main() -> Result<()> {
    let contenders = ["kmeans", "kmeans_uni", "linfa-clustering", "smartcore"];
    let about = "kmeans 2.0.2; kmeans_uni 0.3.0; linfa-clustering 0.8.1; smartcore 0.7.0; \
                 target-cpu=native";
    let contenders = json!({ "fit": contenders, "quality": contenders });
    reply(&json!({ "contenders": contenders, "about": about }))?;
    let mut loaded = None;
    for line in io::stdin().lock().lines() {
        match serde_json::from_str(&line?)? {
            Request::Load(block) => {
                loaded = Some((load(&block)?, block));
                reply(&json!({}))?;
            }
            Request::Fit { contender, watch, fit } => {
                answer(&contender, loaded.as_ref(), &Job { watch, ..fit })?;
            }
            Request::Quality { contender, quality } => {
                answer(&contender, loaded.as_ref(), &quality.into())?;
            }
        }
    }
    Ok(())
}

fn answer(contender: &str, loaded: Option<&(Loaded, Block)>, job: &Job) -> Result<()> {
    let (samples, block) = loaded.ok_or("nothing was loaded")?;
    let fitted = run(contender, samples, block, job);
    let answer = fitted.and_then(|fitted| Ok(serde_json::to_value(fitted)?));
    reply(&answer.unwrap_or_else(|why| json!({ "cannot": why.to_string() })))
}

fn run(contender: &str, samples: &Loaded, block: &Block, job: &Job) -> Result<Fitted> {
    if job.scale {
        return Err("has no scaler".into());
    }
    let start = job.start()?;
    let start = start.as_deref();
    let (centers, fitted) = match (contender, samples) {
        ("kmeans", Loaded::F32(samples)) => kmeans::fit_f32(samples, start, block, job)?,
        ("kmeans", Loaded::F64(samples)) => kmeans::fit_f64(samples, start, block, job)?,
        ("kmeans_uni", Loaded::F32(samples)) => kmeans_uni::fit_f32(samples, block, job)?,
        ("kmeans_uni", Loaded::F64(samples)) => kmeans_uni::fit_f64(samples, block, job)?,
        ("linfa-clustering", Loaded::F32(samples)) => linfa::fit(samples, start, block, job)?,
        ("linfa-clustering", Loaded::F64(samples)) => linfa::fit(samples, start, block, job)?,
        ("smartcore", Loaded::F32(samples)) => smartcore::fit(samples, block, job)?,
        ("smartcore", Loaded::F64(samples)) => smartcore::fit(samples, block, job)?,
        _ => return Err("is not here".into()),
    };
    let bytes: Vec<u8> = centers.iter().flat_map(|value| value.to_le_bytes()).collect();
    fs::write(&job.centers_to, bytes)?;
    Ok(fitted)
}

fn reply(value: &Value) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{value}")?;
    Ok(out.flush()?)
}

fn load(block: &Block) -> Result<Loaded> {
    if block.dtype == "f64" {
        return Ok(Loaded::F64(protocol::read_f64(&block.path)?));
    }
    let bytes = fs::read(&block.path)?;
    Ok(Loaded::F32(bytes.as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)).collect()))
}
