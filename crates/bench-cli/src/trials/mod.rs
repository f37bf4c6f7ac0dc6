//! Fits that are compared. A [`Contestant`] is an initialisation, [`runs`] fits it over several seeds,
//! [`scores`] scores each fit. [`statistics`] computes means and spreads, [`differences`] compares
//! initialisations seed by seed with the [`signed_rank`] test, [`mod@answer`] puts the outcome into words.
//! [`mod@traced`] records one fit iteration by iteration; [`clustering`] fits a user's table.

mod answer;
pub(crate) mod clustering;
mod differences;
mod runs;
mod scores;
mod signed_rank;
mod statistics;
mod traced;

pub(crate) use self::answer::{Behind, Comparison, answer, time_and_agreement};
pub(crate) use self::differences::{Differences, is_rounding};
pub(crate) use self::runs::{Contestant, Figure, InitRuns, Run, over_seeds};
pub(crate) use self::scores::{Agreement, Scorer, if_defined, silhouette};
pub use self::statistics::Seconds;
pub(crate) use self::statistics::{Spread, median};
pub(crate) use self::traced::Traced;
