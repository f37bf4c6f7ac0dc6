//! The commands that work on files of the user, one module per command: parse, read the input, compute,
//! report.

pub(crate) mod apply;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod datasets;
pub(crate) mod evaluate;
pub(crate) mod fit;
pub(crate) mod pca;
pub(crate) mod print;
pub(crate) mod sweep;
