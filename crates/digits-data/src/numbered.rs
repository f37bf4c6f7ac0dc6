use std::fmt::Write as _;

use crate::reserved::reserve;
use crate::{Error, memory};

/// Makes names such as `x0`, `x1`, …, from 0.
pub(crate) fn numbered(
    prefix: &str,
    count: usize,
    what: &'static str,
) -> Result<Vec<String>, Error> {
    let too_large = |_| Error::TooLarge { n_rows: count, what, n_features: 1 };
    let mut names = reserve(count, what, 1)?;
    for number in 0..count {
        let mut name = String::new();
        memory::ask(|| name.try_reserve_exact(prefix.len() + LONGEST_NUMBER)).map_err(too_large)?;
        // Writing to a string cannot fail.
        let _ = write!(name, "{prefix}{number}");
        names.push(name);
    }
    Ok(names)
}

/// Digits of 2^64.
const LONGEST_NUMBER: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_from_0() {
        assert_eq!(numbered("x", 2, "feature names").unwrap(), ["x0", "x1"]);
    }
}
