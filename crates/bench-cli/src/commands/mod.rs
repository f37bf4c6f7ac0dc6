//! The commands that work on a user's files, one module a command: parse, read the input, fit, report.

pub(crate) mod apply;
pub(crate) mod compare;
pub(crate) mod datasets;
pub(crate) mod dist;
pub(crate) mod evaluate;
pub(crate) mod fit;
pub(crate) mod pca;
pub(crate) mod sweep;
pub(crate) mod threads;
