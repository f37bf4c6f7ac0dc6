use crate::memory::OutOfMemory;
use crate::{SamplesView, Scalar};

/// A feature that looks like a number for each row, not like a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LikelyId {
    /// The feature, from 0.
    pub feature: usize,
    /// True if the numbers count up by one from row to row. Otherwise they are whole and none
    /// repeats.
    pub counts_up: bool,
}

/// Fewer whole numbers than this count up by chance.
const FEWEST_COUNTING_UP: usize = 5;

/// Fewer whole numbers than this are all different by chance. A name such as `id` needs only
/// [`FEWEST_WITH_NAME`].
const FEWEST_DIFFERENT: usize = 20;
const FEWEST_WITH_NAME: usize = 4;

/// Finds features whose whole numbers count the rows up or never repeat.
pub(super) fn likely_ids<F: Scalar>(
    samples: SamplesView<'_, F>,
    names: Option<&[String]>,
) -> Result<Vec<LikelyId>, OutOfMemory> {
    let find = |feature: usize| {
        let is_named = names.is_some_and(|names| is_name_of_id(&names[feature]));
        likely_id(samples, feature, is_named)
    };
    (0..samples.n_features()).filter_map(|feature| find(feature).transpose()).collect()
}

fn likely_id<F: Scalar>(
    samples: SamplesView<'_, F>,
    feature: usize,
    is_named: bool,
) -> Result<Option<LikelyId>, OutOfMemory> {
    let n_rows = samples.n_samples();
    let values = || samples.rows().map(|row| row[feature].to_f64());
    let counts_up = values().zip(values().skip(1)).all(|(one, next)| is_same(one + 1.0, next))
        && values().take(1).all(is_whole);
    if counts_up && n_rows >= if is_named { FEWEST_WITH_NAME } else { FEWEST_COUNTING_UP } {
        return Ok(Some(LikelyId { feature, counts_up }));
    }
    let fewest = if is_named { FEWEST_WITH_NAME } else { FEWEST_DIFFERENT };
    // Most columns end here, at their first fraction or negative number.
    if n_rows < fewest || !values().all(|value| is_whole(value) && value >= 0.0) {
        return Ok(None);
    }
    let mut seen = std::collections::HashSet::new();
    for value in values() {
        seen.try_reserve(1).map_err(|_| OutOfMemory::of::<u64>(2 * seen.len()))?;
        if !seen.insert(value.to_bits()) {
            return Ok(None);
        }
    }
    Ok(Some(LikelyId { feature, counts_up: false }))
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
        let ids = likely_ids(samples.view(), names.as_deref()).unwrap();
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
    }
}
