//! The command `perf`: ourselves and what users would pick instead, side by side.
//!
//! [`cases`] says what is measured, [`data`] makes the samples and [`measures`] the jobs; [`contest`]
//! lets the contenders run in turns, each behind a [`runner`]: [`ours`] in this process, the peers
//! in [`worker`] processes. [`judge`] compares their results before a time counts; [`machine`]
//! measures the limits, [`tile`] the kernel alone; [`report`] turns it all into text.

mod cases;
mod contest;
mod data;
mod job;
mod judge;
mod machine;
mod measures;
mod numbers;
mod ours;
mod peers;
mod report;
mod runner;
mod tile;
mod worker;

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::Scalar;

use self::cases::{Case, Dtype, Kind};
use self::contest::Line;
use self::judge::Judge;
use self::machine::Machine;
use self::ours::Ours;
use self::runner::Runner;
use self::tile::Tile;
use crate::cli::PerfArgs;
use crate::output_dir::OutputDir;

/// All that a run found out.
pub(crate) struct Results {
    machine: Machine,
    /// Who was there, and who was not and why.
    contenders: Vec<String>,
    tiles: Vec<Tile>,
    contests: Vec<Contest>,
}

/// One thing that was measured, for everyone who can do it.
struct Contest {
    name: String,
    case: Case,
    kind: Kind,
    lines: Vec<Line>,
}

/// Measures, writes the files, prints the table.
pub(crate) fn command(arguments: &PerfArgs) -> Result<()> {
    let threads = match arguments.threads {
        Some(threads) => threads,
        None => std::thread::available_parallelism().context("how many threads? --threads N")?,
    };
    let own_cases = match &arguments.cases {
        Some(path) => Some(
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?,
        ),
        None => None,
    };
    let cases = cases::read(own_cases.as_deref(), arguments.quick, &arguments.filter.join(" "))?;
    ensure!(!cases.is_empty(), "no case has all of these words in its name");

    // The judge's threads, which only work while no clock runs.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get());
    pool.build_global().context("cannot start the threads")?;
    let folder = tempfile::tempdir().context("no room for the samples")?;
    say("measuring the machine")?;
    let mut results = Results {
        machine: Machine::measure(threads.get()),
        contenders: Vec::new(),
        tiles: Vec::new(),
        contests: Vec::new(),
    };
    let mut runners: Vec<Box<dyn Runner>> = vec![Box::new(Ours::new(threads.get())?)];
    let peers = peers::start(arguments, threads.get(), folder.path())?;
    runners.extend(peers.runners);
    results.contenders = peers.about;
    for case in &cases {
        let repeats = arguments.repeats.map_or(case.repeats, Into::into);
        match case.dtype {
            Dtype::F32 => run::<f32>(&mut results, case, repeats, folder.path(), &mut runners)?,
            Dtype::F64 => run::<f64>(&mut results, case, repeats, folder.path(), &mut runners)?,
        }
    }
    let mut out = OutputDir::new(&arguments.out)?;
    out.stage("results.csv", &report::csv(&results)?)?;
    let markdown = report::markdown(&results);
    out.stage("results.md", &markdown)?;
    out.commit()?;
    io::stdout().write_all(markdown.as_bytes())?;
    say(&format!("wrote {} to {}", out.names().join(" and "), out.path().display()))
}

fn run<F: Scalar>(
    results: &mut Results,
    case: &Case,
    repeats: usize,
    folder: &Path,
    runners: &mut [Box<dyn Runner>],
) -> Result<()> {
    let samples = data::samples::<F>(case)?;
    let block = numbers::write(&folder.join("samples"), samples.view())?;
    let centers = data::starting_centers(samples.view(), case.n_clusters)?;
    numbers::write(&folder.join("start"), centers.cast::<f64>()?.view())?;
    for runner in runners.iter_mut() {
        runner.load(&block)?;
    }
    for &kind in &case.kinds {
        let name = case.name(kind);
        say(&name)?;
        if kind == Kind::Tile {
            let (samples, centers) = (samples.view(), centers.view());
            results.tiles.extend(tile::measure(
                &name,
                &results.machine,
                samples,
                centers,
                repeats,
            )?);
        }
        let measures = measures::of(case, kind, samples.view(), folder, runners[0].as_mut())?;
        if measures.is_empty() && kind != Kind::Tile {
            say("  too few rounds to time one")?;
        }
        // The page clusters scaled samples.
        let scaled = match kind {
            Kind::Page => Some(
                linalg_pca::StandardScaler::new().fit(samples.view())?.transform(samples.view())?,
            ),
            _ => None,
        };
        let judge = Judge::new(scaled.as_ref().unwrap_or(&samples).view())?;
        let inertia = |path: &Path| judge.inertia(&numbers::read(path, samples.n_features())?);
        for measure in measures {
            let lines = contest::run(runners, &measure, repeats, &inertia)?;
            results.contests.push(Contest { name: measure.name, case: case.clone(), kind, lines });
        }
    }
    Ok(())
}

/// What is going on, beside the results.
fn say(text: &str) -> Result<()> {
    Ok(writeln!(io::stderr(), "{text}")?)
}
