//! The command `versus`: ourselves and what users would pick instead, side by side.
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
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::StandardScaler;

use self::cases::{Case, Dtype, Kind};
use self::contest::{Line, Measure};
use self::judge::Judge;
use self::machine::Machine;
use self::ours::{OURS, Ours};
use self::runner::Runner;
use self::tile::Tile;
use crate::cli::VersusArgs;
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

/// Measures, writes the files, prints who is ahead.
pub(crate) fn command(arguments: &VersusArgs) -> Result<()> {
    let threads = match arguments.threads {
        Some(threads) => threads,
        None => std::thread::available_parallelism().context("how many threads? --threads N")?,
    };
    let cases = chosen_cases(arguments)?;
    // The judge's threads, which only work while no clock runs.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get());
    pool.build_global().context("cannot start the threads")?;
    let folder = tempfile::tempdir().context("no room for the samples")?;
    let peers = peers::start(arguments, threads.get(), folder.path())?;
    let mut runners: Vec<Box<dyn Runner>> = vec![Box::new(Ours::new(threads.get())?)];
    runners.extend(peers.runners);
    say("measuring the machine")?;
    let mut results = Results {
        machine: Machine::measure(threads.get()),
        contenders: peers.about,
        tiles: Vec::new(),
        contests: Vec::new(),
    };
    for case in &cases {
        match case.dtype {
            Dtype::F32 => run::<f32>(&mut results, case, folder.path(), &mut runners)?,
            Dtype::F64 => run::<f64>(&mut results, case, folder.path(), &mut runners)?,
        }
        // After every case, so that a long run that is ended leaves what it has.
        write_files(&arguments.out, &results)?;
    }
    io::stdout().write_all(report::overview(&results).as_bytes())?;
    say(&format!("everything is in {}", arguments.out.display()))
}

fn write_files(folder: &Path, results: &Results) -> Result<()> {
    let mut out = OutputDir::new(folder)?;
    out.stage("results.csv", &report::csv(results)?)?;
    out.stage("results.md", &report::markdown(results))?;
    out.commit()
}

/// The cases that were asked for, run as often as was asked for.
fn chosen_cases(arguments: &VersusArgs) -> Result<Vec<Case>> {
    let read = |path: &PathBuf| {
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let own = arguments.cases.as_ref().map(read).transpose()?;
    let mut cases = cases::read(own.as_deref(), arguments.quick, &arguments.filter.join(" "))?;
    ensure!(!cases.is_empty(), "no case has all of these words in its name");
    if let Some(repeats) = arguments.repeats {
        for case in &mut cases {
            case.repeats = repeats.get();
        }
    }
    Ok(cases)
}

/// Makes the samples, hands them to everyone, and measures all that the case asks for.
fn run<F: Scalar>(
    results: &mut Results,
    case: &Case,
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
        say(&case.name(kind))?;
        if kind == Kind::Tile {
            let tiles = tile::measure(case, &results.machine, samples.view(), centers.view())?;
            results.tiles.extend(tiles);
        } else {
            results.contests.extend(contests(case, kind, samples.view(), folder, runners)?);
        }
    }
    Ok(())
}

fn contests<F: Scalar>(
    case: &Case,
    kind: Kind,
    samples: SamplesView<'_, F>,
    folder: &Path,
    runners: &mut [Box<dyn Runner>],
) -> Result<Vec<Contest>> {
    let measures = measures::of(case, kind, samples, folder, runners[0].as_mut())?;
    if measures.is_empty() {
        let lines = vec![Line::untimed(OURS, "converges at once")];
        return Ok(vec![Contest { name: case.name(kind), case: case.clone(), kind, lines }]);
    }
    // The page clusters scaled samples.
    let scaled = match kind {
        Kind::Page => Some(StandardScaler::new().fit(samples)?.transform(samples)?),
        _ => None,
    };
    let judge = Judge::new(scaled.as_ref().map_or(samples, Samples::view))?;
    let inertia = |path: &Path| judge.inertia(&numbers::read(path, samples.n_features())?);
    let contest = |measure: Measure| {
        let lines = contest::run(runners, &measure, case.repeats, &inertia)?;
        Ok(Contest { name: measure.name, case: case.clone(), kind, lines })
    };
    measures.into_iter().map(contest).collect()
}

/// What is going on, beside the results.
fn say(text: &str) -> Result<()> {
    Ok(writeln!(io::stderr(), "{text}")?)
}
