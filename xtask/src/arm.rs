use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::cargo;

const TARGET: &str = "aarch64-unknown-linux-gnu";

/// The tools that must be there, and how to get them.
const NEEDS: &str = "it needs the standard library of 64-bit Arm (rustup target add \
     aarch64-unknown-linux-gnu, or Debian's rustc-web with libstd-rust-web-dev:arm64), a linker \
     (gcc-aarch64-linux-gnu) and an emulator (qemu-user)";

/// Builds for 64-bit Arm, runs the tests of the kernel in an emulator, and compares the files that the program
/// writes there with those of this machine.
pub(crate) fn run(_: &[String]) -> Result<()> {
    let Some(arm) = Arm::found() else { bail!("cannot build for Arm: {NEEDS}") };
    let kernel = ["test", "--package", "linalg-pca", "--lib", "--", "distance"];
    cargo::run(arm.cargo(&kernel).env("PROPTEST_CASES", "4"))?;
    cargo::run(&mut arm.cargo(&["build", "--package", "bench-cli", "--bin", "kmeans-bench"]))?;
    let program = arm.folder.join(TARGET).join("debug/kmeans-bench");
    let words = format!("{}\n{}", arm.emulator, program.display());
    let test = ["test", "--package", "bench-cli", "--test", "integration", "instruction_sets"];
    cargo::run(cargo::cargo(&test).env("KMEANS_BENCH_OF_ANOTHER_MACHINE", words))
}

/// True if [`run`] can run here.
pub(crate) fn is_possible() -> bool {
    Arm::found().is_some()
}

/// The tools that build and run programs for 64-bit Arm.
struct Arm {
    rustc: PathBuf,
    emulator: &'static str,
    folder: PathBuf,
}

impl Arm {
    fn found() -> Option<Self> {
        // The toolchain of this workspace first, then the system's.
        let rustcs = ["rustc", "/usr/bin/rustc"].map(PathBuf::from);
        let rustc = rustcs.into_iter().find(|rustc| builds_for_arm(rustc).unwrap_or(false))?;
        let emulator = ["qemu-aarch64", "qemu-aarch64-static"].into_iter().find(|it| starts(it))?;
        starts("aarch64-linux-gnu-gcc").then_some(())?;
        Some(Self { rustc, emulator, folder: cargo::root().join("target/arm") })
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo::cargo(&arguments[..1]);
        command.args(["--target", TARGET]).args(&arguments[1..]);
        let of_target = |name: &str| format!("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_{name}");
        command
            .env("RUSTC", &self.rustc)
            .env("CARGO_TARGET_DIR", &self.folder)
            .env(of_target("LINKER"), "aarch64-linux-gnu-gcc")
            .env(of_target("RUNNER"), self.emulator)
            // Some emulators do not start threads of programs that load a C library.
            .env(of_target("RUSTFLAGS"), "-C target-feature=+crt-static");
        command
    }
}

fn builds_for_arm(rustc: &Path) -> Result<bool> {
    let asked = ["--print", "target-libdir", "--target", TARGET];
    let output = Command::new(rustc).args(asked).output().context("rustc did not start")?;
    Ok(Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

fn starts(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
