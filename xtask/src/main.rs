//! The workspace's own commands: `cargo xtask COMMAND`, one file each.
//!
//! They spawn cargo and read the source tree. They depend on no crate of the workspace, so that the
//! rules can be checked whatever state the crates are in.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to a person")]

mod arm;
mod bench;
mod breaks;
mod cargo;
mod ci;
mod deep;
mod dist;
mod fuzz;
mod layers;
mod lint;
mod perf;
mod prop;
mod python;
mod scale;
mod steps;
mod succeed;
mod suggest;
mod test;
mod versus;
mod versus_sklearn;
mod web_test;

use std::process::ExitCode;

type Run = fn(&[String]) -> anyhow::Result<()>;

struct Command {
    name: &'static str,
    /// The arguments that may follow the name.
    takes: &'static str,
    summary: &'static str,
    run: Run,
}

const COMMANDS: [Command; 16] = [
    Command {
        name: "bench",
        takes: "[ARGS…]",
        summary: "the comparison: table, pictures, page; ARGS go to `kmeans-bench gallery`",
        run: bench::run,
    },
    Command {
        name: "versus",
        takes: "[ARGS…]",
        summary: "speed beside our peers; ARGS go to the program `versus`",
        run: versus::run,
    },
    Command {
        name: "perf",
        takes: "[ARGS…]",
        summary: "the groups of `versus` that measure the crate kmeans-core; ARGS as for versus",
        run: perf::run,
    },
    Command {
        name: "dist",
        takes: "",
        summary: "man pages and shell completions, into target/dist",
        run: dist::run,
    },
    Command {
        name: "test",
        takes: "[ARGS…]",
        summary: "every test, documentation included; ARGS go to `cargo test`",
        run: test::run,
    },
    Command {
        name: "prop",
        takes: "[--cases N] [ARGS…]",
        summary: "the property tests alone, with N random cases each (1000)",
        run: prop::run,
    },
    Command {
        name: "fuzz",
        takes: "[--seconds N] [TARGET…]",
        summary: "random bytes against readers, models, fits, scores: N seconds a target (60)",
        run: fuzz::run,
    },
    Command {
        name: "versus-sklearn",
        takes: "[--cases N] [--case N]",
        summary: "random cases beside scikit-learn: every disagreement (2000 cases)",
        run: versus_sklearn::run,
    },
    Command {
        name: "arm",
        takes: "",
        summary: "the kernel's tests and the program on 64-bit Arm, in an emulator: the same bytes",
        run: arm::run,
    },
    Command {
        name: "breaks",
        takes: "[NAME…]",
        summary: "deliberate faults in a copy of the sources: each must turn a test red",
        run: breaks::run,
    },
    Command {
        name: "scale",
        takes: "[PART…]",
        summary: "fits larger than memory or over several processes: results, faults, cost model",
        run: scale::run,
    },
    Command {
        name: "web-test",
        takes: "[ARGS…]",
        summary: "the report in Chromium, with pictures of it; ARGS go to the test",
        run: web_test::run,
    },
    Command {
        name: "lint",
        takes: "",
        summary: "formatting, clippy, unused dependencies, documentation",
        run: lint::run,
    },
    Command {
        name: "layers",
        takes: "",
        summary: "the repository's own rules: dependencies, licences, imports, READMEs, checksums, tests",
        run: layers::run,
    },
    Command {
        name: "deep",
        takes: "",
        summary: "what takes too long for ci: libraries alone, packages, prop, scale, breaks, fuzz, …",
        run: deep::run,
    },
    Command {
        name: "ci",
        takes: "",
        summary: "layers, lint, test, web-test, then each library crate alone",
        run: ci::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let name = arguments.first().map_or("help", String::as_str);
    if matches!(name, "help" | "--help" | "-h") {
        println!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        let hint = suggest::nearest(name, COMMANDS.iter().map(|command| command.name))
            .map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"));
        eprintln!("there is no command `{name}`{hint}\n\n{}", usage());
        return ExitCode::from(2);
    };
    let arguments = &arguments[1..];
    let asks_for_help = matches!(arguments, [only] if only == "--help" || only == "-h");
    // The benchmarks have pages of their own to show.
    if asks_for_help && !matches!(command.name, "bench" | "versus" | "perf") {
        let call = format!("cargo xtask {} {}", command.name, command.takes);
        println!("{}: {}", call.trim_end(), command.summary);
        return ExitCode::SUCCESS;
    }
    if command.takes.is_empty() && !arguments.is_empty() {
        eprintln!("cargo xtask {} takes no arguments", command.name);
        return ExitCode::from(2);
    }
    match (command.run)(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&error),
    }
}

fn usage() -> String {
    let line = |Command { name, takes, summary, .. }: &Command| {
        let call = format!("{name} {takes}");
        format!("\n  {call:<25} {summary}")
    };
    format!("Usage: cargo xtask COMMAND\n{}", COMMANDS.iter().map(line).collect::<String>())
}

/// The arguments of a command line without quotes.
#[cfg(test)]
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Prints the error. If cargo failed, it has already said why, so its exit code is ours.
fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("xtask: {error:#}");
    let code = error.downcast_ref::<cargo::Failed>().and_then(|failed| failed.code);
    ExitCode::from(code.unwrap_or(1))
}
