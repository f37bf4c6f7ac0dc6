use std::collections::HashSet;

use crate::memory::{self, OutOfMemory};
use crate::{SamplesView, Scalar};

/// A feature that looks like a number for each row, not like a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LikelyId {
    /// The feature, from 0.
    pub feature: usize,
    /// True if the numbers count up by one from row to row. Otherwise they are whole and none
    /// repeats among the first 131,072.
    pub counts_up: bool,
}

/// Fewer whole numbers than this count up by chance.
const FEWEST_COUNTING_UP: usize = 5;

/// Fewer whole numbers than this are all different by chance. A name such as `id` needs only
/// [`FEWEST_WITH_NAME`].
const FEWEST_DIFFERENT: usize = 20;
const FEWEST_WITH_NAME: usize = 4;

/// Numbers of a feature that are compared with each other. More of them would need more memory than
/// a block of rows, and measurements repeat much sooner.
const MOST_SEEN: usize = 1 << 17;

/// The features that still look like row numbers or keys, while rows are read.
#[derive(Debug, Default)]
pub(super) struct LikelyIds {
    candidates: Vec<Candidate>,
    n_rows: usize,
}

/// A feature whose whole numbers count the rows up, or have not repeated yet.
#[derive(Debug)]
struct Candidate {
    feature: usize,
    first: f64,
    last: f64,
    counts_up: bool,
    never_repeats: bool,
    /// The numbers so far, if none repeats and they do not count up.
    seen: HashSet<u64>,
}

impl LikelyIds {
    /// Looks at the next rows, which may be all.
    pub(super) fn look_at<F: Scalar>(
        &mut self,
        samples: SamplesView<'_, F>,
        are_all: bool,
    ) -> Result<(), OutOfMemory> {
        if self.n_rows == 0 {
            let first = samples.row(0).iter().map(|value| value.to_f64()).enumerate();
            self.candidates =
                first.map(|(feature, value)| Candidate::new(feature, value)).collect();
        }
        let n_known = usize::from(self.n_rows == 0);
        self.n_rows += samples.n_samples();
        for candidate in &mut self.candidates {
            let feature = candidate.feature;
            let values = samples.rows().skip(n_known).map(|row| row[feature].to_f64());
            // Most columns end here, at their first fraction or negative number.
            for value in values {
                candidate.look_at(value)?;
                if !candidate.is_left() {
                    break;
                }
            }
            if are_all {
                candidate.seen = HashSet::new();
            }
        }
        self.candidates.retain(Candidate::is_left);
        Ok(())
    }

    /// Returns the features that look like ids, after the last row.
    pub(super) fn found(&self, names: Option<&[String]>) -> Vec<LikelyId> {
        let find = |candidate: &Candidate| {
            let &Candidate { feature, counts_up, never_repeats, .. } = candidate;
            let is_named = names.is_some_and(|names| is_name_of_id(&names[feature]));
            let fewest = |usual| if is_named { FEWEST_WITH_NAME } else { usual };
            if counts_up && self.n_rows >= fewest(FEWEST_COUNTING_UP) {
                return Some(LikelyId { feature, counts_up });
            }
            let is_different = never_repeats && self.n_rows >= fewest(FEWEST_DIFFERENT);
            is_different.then_some(LikelyId { feature, counts_up: false })
        };
        self.candidates.iter().filter_map(find).collect()
    }
}

impl Candidate {
    fn new(feature: usize, first: f64) -> Self {
        let counts_up = is_whole(first);
        let never_repeats = counts_up && first >= 0.0;
        Self { feature, first, last: first, counts_up, never_repeats, seen: HashSet::new() }
    }

    fn is_left(&self) -> bool {
        self.counts_up || self.never_repeats
    }

    fn look_at(&mut self, value: f64) -> Result<(), OutOfMemory> {
        // Numbers so large that 1 is lost in them repeat while they count up.
        self.never_repeats &= is_whole(value) && value >= 0.0 && !is_same(self.last, value);
        if self.counts_up && !is_same(self.last + 1.0, value) {
            self.counts_up = false;
            let mut counted = self.first;
            while self.never_repeats && counted < self.last && self.seen.len() < MOST_SEEN {
                self.insert(counted)?;
                counted += 1.0;
            }
            self.insert(self.last)?;
        }
        if !self.counts_up {
            self.insert(value)?;
        }
        self.last = value;
        Ok(())
    }

    fn insert(&mut self, value: f64) -> Result<(), OutOfMemory> {
        if self.never_repeats && self.seen.len() < MOST_SEEN {
            let n_bytes = 2 * self.seen.len();
            memory::ask(|| self.seen.try_reserve(1))
                .map_err(|_| OutOfMemory::of::<u64>(n_bytes))?;
            self.never_repeats = self.seen.insert(value.to_bits());
        }
        if !self.never_repeats {
            self.seen = HashSet::new();
        }
        Ok(())
    }
}

fn is_whole(value: f64) -> bool {
    is_same(value.trunc(), value)
}

fn is_same(one: f64, other: f64) -> bool {
    one.total_cmp(&other).is_eq()
}

/// True for `id`, `customer_id`, `CustomerID`, `index` and `row`.
fn is_name_of_id(name: &str) -> bool {
    let small = name.to_lowercase();
    matches!(small.as_str(), "id" | "index" | "row" | "key" | "rowid" | "uuid")
        || small.ends_with("_id")
        || small.ends_with(" id")
        || name.ends_with("ID")
        || name.ends_with("Id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Samples;

    fn found(values: &[f64], name: Option<&str>) -> Option<bool> {
        let samples = Samples::new(values.to_vec(), values.len(), 1).unwrap();
        let names = name.map(|name| vec![name.to_owned()]);
        let in_blocks = |n_rows: usize| {
            let mut ids = LikelyIds::default();
            for start in (0..values.len()).step_by(n_rows) {
                let rows = start..values.len().min(start + n_rows);
                ids.look_at(samples.view().slice(rows).unwrap(), false).unwrap();
            }
            ids.found(names.as_deref())
        };
        let ids = in_blocks(values.len());
        for n_rows in 1..values.len() {
            assert_eq!(in_blocks(n_rows), ids, "{values:?} in blocks of {n_rows}");
        }
        ids.first().map(|id| id.counts_up)
    }

    #[test]
    fn numbers_that_count_rows_or_never_repeat_are_likely_ids() {
        let squares: Vec<f64> = (0..20_u32).map(|x| f64::from(x * x)).collect();
        assert_eq!(found(&[7.0, 8.0, 9.0, 10.0, 11.0], None), Some(true));
        assert_eq!(found(&squares, None), Some(false));
        assert_eq!(found(&[71.0, 4.0, 9.0, 2.0], Some("customer_id")), Some(false));
        for values in [&[1.0, 2.0, 3.0][..], &[71.0, 4.0, 9.0, 2.0], &[0.5, 1.5, 2.5, 3.5, 4.5]] {
            assert_eq!(found(values, None), None, "{values:?}");
        }
        assert_eq!(found(&squares[..19], None), None);
        assert_eq!(found(&[&squares[..], &[4.0]].concat(), None), None);
        assert_eq!(found(&[3.0, 3.0, 4.0, 5.0], Some("id")), None);
        assert_eq!(found(&[3.0, 4.0, 5.0, 9.0, 4.0], Some("id")), None);
        assert_eq!(found(&[3.0, 4.0, 5.0, 9.0, 6.0], Some("id")), Some(false));
        assert_eq!(found(&[1e300, 1e300, 1e300, 5.0], Some("id")), None);
    }
}
