use serde::Serialize;

/// Program, machine and threads of a run.
#[derive(Debug, Serialize)]
pub(crate) struct Environment {
    kmeans_bench: &'static str,
    os: &'static str,
    arch: &'static str,
    instruction_set: &'static str,
    cores: Option<usize>,
    pub(crate) threads: usize,
    /// True if the program was built with optimisation.
    optimized: bool,
}

impl Environment {
    pub(crate) fn here() -> Self {
        Self {
            kmeans_bench: env!("CARGO_PKG_VERSION"),
            os: std::env::consts::OS,
            arch: std::env::consts::ARCH,
            instruction_set: linalg_pca::distance::instruction_set(),
            cores: std::thread::available_parallelism().ok().map(Into::into),
            threads: rayon::current_num_threads(),
            optimized: !cfg!(debug_assertions),
        }
    }

    /// Names and values, for people.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let cores = self.cores.map_or("unknown".to_owned(), |cores| cores.to_string());
        let built = if self.optimized { "" } else { ", built without optimisation" };
        vec![
            ("Program", format!("kmeans-bench {}{built}", self.kmeans_bench)),
            ("System", format!("{} on {}", self.os, self.arch)),
            ("Instruction set", self.instruction_set.to_owned()),
            ("Cores", cores),
            ("Threads", self.threads.to_string()),
        ]
    }
}
