use anyhow::{Context as _, Result, ensure};

use super::runs::{Round, Runs};

/// The time of a round, by docs/design/scale.md.
struct Model {
    /// Time of one thread to read, check and pack a number, in seconds.
    per_value: f64,
    /// Time of one thread for a multiply-add, in seconds.
    per_multiply_add: f64,
    /// Time to encode, send, receive and merge a byte, in seconds.
    per_byte: f64,
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
    /// Measures the constants: few and many clusters without messages, no work, and large messages.
    fn measure(runs: &Runs) -> Result<Self> {
        runs.noise("work.npy", 400_000, 32)?;
        runs.noise("few.npy", 2_000, 8)?;
        runs.noise("wide.npy", 20_000, 250)?;
        let (values, few, many) = (400_000.0 * 32.0, 4, 64);
        let with_few = round(runs, "work.npy", few, 1)?.seconds;
        let with_many = round(runs, "work.npy", many, 1)?.seconds;
        let per_multiply_add = (with_many - with_few).max(0.0) / values / f64::from(many - few);
        let per_value = (with_few / values - f64::from(few) * per_multiply_add).max(0.0);
        let latency = round(runs, "few.npy", 20, 2)?.seconds;
        let wide = round(runs, "wide.npy", 200, 2)?;
        let work = 20_000.0 * 250.0 * (per_value + 200.0 * per_multiply_add) / 2.0;
        let per_byte = (wide.seconds - work - latency).max(0.0) / wide.bytes;
        Ok(Self { per_value, per_multiply_add, per_byte, latency })
    }

    /// Returns the time of a round in seconds: arithmetic, messages, latency.
    fn round(&self, size: Size) -> [f64; 3] {
        let n_values = size.n_samples * size.n_features;
        let per_value = self.per_value + size.n_clusters * self.per_multiply_add;
        let arithmetic = n_values * per_value / (size.n_processes * size.threads_each);
        // A worker sends at most 16 bytes for each sum, and gets a centre of 4 bytes.
        let workers = size.n_processes - 1.0;
        let bytes = workers * size.n_clusters * size.n_features * (16.0 + 4.0);
        [arithmetic, bytes * self.per_byte, self.latency]
    }
}

/// The largest factor between a run and the model. The machine may do other things too.
const TOLERANCE: f64 = 2.0;

/// Measures the constants, checks the model against another run, and prints the plan for a large fit.
pub(super) fn check(runs: &Runs) -> Result<()> {
    let model = Model::measure(runs)?;
    println!(
        "measured: {:.2} ns a number, {:.3} ns a multiply-add, {:.2} ns a byte, {:.2} ms a round",
        model.per_value * 1e9,
        model.per_multiply_add * 1e9,
        model.per_byte * 1e9,
        model.latency * 1e3
    );
    // A run that no constant was measured with.
    runs.noise("check.npy", 300_000, 24)?;
    let check = Size {
        n_samples: 300_000.0,
        n_features: 24.0,
        n_clusters: 100.0,
        n_processes: 2.0,
        threads_each: 1.0,
    };
    let expected = model.round(check).iter().sum::<f64>();
    let found = round(runs, "check.npy", 100, 2)?.seconds;
    println!(
        "300,000 x 24, 100 clusters, 2 processes: {found:.4} s a round, by the model {expected:.4} s"
    );
    // 16 machines of 32 cores, which cannot be run here, with 10 Gb/s between them.
    let plan = Size {
        n_samples: 1e9,
        n_features: 128.0,
        n_clusters: 1_000.0,
        n_processes: 16.0,
        threads_each: 32.0,
    };
    let per_byte = 8.0 / 10e9;
    let [arithmetic, messages, latency] = Model { per_byte, ..model }.round(plan);
    println!(
        "10^9 x 128, 1000 clusters, 16 x 32 such threads, 10 Gb/s: {arithmetic:.1} s of arithmetic, {:.0} ms of \
         messages, {:.1} ms of latency a round",
        messages * 1e3,
        latency * 1e3
    );
    let ratio = found / expected;
    ensure!((1.0 / TOLERANCE..TOLERANCE).contains(&ratio), "the model is off by {ratio:.2}");
    Ok(())
}

/// Measures one round: the fastest of some early ones, for the machine may do other things too.
fn round(runs: &Runs, data: &str, n_clusters: u32, n_processes: u32) -> Result<Round> {
    let (n_clusters, n_processes) = (n_clusters.to_string(), n_processes.to_string());
    let fit = ["fit", data, "-k", &n_clusters, "--processes", &n_processes, "--threads", "1"];
    let rule = ["--precision", "f32", "--algorithm", "lloyd", "--init", "random", "--n-init", "1"];
    let rounds = runs.rounds(&[&fit[..], &rule, &["--tol", "0", "--max-iter", "8"]].concat())?;
    let later = rounds.into_iter().skip(2);
    later.min_by(|a, b| a.seconds.total_cmp(&b.seconds)).context("it has converged too soon")
}
