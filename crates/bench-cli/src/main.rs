//! The command-line program.

#[allow(dead_code, unused_imports, reason = "no report shows them yet")]
mod figures;

fn main() {}
