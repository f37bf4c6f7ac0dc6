//! Initialisations over several seeds: [`runs`] fits, [`scorer`] scores, [`statistics`] sums up and
//! compares seed by seed with the [`signed_rank`] test.

pub(crate) mod clustering;
mod runs;
mod scorer;
mod signed_rank;
mod statistics;
pub(crate) mod undefined;

pub(crate) use self::runs::{Contestant, InitRuns, Run};
pub(crate) use self::scorer::Scorer;
pub(crate) use self::statistics::{Differences, Spread};
