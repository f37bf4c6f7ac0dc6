use anyhow::{Result, ensure};

use super::Runs;

/// The time of a round, by docs/design/scale.md.
struct Model {
    /// Multiply-adds that one thread does in a second.
    multiply_adds: f64,
    /// Bytes that process 0 encodes, sends, receives and merges in a second.
    bytes: f64,
    /// Time of a round without work, in seconds.
    latency: f64,
}

/// The size of a fit.
#[derive(Clone, Copy)]
struct Size {
    n_samples: f64,
    n_features: f64,
    n_clusters: f64,
    n_processes: f64,
    threads_each: f64,
}

impl Model {
    /// Returns the time of a round in seconds: arithmetic, messages, latency.
    fn round(&self, size: Size) -> [f64; 3] {
        let work = size.n_samples * size.n_features * size.n_clusters;
        let workers = size.n_processes - 1.0;
        let sums = size.n_clusters * size.n_features;
        // A worker sends at most 16 bytes for each sum, and gets a centre of 4 bytes.
        let bytes = workers * sums * (16.0 + 4.0);
        let arithmetic = work / (self.multiply_adds * size.n_processes * size.threads_each);
        [arithmetic, bytes / self.bytes, self.latency]
    }
}

/// How far a run may be from the model, as a factor. The machine may do other things too.
const TOLERANCE: f64 = 2.0;

/// Measures the constants, checks the model against another run, and prints the plan for a large fit.
pub(super) fn check(runs: &Runs) -> Result<()> {
    // 1. The constants: work without messages, hardly any work, and large messages.
    runs.table("work.npy", 200_000, 32)?;
    runs.table("few.npy", 2_000, 8)?;
    runs.table("wide.npy", 2_000, 1_000)?;
    let work = per_round(runs, "work.npy", 64, 1)?;
    let multiply_adds = 200_000.0 * 32.0 * 64.0 / work;
    let latency = per_round(runs, "few.npy", 2, 2)?;
    let wide = (per_round(runs, "wide.npy", 500, 2)? - latency).max(1e-6);
    let arithmetic = 2_000.0 * 1_000.0 * 500.0 / multiply_adds / 2.0;
    let bytes = 500.0 * 1_000.0 * 20.0 / (wide - arithmetic).max(0.1 * wide);
    let model = Model { multiply_adds, bytes, latency };
    println!(
        "measured: {:.1} G multiply-adds a second and thread, {:.0} MB a second of messages, {:.1} ms latency",
        multiply_adds / 1e9,
        bytes / 1e6,
        latency * 1e3
    );
    // 2. A run that none of them was measured with.
    runs.table("check.npy", 300_000, 24)?;
    let check = Size {
        n_samples: 300_000.0,
        n_features: 24.0,
        n_clusters: 100.0,
        n_processes: 2.0,
        threads_each: 1.0,
    };
    let (expected, found) =
        (model.round(check).iter().sum::<f64>(), per_round(runs, "check.npy", 100, 2)?);
    println!(
        "300,000 x 24, 100 clusters, 2 processes: {found:.3} s a round, by the model {expected:.3} s"
    );
    let ratio = found / expected;
    ensure!((1.0 / TOLERANCE..TOLERANCE).contains(&ratio), "the model is off by {ratio:.2}");
    // 3. What cannot be run here: 16 machines of 32 cores, 10 Gb/s between them.
    let plan = Size {
        n_samples: 1e9,
        n_features: 128.0,
        n_clusters: 1_000.0,
        n_processes: 16.0,
        threads_each: 32.0,
    };
    let network = Model { bytes: 10e9 / 8.0, ..model };
    let [arithmetic, messages, latency] = network.round(plan);
    println!(
        "10^9 x 128, 1000 clusters, 16 x 32 threads: {arithmetic:.1} s of arithmetic, {:.0} ms of messages, \
         {:.1} ms of latency a round",
        messages * 1e3,
        latency * 1e3
    );
    Ok(())
}

/// Returns the time of one round: the difference of a long and a short fit.
fn per_round(runs: &Runs, data: &str, n_clusters: usize, processes: usize) -> Result<f64> {
    let (n_clusters, processes) = (n_clusters.to_string(), processes.to_string());
    let time = |max_iter: &str| {
        let fit = ["fit", data, "-k", &n_clusters, "--processes", &processes, "--threads", "1"];
        let rule =
            ["--precision", "f32", "--algorithm", "lloyd", "--init", "random", "--n-init", "1"];
        runs.run(&[&fit[..], &rule, &["--tol", "0", "--max-iter", max_iter]].concat())
    };
    let (short, long) = (2, 12);
    let (few, many) = (time(&short.to_string())?, time(&long.to_string())?);
    Ok((many - few).max(1e-4) / f64::from(long - short))
}
