use crate::files::selection::Selection;
use crate::files::{Columns, Position, ReadError, ReadErrorKind, TableOptions};

/// Refuses the index of a pandas table as a feature, unless the caller chose the columns. An index
/// is not a property of a sample, but would count in every distance.
pub(super) fn check_index(
    names: &[String],
    selection: &Selection,
    options: &TableOptions,
) -> Result<(), Box<ReadError>> {
    let is_index = |column: &usize| is_name_of_index(&names[*column]);
    let found: Vec<usize> = selection.features.iter().copied().filter(is_index).collect();
    let Some(&first) = found.first().filter(|_| options.columns == Columns::All) else {
        return Ok(());
    };
    let listed: Vec<&str> = found.iter().map(|&column| names[column].as_str()).collect();
    let others = format!("`!{}` for all but the index", listed.join(","));
    let expected = format!("a choice of the columns to read ({others})");
    let (kind, found) = (ReadErrorKind::AmbiguousHeader, "the index of a pandas table");
    Err(ReadError::new(kind, Position::File, expected, found).in_column(first, Some(names)))
}

/// True for the name that pandas gives to an index, or a level of one, without a name.
fn is_name_of_index(name: &str) -> bool {
    let level = name.strip_prefix("__index_level_").and_then(|rest| rest.strip_suffix("__"));
    level.is_some_and(|level| level.parse::<usize>().is_ok())
}
