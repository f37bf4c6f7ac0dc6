//! The command `versus`: ourselves and what users would pick instead, side by side.
//!
//! [`cases`] says what is measured, [`data`] makes the samples ([`mnist`] reads them) and [`measures`]
//! the jobs; [`contest`] lets the contenders run [turn] by turn, as often as [`patience`] has it, each
//! behind a [`runner`]: [`ours`] in this process, the [`peers`] in [`worker`] processes. Their results, as
//! [`judge`] sees them, must be in [`agreement`] before a time counts. [`machine`] measures the limits,
//! [`tile`] the kernel alone, [`memory`] what a call takes; [`growth`] finds cost curves; [`report`] turns
//! it all into text and charts.

mod agreement;
mod cases;
mod contest;
mod data;
mod growth;
mod job;
mod judge;
mod kinds;
mod machine;
mod measures;
mod memory;
mod mnist;
mod numbers;
mod ours;
mod patience;
mod peers;
mod report;
mod results;
mod runner;
mod tile;
mod turn;
mod worker;

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::distance::Centers;
use linalg_pca::{StandardScaler, Transformer as _};

use self::cases::{Case, Choice};
use self::contest::{Line, Measure};
use self::job::{Done, Job};
use self::judge::Judge;
use self::kinds::{Data, Dtype, Kind};
use self::machine::Machine;
use self::ours::{OURS, Ours};
use self::results::{Contest, Results};
use self::runner::Runner;
use crate::cli::VersusArgs;
use crate::files::output_dir::OutputDir;

pub(crate) use self::kinds::Group;

/// Measures, writes the files, prints who is ahead.
pub(crate) fn command(arguments: &VersusArgs) -> Result<()> {
    let threads = match arguments.threads {
        Some(threads) => threads.get(),
        None => {
            std::thread::available_parallelism().context("how many threads? --threads N")?.get()
        }
    };
    let mnist = arguments.mnist.as_deref().map(mnist::read_mnist).transpose()?;
    let cases = chosen_cases(arguments, threads, mnist.as_ref())?;
    // The judge's threads, which only work while no clock runs.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().context("cannot start the threads")?;
    let folder = tempfile::tempdir().context("no room for the samples")?;
    let folder = folder.path();
    let peers = peers::start(arguments, threads, folder)?;
    say("measuring the machine")?;
    let mut results = Results::new(Machine::measure(threads), peers.about);
    let mut runners = with_ours(threads, peers.runners)?;
    let (usual, others): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|case| case.threads.is_none_or(|of_case| of_case == threads));
    for case in &usual {
        run(&mut results, case, mnist.as_ref(), folder, &mut runners)?;
        // After every case, so that a long run that is ended leaves what it has.
        write_files(&arguments.out, &results)?;
    }
    drop(runners);
    for of_threads in others.chunk_by(|a, b| a.threads == b.threads) {
        let threads = of_threads[0].threads.unwrap_or(threads);
        let mut runners = with_ours(threads, peers::start(arguments, threads, folder)?.runners)?;
        for case in of_threads {
            run(&mut results, case, mnist.as_ref(), folder, &mut runners)?;
            write_files(&arguments.out, &results)?;
        }
    }
    io::stdout().write_all(report::overview(&results).as_bytes())?;
    say(&format!("everything is in {}", arguments.out.display()))
}

fn with_ours(threads: usize, peers: Vec<Box<dyn Runner>>) -> Result<Vec<Box<dyn Runner>>> {
    let ours: Box<dyn Runner> = Box::new(Ours::new(threads)?);
    Ok(std::iter::once(ours).chain(peers).collect())
}

fn write_files(folder: &Path, results: &Results) -> Result<()> {
    let mut out = OutputDir::new(folder)?;
    for (name, text) in report::files(results)? {
        out.stage(name, &text)?;
    }
    out.commit()
}

/// The cases that were asked for, run as often as was asked for; those with other numbers of threads
/// than the rest together.
fn chosen_cases(
    arguments: &VersusArgs,
    threads: usize,
    mnist: Option<&Samples<f32>>,
) -> Result<Vec<Case>> {
    let choice = Choice {
        quick: arguments.quick,
        groups: &arguments.group,
        filter: arguments.filter.join(" "),
        threads,
    };
    let mut cases = cases::read(arguments.cases.as_deref(), &choice)?;
    if mnist.is_none() && cases.iter().any(|case| case.data == Data::Mnist) {
        say("without MNIST: --mnist FOLDER brings its files")?;
        cases.retain(|case| case.data != Data::Mnist);
    }
    ensure!(!cases.is_empty(), "no case is in these groups and has all of these words in its name");
    for case in &mut cases {
        if let (Data::Mnist, Some(mnist)) = (case.data, mnist) {
            (case.n_samples, case.n_features) = mnist.shape();
        }
        if let Some(repeats) = arguments.repeats {
            case.repeats = repeats.get();
        }
    }
    cases.sort_by_key(|case| case.threads);
    Ok(cases)
}

fn run(
    results: &mut Results,
    case: &Case,
    mnist: Option<&Samples<f32>>,
    folder: &Path,
    runners: &mut [Box<dyn Runner>],
) -> Result<()> {
    match case.dtype {
        Dtype::F32 => {
            run_typed(results, case, &data::samples::<f32>(case, mnist)?, folder, runners)
        }
        Dtype::F64 => {
            run_typed(results, case, &data::samples::<f64>(case, mnist)?, folder, runners)
        }
    }
}

/// Hands the samples to everyone, and measures all that the case asks for.
fn run_typed<F: Scalar>(
    results: &mut Results,
    case: &Case,
    samples: &Samples<F>,
    folder: &Path,
    runners: &mut [Box<dyn Runner>],
) -> Result<()> {
    let samples = samples.view();
    let block = numbers::write(&folder.join("samples"), samples)?;
    let centers = data::starting_centers(samples, case.n_clusters)?;
    numbers::write(&folder.join("start"), centers.cast::<f64>()?.view())?;
    for runner in runners.iter_mut() {
        runner.load(&block)?;
    }
    for &kind in &case.kinds {
        say(&case.name(kind))?;
        if kind == Kind::Tile {
            let tiles = tile::measure(case, &results.machine, samples, centers.view())?;
            results.tiles.extend(tiles);
        } else {
            if kind.scores_samples() {
                write_labels(samples, centers.view(), folder)?;
            }
            results.contests.extend(contests(case, kind, samples, folder, runners)?);
        }
    }
    Ok(())
}

/// The nearest of the starting centres, for each sample.
fn write_labels<F: Scalar>(
    samples: SamplesView<'_, F>,
    centers: SamplesView<'_, F>,
    folder: &Path,
) -> Result<()> {
    let labels = Judge::new(samples)?.labels(&Centers::pack(centers))?;
    let labels: Vec<f64> = labels.into_iter().map(f64::from).collect();
    numbers::write(&folder.join("labels"), Samples::new(labels, samples.n_samples(), 1)?.view())?;
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
    let contest = |name, lines| Contest { name, case: case.clone(), kind, lines };
    if measures.is_empty() {
        return Ok(vec![contest(case.name(kind), vec![Line::untimed(OURS, "converges at once")])]);
    }
    // The page clusters scaled samples.
    let scaled = match kind {
        Kind::Page => Some(StandardScaler::new().fit(samples)?.transform(samples)?),
        _ => None,
    };
    let judged = scaled.as_ref().map_or(samples, Samples::view);
    let judge = kind.fits().then(|| Judge::new(judged)).transpose()?;
    let judge = |job: &Job, done: Done| match (job, &judge) {
        (Job::Fit(fit), Some(judge)) => {
            let centers = numbers::read(&fit.centers_to, samples.n_features())?;
            Ok(vec![judge.inertia(&centers)?])
        }
        _ => Ok(done.values),
    };
    let run = |measure: Measure| {
        let lines = contest::run(runners, &measure, case.repeats, &judge)?;
        Ok(contest(measure.name, lines))
    };
    measures.into_iter().map(run).collect()
}

/// What is going on, beside the results.
fn say(text: &str) -> Result<()> {
    Ok(writeln!(io::stderr(), "{text}")?)
}
