//! The limits of this machine; [`tile`] is the distance kernel alone, and [`memory`] what a call takes.

pub(crate) mod memory;
pub(crate) mod tile;

use std::hint::black_box;
use std::time::Instant;

use bench_cli::processor;
use digits_data::Scalar;
use linalg_pca::distance::{instruction_set, run_fma_chains};

use crate::cases::Dtype;

/// Runs per limit. The best run counts, because a limit is what was reached once.
const RUNS: usize = 7;

/// Shorter runs would time the start of the threads.
const LEAST_SECONDS: f64 = 0.03;

/// Many times the size of a cache.
const BYTES_READ: usize = 1 << 28;

/// The processor and its limits.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) instruction_set: &'static str,
    pub(crate) threads: usize,
    /// Limits of one thread.
    pub(crate) single: Limits,
    /// Limits of all threads together.
    pub(crate) all: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Limits {
    /// Operations per second of fused multiply-adds on registers, two operations each.
    pub(crate) flops_f32: f64,
    pub(crate) flops_f64: f64,
    /// Bytes read from memory per second.
    pub(crate) bytes: f64,
}

impl Limits {
    pub(crate) fn flops(&self, dtype: Dtype) -> f64 {
        match dtype {
            Dtype::F32 => self.flops_f32,
            Dtype::F64 => self.flops_f64,
        }
    }
}

impl Machine {
    pub(crate) fn measure(threads: usize) -> Self {
        let numbers = vec![1_u64; BYTES_READ / size_of::<u64>()];
        let limits = |threads| Limits {
            flops_f32: peak::<f32>(threads),
            flops_f64: peak::<f64>(threads),
            bytes: bandwidth(threads, &numbers),
        };
        Self {
            processor: processor(),
            instruction_set: instruction_set(),
            threads,
            single: limits(1),
            all: limits(threads),
        }
    }
}

/// Measures operations per second.
fn peak<F: Scalar>(threads: usize) -> f64 {
    let mut length = 1000;
    loop {
        let start = Instant::now();
        let flops = run_fma_chains::<F>(black_box(length));
        if start.elapsed().as_secs_f64() >= LEAST_SECONDS {
            return best_rate(threads, flops, |_| {
                black_box(run_fma_chains::<F>(black_box(length)));
            });
        }
        length *= 2;
    }
}

/// Measures bytes per second.
fn bandwidth(threads: usize, numbers: &[u64]) -> f64 {
    let share = numbers.len() / threads;
    best_rate(threads, (share * size_of::<u64>()) as u64, |thread| {
        let of_thread = &numbers[thread * share..][..share];
        let mut sums = [0_u64; 16];
        for block in of_thread.as_chunks::<16>().0 {
            for (sum, value) in sums.iter_mut().zip(block) {
                *sum = sum.wrapping_add(*value);
            }
        }
        black_box(sums);
    })
}

/// Measures work per second. `amount` is the work of one thread in one run.
fn best_rate(threads: usize, amount: u64, work: impl Fn(usize) + Sync) -> f64 {
    let run = |_| {
        let start = Instant::now();
        std::thread::scope(|scope| {
            for thread in 1..threads {
                let work = &work;
                scope.spawn(move || work(thread));
            }
            work(0);
        });
        (amount * threads as u64) as f64 / start.elapsed().as_secs_f64()
    };
    (0..RUNS).map(run).fold(0.0, f64::max)
}
