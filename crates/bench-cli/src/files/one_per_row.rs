//! Values for the rows of a table, from a file of their own.

use anyhow::Result;
use digits_data::Error;
use digits_data::files::{Header, ReadErrorKind};

/// Reads one value per row of a table. `lengths` are the accepted numbers of rows.
///
/// The file alone may not show if its first line is a header, but the number of lines does. One
/// extra leading word is a header. One extra leading number is a header only if `header` says so,
/// because the file may also be too long.
pub(crate) fn one_per_row<V: PerRow>(
    lengths: &[usize],
    header: Header,
    read: impl Fn(Header) -> Result<V>,
) -> Result<V> {
    let fits = |values: &V| lengths.contains(&values.n_rows());
    // A binary file has no header, and a pipe cannot be read twice, so these keep the first result.
    let again = |header| read(header).ok().filter(fits);
    let found = match read(Header::Auto) {
        Err(error) if is_ambiguous(&error) => {
            let readings = match header {
                Header::Auto => [again(Header::Yes), again(Header::No)],
                told => [again(told), None],
            };
            return match readings {
                [Some(only), None] | [None, Some(only)] => Ok(only),
                _ => Err(error),
            };
        }
        found => found?,
    };
    if fits(&found) {
        return Ok(found);
    }
    let may_be_named = header == Header::Yes || found.may_begin_with_name();
    let named = may_be_named.then(|| again(Header::Yes)).flatten();
    Ok(named.or_else(|| again(Header::No).filter(V::has_words_below)).unwrap_or(found))
}

fn is_ambiguous(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref();
    matches!(error, Some(Error::Read(read)) if read.kind == ReadErrorKind::AmbiguousHeader)
}

/// Values of which each row of a table has one.
pub(crate) trait PerRow {
    fn n_rows(&self) -> usize;

    /// True if the first value may be the name of the column.
    fn may_begin_with_name(&self) -> bool;

    /// True if a value after the first is a word.
    fn has_words_below(&self) -> bool;
}

impl<T: MayBeName> PerRow for Vec<T> {
    fn n_rows(&self) -> usize {
        self.len()
    }

    fn may_begin_with_name(&self) -> bool {
        self.first().is_some_and(T::may_be_name)
    }

    fn has_words_below(&self) -> bool {
        self.iter().skip(1).any(T::may_be_name)
    }
}

/// Values that may turn out to be the name of a column.
pub(crate) trait MayBeName {
    fn may_be_name(&self) -> bool;
}

impl MayBeName for f64 {
    fn may_be_name(&self) -> bool {
        false
    }
}

impl MayBeName for String {
    fn may_be_name(&self) -> bool {
        self.parse::<f64>().is_err()
    }
}

impl<T: MayBeName> MayBeName for Option<T> {
    fn may_be_name(&self) -> bool {
        self.as_ref().is_some_and(T::may_be_name)
    }
}

/// The end of an error message about a file with one line too many.
pub(crate) fn hint_at_header(n_found: usize, n_expected: usize) -> &'static str {
    if n_found == n_expected + 1 {
        " (if the first is the name of the column, say `--header yes`)"
    } else {
        ""
    }
}
