use std::env;
use std::sync::OnceLock;

/// The environment variable that chooses an instruction set: the beginning of one of the names of
/// [`instruction_sets`](super::instruction_sets), such as `portable` or `avx2`.
///
/// It is for checks that the results are the same on each of them. It is read once. A name that this
/// machine does not have changes nothing.
pub const INSTRUCTION_SET_VARIABLE: &str = "KMEANS_INSTRUCTION_SET";

/// True for an instruction set that the environment asks for, and for every one if it asks for none.
///
/// ```
/// use linalg_pca::distance::{instruction_sets, is_asked_for};
///
/// assert!(instruction_sets().any(is_asked_for), "the environment asks for another machine");
/// ```
pub fn is_asked_for(instruction_set: &str) -> bool {
    asked().is_none_or(|asked| instruction_set.starts_with(asked))
}

/// True if the environment asks for plain Rust, and not for any set.
pub(super) fn asks_for_portable() -> bool {
    asked().is_some_and(|asked| !asked.is_empty() && "portable".starts_with(asked))
}

fn asked() -> Option<&'static str> {
    static ASKED: OnceLock<Option<String>> = OnceLock::new();
    ASKED.get_or_init(|| env::var(INSTRUCTION_SET_VARIABLE).ok()).as_deref()
}
