use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// Program, machine and threads of a run.
#[derive(Debug, Serialize)]
pub(crate) struct Environment {
    /// The day of the run, `YYYY-MM-DD` in UTC.
    date: String,
    kmeans_bench: &'static str,
    os: &'static str,
    arch: &'static str,
    processor: String,
    instruction_set: &'static str,
    cores: Option<usize>,
    pub(crate) threads: usize,
    /// True if the program was built with optimisation.
    optimized: bool,
}

impl Environment {
    pub(crate) fn here() -> Self {
        Self {
            date: today(),
            kmeans_bench: env!("CARGO_PKG_VERSION"),
            os: std::env::consts::OS,
            arch: std::env::consts::ARCH,
            processor: processor(),
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
        let version = self.kmeans_bench;
        vec![
            ("Date", self.date.clone()),
            ("Program", format!("kmeans-bench {version}{built}")),
            ("Libraries", format!("kmeans-core, linalg-pca, cluster-metrics {version}")),
            ("Processor", self.processor.clone()),
            ("System", format!("{} on {}", self.os, self.arch)),
            ("Instruction set", self.instruction_set.to_owned()),
            ("Cores", cores),
            ("Threads", self.threads.to_string()),
        ]
    }
}

/// The name of the processor on Linux; elsewhere its architecture.
pub fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find(|line| line.starts_with("model name"));
    let name = name.and_then(|line| line.split_once(": "));
    name.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.trim().to_owned())
}

fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    date(since.as_secs() / 86_400)
}

/// The date so many days after 1 January 1970, in the Gregorian calendar.
fn date(days: u64) -> String {
    // Years begin in March here, so that a leap day is the last of its year.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let leap_days = day_of_era / 1_460 + day_of_era / 146_096 - day_of_era / 36_524;
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{}-{month:02}-{day:02}", 400 * era + year_of_era + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        let days = [0, 58, 59, 11_016, 11_017, 19_782, 20_454];
        let dates = [
            "1970-01-01",
            "1970-02-28",
            "1970-03-01",
            "2000-02-29",
            "2000-03-01",
            "2024-02-29",
            "2026-01-01",
        ];
        assert_eq!(days.map(date), dates);
    }
}
