//! The choice of a backend in tests, where the fastest would hide the others.

use std::cell::Cell;

use rayon::ThreadPoolBuilder;

thread_local! {
    static CHOSEN: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// The name of the backend that this thread is to use, if one was chosen.
pub(super) fn chosen() -> Option<&'static str> {
    CHOSEN.get()
}

/// Runs `work` on two threads that use the backend of this name.
pub(super) fn with_backend<T: Send>(name: &'static str, work: impl FnOnce() -> T + Send) -> T {
    let pool = ThreadPoolBuilder::new().num_threads(2);
    let pool = pool.start_handler(move |_| CHOSEN.set(Some(name))).build().unwrap();
    pool.install(work)
}
