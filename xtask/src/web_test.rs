use std::ffi::OsString;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use crate::cargo;

/// Names of installed Chromium programs.
const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Opens the report in a browser and holds it to what it promises; pictures of it stay in
/// `target/web-test`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let browser = browser().context(
        "the web test needs Chromium: install it (Debian: apt-get install chromium), or say where \
         it is with the environment variable CHROMIUM",
    )?;
    let out = cargo::root().join("target").join("web-test");
    // The whole workspace, so that what `cargo xtask test` has built is not built again.
    let build = ["test", "--workspace", "--all-features", "--test", "integration"];
    let mut command = cargo::cargo(&build);
    command.env("CHROMIUM", browser).env("WEB_TEST_OUT", &out);
    cargo::run(command.args(["--", "web::", "--ignored"]).args(arguments))?;
    println!("pictures of the page are in {}", out.display());
    Ok(())
}

/// The one that the user names, or the first that answers.
fn browser() -> Option<OsString> {
    std::env::var_os("CHROMIUM").or_else(|| {
        let names = BROWSERS.into_iter().map(OsString::from);
        names.into_iter().find(|name| {
            let mut command = Command::new(name);
            let version = command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
            version.status().is_ok_and(|status| status.success())
        })
    })
}
