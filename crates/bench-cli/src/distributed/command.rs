use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use digits_data::Scalar;

use super::connect::connect;
use super::exchange::Exchange;
use super::fit::Fit;
use super::handshake::{Hello, Refused, handshake};
use super::listing::{Listing, open_table};
use super::outputs::{self, Report};
use super::settings;
use super::share::{Share, check_weights};
use super::watchdog::Watchdog;
use super::wire::Wire;
use super::{checkpoint, hosts, launch, launched};
use crate::cli::usage::UsageError;
use crate::cli::{FitArgs, Precision};
use crate::commands::print::rendered;
use crate::files::OutputFiles;

/// Starts the processes of a fit, or runs as one of them.
pub(crate) fn command(arguments: &FitArgs) -> Result<()> {
    settings::check(arguments)?;
    let given = &arguments.distributed;
    if let Some(n_processes) = given.processes {
        return launch::launch(arguments, n_processes.get());
    }
    let (Some(file), Some(me)) = (&given.hosts, given.process) else {
        bail!(UsageError("`--hosts FILE` and `--process I` belong together".to_owned()));
    };
    launched::end_with_launcher()?;
    let hosts = hosts::read(file)?;
    if me >= hosts.len() {
        let message = format!(
            "{} has {} addresses, so there is no process {me}",
            file.display(),
            hosts.len()
        );
        bail!(UsageError(message));
    }
    let patience = given.patience;
    let connections = connect(&hosts, me, patience)?;
    let watchdog = Watchdog::start(&hosts, connections.control, patience)?;
    let n_sent = Arc::new(AtomicU64::new(0));
    let wire = |stream| Wire::new(stream, Arc::clone(&n_sent), patience);
    let wires = connections.data.into_iter().map(|it| it.map(wire)).collect();
    let done = run(arguments, &hosts, me, wires, Arc::clone(&n_sent));
    match done {
        Ok((files, report)) => {
            watchdog.finish();
            files.commit()?;
            if let (0, Some(folder)) = (me, &given.checkpoint) {
                checkpoint::delete(folder);
            }
            let Some(report) = report else { return Ok(()) };
            let text = rendered(arguments.run.format, &report, Report::to_table)?;
            Ok(io::stdout().write_all(text.as_bytes())?)
        }
        Err(error) => {
            let sentence = if error.is::<Refused>() {
                error.to_string()
            } else {
                format!("process {me} at {} ended: {error:#}", hosts[me])
            };
            watchdog.fail(&sentence);
            Err(error)
        }
    }
}

/// The files that are ready, and in process 0 the report.
type Done = (OutputFiles, Option<Report>);

fn run(
    arguments: &FitArgs,
    hosts: &[SocketAddr],
    me: usize,
    wires: Vec<Option<Wire>>,
    n_sent: Arc<AtomicU64>,
) -> Result<Done> {
    let precision = settings::precision(arguments)?;
    let own = Own { arguments, hosts, me, precision };
    match precision {
        Precision::F64 => own.fit::<f64>(wires, n_sent),
        Precision::F32 => own.fit::<f32>(wires, n_sent),
    }
}

struct Own<'a> {
    arguments: &'a FitArgs,
    hosts: &'a [SocketAddr],
    me: usize,
    precision: Precision,
}

impl Own<'_> {
    fn fit<F: Scalar>(&self, mut wires: Vec<Option<Wire>>, n_sent: Arc<AtomicU64>) -> Result<Done> {
        let Self { arguments, hosts, me, precision } = *self;
        let given = &arguments.distributed;
        let start = Instant::now();
        // 1. Agree on what is done.
        let data = &arguments.input.file;
        let listing = Listing::of(data, open_table)?;
        let weights = settings::weights(arguments)?;
        let of_weights =
            weights.as_deref().map(|path| check_weights(path, &listing)).transpose()?;
        let kmeans = settings::kmeans(arguments, listing.n_features)?;
        let settings = settings::settings(arguments, precision)?;
        self.check_outputs(weights.as_deref())?;
        if let (0, Some(folder), false) = (me, &given.checkpoint, given.resume) {
            checkpoint::check_is_new(folder)?;
        }
        let hello = Hello { settings: settings.clone(), data: listing, weights: of_weights };
        let layout = handshake(hosts, &mut wires, hello)?;
        // 2. Fit.
        let mut exchange = Exchange::new(me, wires, n_sent)?;
        let mut share = Share::open(data, weights.as_deref(), &layout, me)?;
        let fit = Fit {
            kmeans: &kmeans,
            layout: &layout,
            settings: &settings,
            checkpoint: given.checkpoint.as_deref(),
            resume: given.resume,
        };
        let found = fit.run::<F>(&mut exchange, &mut share)?;
        // 3. Make the files ready. When all processes have, each moves its own.
        let mut files = OutputFiles::beside([data.as_path()]);
        let seconds = start.elapsed().as_secs_f64();
        let results = (&kmeans, &layout, &found);
        let report = outputs::stage(&mut files, &mut exchange, arguments, results, seconds)?;
        exchange.gather(&())?;
        // Its worker would wait for the other processes.
        std::mem::forget(exchange);
        Ok((files, report))
    }

    /// Refuses output files before any work is done.
    fn check_outputs(&self, weights: Option<&Path>) -> Result<()> {
        let Self { arguments, me, .. } = *self;
        let inputs = [arguments.input.file.as_path()].into_iter().chain(weights);
        let labels = arguments.labels.file().map(|path| outputs::part_of(path, me));
        let model = arguments.model.as_deref().filter(|_| me == 0);
        OutputFiles::check(
            inputs.chain(arguments.init.file()),
            model.into_iter().chain(labels.as_deref()),
        )
        .context("the outputs cannot be written")
    }
}
