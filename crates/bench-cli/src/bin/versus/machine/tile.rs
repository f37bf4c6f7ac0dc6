use std::time::Instant;

use anyhow::{Result, ensure};
use bench_cli::Seconds;
use digits_data::{SamplesView, Scalar};
use linalg_pca::distance::Centers;

use super::{Limits, Machine};
use crate::cases::{Case, Kind};
use crate::contest::TURN_SECONDS;
use crate::judge::Judge;

/// Number of samples whose labels are checked one by one.
const CHECKED: usize = 200;

/// The time of the distance kernel alone, everything packed: one assignment of all samples.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tile {
    pub(crate) case: String,
    pub(crate) threads: usize,
    pub(crate) seconds: Seconds,
    /// Share of the operations per second that as many threads reach on registers.
    pub(crate) share_of_peak: f64,
}

/// Times the kernel on one thread and on all.
pub(crate) fn measure<F: Scalar>(
    case: &Case,
    machine: &Machine,
    samples: SamplesView<'_, F>,
    centers: SamplesView<'_, F>,
) -> Result<Vec<Tile>> {
    let judge = Judge::new(samples)?;
    let packed = Centers::pack(centers);
    let alone = || {
        let mut labels = vec![0; samples.n_samples()];
        judge.panels().nearest(&packed, 0, &mut labels)?;
        Ok(labels)
    };
    let mut expected = None;
    let mut tile = |limits: Limits, threads, run: &dyn Fn() -> Result<Vec<u32>>| {
        let labels = run()?;
        check(samples, centers, &labels)?;
        ensure!(*expected.get_or_insert(labels.clone()) == labels, "labels differ by threads");
        // Why a warm-up: after a sleep, two threads took as long as one for several calls.
        let warm_up = Instant::now();
        while warm_up.elapsed().as_secs_f64() < TURN_SECONDS {
            run()?;
        }
        let mut times = Vec::new();
        for _ in 0..case.repeats {
            let start = Instant::now();
            ensure!(run()? == labels, "two assignments of the same samples differ");
            times.push(start.elapsed().as_secs_f64());
        }
        let Some(seconds) = Seconds::of(times) else { return Ok(None) };
        let operations = 2.0 * (samples.as_slice().len() * centers.n_samples()) as f64;
        let share_of_peak = operations / seconds.median / limits.flops(case.dtype);
        Ok(Some(Tile { case: case.name(Kind::Tile), threads, seconds, share_of_peak }))
    };
    let mut tiles = Vec::from_iter(tile(machine.single, 1, &alone)?);
    if machine.threads > 1 {
        tiles.extend(tile(machine.all, machine.threads, &|| judge.labels(&packed))?);
    }
    Ok(tiles)
}

/// Compares labels with the kernel's arithmetic in plain loops, on some of the samples.
fn check<F: Scalar>(
    samples: SamplesView<'_, F>,
    centers: SamplesView<'_, F>,
    labels: &[u32],
) -> Result<()> {
    let dot = |x: &[F], c: &[F]| x.iter().zip(c).fold(F::ZERO, |sum, (&x, &c)| x.mul_add(c, sum));
    for (sample, (x, &label)) in samples.rows().zip(labels).take(CHECKED).enumerate() {
        let (mut nearest, mut score) = (0, F::INFINITY);
        for (number, c) in (0..).zip(centers.rows()) {
            let of_center = dot(c, c) - (dot(x, c) + dot(x, c));
            if of_center < score {
                (nearest, score) = (number, of_center);
            }
        }
        ensure!(nearest == label, "sample {sample} got label {label}, not {nearest}");
    }
    Ok(())
}
