//! What a report shows of a clustering, found out file by file: each takes a [`Subject`] and what was
//! fitted to it, and makes blocks of a report. They know neither the clock nor the disk.

mod answer;
mod clusters;
mod contingency;
mod convergence;
mod how;
mod notable_samples;
pub(crate) mod numbers;
mod plane;
mod sections;
mod seeds;
mod silhouettes;
mod subject;

pub(crate) use self::answer::{answer, besides};
use self::clusters::clusters;
use self::contingency::contingency;
use self::convergence::convergence;
pub(crate) use self::convergence::{Traced, trace};
pub(crate) use self::how::how;
use self::notable_samples::notable_samples;
use self::plane::plane;
pub(crate) use self::sections::{Study, section};
use self::seeds::seeds;
use self::silhouettes::silhouettes;
pub(crate) use self::subject::Subject;
