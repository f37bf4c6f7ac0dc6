use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use digits_data::files::{ArrayRows, stem_extension, write_labels};

use super::launched::LAUNCHED;
use super::outputs::part_of;
use crate::cli::FitArgs;
use crate::files::OutputFiles;

/// Time for all processes to end by themselves after one of them has failed.
const GRACE: Duration = Duration::from_secs(3);

/// Time between two looks at the processes.
const PAUSE: Duration = Duration::from_millis(20);

/// Runs a fit in so many processes on this machine, and joins their labels into one file.
///
/// Each is this program with the same arguments, on 127.0.0.1 and free ports. Their standard output is
/// ours, and so are the lines of their standard error. Of their errors, the first is ours.
pub(super) fn launch(arguments: &FitArgs, n_processes: usize) -> Result<()> {
    check_labels(arguments)?;
    let folder = tempfile::tempdir().context("cannot make a folder for the hosts file")?;
    let hosts = folder.path().join("hosts");
    std::fs::write(&hosts, free_addresses(n_processes)?)?;
    let (tell, lines) = channel();
    let mut processes = Vec::new();
    for process in 0..n_processes {
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments_of(std::env::args_os().skip(1)))
            .arg("--hosts")
            .arg(&hosts)
            .args(["--process", &process.to_string()])
            .env(LAUNCHED, folder.path())
            // It closes when this process ends, in whatever way.
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start a process")?;
        if let Some(stderr) = child.stderr.take() {
            let tell = tell.clone();
            thread::spawn(move || {
                for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                    // The receiver is gone only at the end of the program.
                    let _ = tell.send((process, line));
                }
            });
        }
        processes.push(child);
    }
    drop(tell);
    let printer = thread::spawn(move || print(&lines));
    let ended = Processes(processes).wait();
    // The threads that read end with the processes.
    let error = printer.join().unwrap_or_default();
    let ended = ended.map_err(|status| if error.is_empty() { status } else { anyhow!(error) });
    let joined = ended.and_then(|()| join_labels(arguments.labels.file(), n_processes));
    if joined.is_err() {
        remove_parts(arguments.labels.file(), n_processes);
    }
    joined
}

/// Refuses to replace an input by the labels. The processes check their own files.
fn check_labels(arguments: &FitArgs) -> Result<()> {
    let data = &arguments.input.file;
    let parts = std::fs::read_dir(data).into_iter().flatten().map_while(Result::ok);
    let parts: Vec<PathBuf> = parts.map(|entry| entry.path()).collect();
    let weights = arguments.weights.as_deref().map(Path::new);
    let inputs = arguments.input.files().chain(arguments.init.file()).chain(weights);
    OutputFiles::check(inputs.chain(parts.iter().map(PathBuf::as_path)), arguments.labels.file())
}

/// The running processes, which are killed if this one gives up.
struct Processes(Vec<Child>);

impl Processes {
    /// Waits for all. If one fails, the others get some time to end by themselves.
    fn wait(mut self) -> Result<()> {
        let mut failed: Option<(Instant, anyhow::Error)> = None;
        let mut running: Vec<usize> = (0..self.0.len()).collect();
        while !running.is_empty() {
            let mut still = Vec::new();
            for process in running {
                match self.0[process].try_wait()? {
                    None => still.push(process),
                    Some(status) if status.success() => {}
                    Some(status) => {
                        failed.get_or_insert_with(|| {
                            (Instant::now(), anyhow!("process {process} failed: {status}"))
                        });
                    }
                }
            }
            running = still;
            if failed.as_ref().is_some_and(|(since, _)| since.elapsed() > GRACE) {
                break;
            }
            thread::sleep(PAUSE);
        }
        failed.map_or(Ok(()), |(_, error)| Err(error))
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // A process that has ended cannot be killed, which is no error.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Finds free ports, one address per line. All are held until the last is found.
fn free_addresses(n: usize) -> Result<String> {
    let bind = |_| TcpListener::bind("127.0.0.1:0");
    let listeners: Vec<TcpListener> = (0..n).map(bind).collect::<io::Result<_>>()?;
    let line = |listener: &TcpListener| Ok(format!("{}\n", listener.local_addr()?));
    listeners.iter().map(line).collect()
}

/// Returns the arguments without `--processes N`.
fn arguments_of(all: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let (mut kept, mut skips) = (Vec::new(), false);
    for argument in all {
        let is_option = argument == "--processes";
        let has_value = argument.to_string_lossy().starts_with("--processes=");
        if !skips && !is_option && !has_value {
            kept.push(argument);
        }
        skips = is_option;
    }
    kept
}

/// Prints each line as it comes, up to the first error. Returns this error, for it ends all processes.
fn print(lines: &Receiver<(usize, String)>) -> String {
    let (mut failed, mut error) = (None, String::new());
    for (process, line) in lines {
        match (failed, line.strip_prefix("error: ")) {
            (None, Some(sentence)) => {
                failed = Some(process);
                sentence.clone_into(&mut error);
            }
            // There is nothing left to do if this cannot be written.
            (None, None) => drop(io::stderr().write_all(format!("{line}\n").as_bytes())),
            // Its causes.
            (Some(failed), None) if failed == process => error = [&error, "\n", &line].concat(),
            _ => {}
        }
    }
    error
}

/// Joins the labels of all processes, in the order of rows, and deletes their files.
fn join_labels(target: Option<&Path>, n_processes: usize) -> Result<()> {
    let Some(target) = target else { return Ok(()) };
    let parts = (0..n_processes).map(|process| part_of(target, process));
    let parts: Vec<_> = parts.filter(|path| path.exists()).collect();
    let mut files = OutputFiles::default();
    files.stage(target, |path| {
        if stem_extension(target) != "npy" {
            let mut out = File::create(path)?;
            return parts.iter().try_for_each(|part| {
                io::copy(&mut File::open(part)?, &mut out)?;
                Ok(())
            });
        }
        let mut labels: Vec<u32> = Vec::new();
        let mut buffer: Vec<f64> = Vec::new();
        for part in &parts {
            let mut rows = ArrayRows::open_column(part)?;
            let (mut at, n) = (0, rows.n_samples());
            while at < n {
                let read = rows.read(at, 1 << 16, buffer)?;
                at += read.n_samples();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a label is a u32"
                )]
                labels.extend(read.as_slice().iter().map(|&label| label as u32));
                buffer = read.into_vec();
            }
        }
        Ok(write_labels(path, &labels)?)
    })?;
    files.commit()?;
    remove_parts(Some(target), n_processes);
    Ok(())
}

fn remove_parts(target: Option<&Path>, n_processes: usize) {
    let parts = (0..n_processes).filter_map(|process| Some(part_of(target?, process)));
    // A process without rows has written none.
    parts.for_each(|part| drop(std::fs::remove_file(part)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_gets_all_arguments_but_one() {
        let of = |text: &str| arguments_of(text.split(' ').map(OsString::from));
        assert_eq!(of("fit x -k 3 --processes 2 --seed 1"), of("fit x -k 3 --seed 1"));
        assert_eq!(of("fit x --processes=2 -k 3"), of("fit x -k 3"));
    }

    #[test]
    fn addresses_are_free_and_different() {
        let text = free_addresses(3).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.dedup();
        assert_eq!(lines.len(), 3);
    }
}
