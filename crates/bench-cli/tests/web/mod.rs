//! The report in a browser, as its readers have it: `cargo xtask web-test`.
//!
//! [`browser`] starts Chromium and talks to it; [`report`] opens a page that the program wrote, and
//! does what a reader does. The other files are what must be true. Without a browser they are
//! ignored.

mod accessibility;
mod appearance;
mod browser;
mod plane;
mod report;
mod tables;
