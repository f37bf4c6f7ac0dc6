use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use bench_cli::OutputFiles;
use digits_data::files::{TableOptions, read_table};
use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::distance::Centers;
use linalg_pca::{StandardScaler, Transformer as _};

use crate::cases::{Case, Choice, Data, Dtype, Given, Kind, read_mnist, samples, starting_centers};
use crate::cli::Arguments;
use crate::contest::{Line, Measure, measures};
use crate::job::{Done, Job, Runner, numbers};
use crate::judge::Judge;
use crate::machine::{Machine, tile};
use crate::ours::{OURS, Ours};
use crate::report::{Contest, Race, Results};
use crate::{cases, contest, peers, report};

/// Measures all cases, writes the files and prints who is ahead.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let threads = match arguments.threads {
        Some(threads) => threads.get(),
        None => {
            std::thread::available_parallelism().context("how many threads? --threads N")?.get()
        }
    };
    let given = Given {
        mnist: arguments.mnist.as_deref().map(read_mnist).transpose()?,
        embeddings: arguments.embeddings.as_deref().map(read_embeddings).transpose()?,
    };
    let cases = chosen_cases(arguments, threads, &given)?;
    // The judge's threads work only while no clock runs.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().context("cannot start the threads")?;
    let folder = tempfile::tempdir().context("no room for the samples")?;
    say("measuring the machine")?;
    let results = Results { machine: Machine::measure(threads), ..Results::default() };
    let mut run = Run { folder: folder.path(), results, runners: Vec::new() };
    for of_threads in cases.chunk_by(|a, b| a.threads_of(threads) == b.threads_of(threads)) {
        let threads = of_threads[0].threads_of(threads);
        // The peers before have ended when others start.
        run.runners = vec![Box::new(Ours::new(threads)?)];
        let peers = peers::start(arguments, threads, run.folder)?;
        if run.results.contenders.is_empty() {
            run.results.contenders = peers.about;
        }
        run.runners.extend(peers.runners);
        for case in of_threads {
            match case.dtype {
                Dtype::F32 => run.case(case, samples::<f32>(case, &given)?.view())?,
                Dtype::F64 => run.case(case, samples::<f64>(case, &given)?.view())?,
            }
            // After every case: a long run that is ended leaves what it has.
            write_files(&arguments.out, &run.results)?;
        }
    }
    io::stdout().write_all(report::overview(&run.results).as_bytes())?;
    say(&format!("everything is in {}", arguments.out.display()))
}

fn read_embeddings(path: &Path) -> Result<Samples<f32>> {
    Ok(read_table(path, &TableOptions::new())?.samples)
}

fn write_files(folder: &Path, results: &Results) -> Result<()> {
    let mut files = OutputFiles::default();
    for (name, text) in report::files(results)? {
        files.stage_in(folder, name, &text)?;
    }
    files.commit()
}

/// Reads the cases that the arguments choose. Cases with the same number of threads stand together, and
/// those with the usual number come first.
fn chosen_cases(arguments: &Arguments, threads: usize, given: &Given) -> Result<Vec<Case>> {
    let choice = Choice {
        quick: arguments.quick,
        groups: &arguments.group,
        filter: arguments.filter.join(" "),
        threads,
    };
    let mut cases = cases::read(arguments.cases.as_deref(), &choice)?;
    for (data, hint) in [
        (Data::Mnist, "without MNIST: --mnist FOLDER brings its files"),
        (Data::Embeddings, "without real embeddings: --embeddings FILE brings them"),
    ] {
        let is_missing = |case: &Case| case.data == data && given.of(data) == Some(&None);
        if cases.iter().any(is_missing) {
            say(hint)?;
            cases.retain(|case| !is_missing(case));
        }
    }
    ensure!(!cases.is_empty(), "no case is in these groups and has all of these words in its name");
    for case in &mut cases {
        if let Some(Some(given)) = given.of(case.data) {
            (case.shape[0], case.shape[1]) = given.shape();
        }
        if let Some(repeats) = arguments.repeats {
            case.repeats = repeats.get();
        }
    }
    cases.sort_by_key(|case| (case.threads_of(threads) != threads, case.threads));
    Ok(cases)
}

/// All contenders with the same number of threads, and their results so far.
struct Run<'a> {
    /// Holds the samples, centres and labels that jobs read and write.
    folder: &'a Path,
    results: Results,
    /// Ours first.
    runners: Vec<Box<dyn Runner>>,
}

impl Run<'_> {
    /// Hands the samples to all runners and measures every kind of the case.
    fn case<F: Scalar>(&mut self, case: &Case, samples: SamplesView<'_, F>) -> Result<()> {
        let block = numbers::write(&self.folder.join("samples"), samples)?;
        let centers = starting_centers(samples, case.shape[2])?;
        numbers::write(&self.folder.join("start"), centers.cast::<f64>()?.view())?;
        for runner in &mut self.runners {
            runner.load(&block)?;
        }
        for &kind in &case.kinds {
            say(&case.name(kind))?;
            if kind == Kind::Quality {
                let judge = Judge::new(samples)?;
                let judge = |job: &Job, _| {
                    let Job::Quality(fit) = job else { bail!("not a fit out of the box") };
                    let centers = numbers::read(&fit.centers_to, samples.n_features())?;
                    Ok(vec![judge.inertia(&centers)?])
                };
                let racers = contest::race(&mut self.runners, case, self.folder, &judge)?;
                self.results.races.push(Race { name: case.name(kind), case: case.clone(), racers });
            } else if kind == Kind::Tile {
                let tiles = tile::measure(case, &self.results.machine, samples, centers.view())?;
                self.results.tiles.extend(tiles);
            } else {
                if kind.scores_samples() {
                    self.write_labels(samples, centers.view())?;
                }
                let contests = self.contests(case, kind, samples)?;
                self.results.contests.extend(contests);
            }
        }
        Ok(())
    }

    /// Writes the label of each sample: the nearest starting centre.
    fn write_labels<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        centers: SamplesView<'_, F>,
    ) -> Result<()> {
        let labels = Judge::new(samples)?.labels(&Centers::pack(centers))?;
        let labels: Vec<f64> = labels.into_iter().map(f64::from).collect();
        let labels = Samples::new(labels, samples.n_samples(), 1)?;
        numbers::write(&self.folder.join("labels"), labels.view())?;
        Ok(())
    }

    fn contests<F: Scalar>(
        &mut self,
        case: &Case,
        kind: Kind,
        samples: SamplesView<'_, F>,
    ) -> Result<Vec<Contest>> {
        let measures = measures(case, kind, samples, self.folder, self.runners[0].as_mut())?;
        let contest = |name, lines| Contest { name, case: case.clone(), kind, lines };
        if measures.is_empty() {
            return Ok(vec![contest(
                case.name(kind),
                vec![Line::untimed(OURS, "converges at once")],
            )]);
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
            let lines = contest::run(&mut self.runners, &measure, case.repeats, &judge)?;
            Ok(contest(measure.name, lines))
        };
        measures.into_iter().map(run).collect()
    }
}

/// Reports progress beside the results.
fn say(text: &str) -> Result<()> {
    Ok(writeln!(io::stderr(), "{text}")?)
}
