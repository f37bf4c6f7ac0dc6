use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// One part of a long command.
pub(crate) struct Step {
    name: String,
    run: Box<dyn Fn() -> Result<()>>,
}

impl Step {
    pub(crate) fn new(name: impl Into<String>, run: impl Fn() -> Result<()> + 'static) -> Self {
        Self { name: name.into(), run: Box::new(run) }
    }

    /// Another command of xtask, called with these arguments.
    pub(crate) fn command(
        name: &str,
        run: fn(&[String]) -> Result<()>,
        arguments: &'static [&'static str],
    ) -> Self {
        let arguments: Vec<String> =
            arguments.iter().map(|&argument| argument.to_owned()).collect();
        Self::new(name, move || run(&arguments))
    }
}

/// Takes the steps in their order, stops at the first that fails, and says how long each took.
pub(crate) fn run(command: &str, steps: &[Step]) -> Result<()> {
    let mut times = Vec::new();
    for (number, step) in (1..).zip(steps) {
        println!("\n=== {number}/{} {}", steps.len(), step.name);
        let start = Instant::now();
        (step.run)().with_context(|| {
            format!("{command} stopped at step {number} of {}, {}", steps.len(), step.name)
        })?;
        times.push(start.elapsed());
    }
    summarise(steps, &times);
    Ok(())
}

fn summarise(steps: &[Step], times: &[Duration]) {
    println!("\n=== all {} steps passed", steps.len());
    for (step, time) in steps.iter().zip(times) {
        println!("{:>5} s  {}", time.as_secs(), step.name);
    }
    println!("{:>5} s  in all", times.iter().sum::<Duration>().as_secs());
}
