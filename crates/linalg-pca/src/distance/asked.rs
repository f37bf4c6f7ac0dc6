use std::env;
use std::sync::OnceLock;

/// The environment variable that chooses an instruction set: the beginning of one of the names of
/// [`instruction_sets`](super::instruction_sets), such as `portable` or `avx2`.
///
/// It is for checks that the results are the same on each of them. It is read once. A name that this
/// machine does not have changes nothing.
pub const INSTRUCTION_SET_VARIABLE: &str = "KMEANS_INSTRUCTION_SET";

/// The instruction set that the environment asks for.
pub(super) fn asked() -> Option<&'static str> {
    static ASKED: OnceLock<Option<String>> = OnceLock::new();
    ASKED.get_or_init(|| env::var(INSTRUCTION_SET_VARIABLE).ok()).as_deref()
}
