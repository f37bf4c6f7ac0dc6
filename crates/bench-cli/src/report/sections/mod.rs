//! Sections of a report, one file each. Each turns a [`Subject`] and its fits into blocks. [`Study`] puts
//! the sections in order. None of them reads a clock or writes a file.

mod clusters;
mod contingency;
mod convergence;
mod how;
mod notable_samples;
mod over_seeds;
mod plane;
mod profile;
mod seeds;
mod silhouettes;
mod study;
mod subject;

use self::clusters::clusters;
use self::contingency::contingency;
use self::convergence::convergence;
pub(crate) use self::how::how;
use self::notable_samples::notable_samples;
pub(crate) use self::over_seeds::over_seeds;
pub(crate) use self::plane::clusters_of_plane;
use self::plane::{PrincipalPlane, clusters_on_plane};
pub(crate) use self::profile::{ClusterProfile, Profile};
use self::seeds::seeds;
use self::silhouettes::silhouettes;
pub(crate) use self::study::{Study, section};
pub(crate) use self::subject::Subject;
