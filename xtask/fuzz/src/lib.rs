//! One function per target: it turns bytes into an input, runs our code, and compares with an oracle.
//!
//! libFuzzer calls these functions with bytes of its own (`fuzz_targets/`). `tests/main.rs` calls them
//! with every input that is kept in `corpus/` and `crashes/`.

pub mod decompositions;
pub mod fits;
pub mod labels;
pub mod models;
pub mod readers;
pub mod samples;
pub mod scalers;
pub mod scores;

/// A target: its name, and the function that checks one input.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 7] = [
    ("readers", readers::check),
    ("labels", labels::check),
    ("models", models::check),
    ("fits", fits::check),
    ("scores", scores::check),
    ("decompositions", decompositions::check),
    ("scalers", scalers::check),
];
