use super::numbers::whole_numbers;
use crate::files::delimited::records::Preview;
use crate::files::selection::Selection;
use crate::files::{Columns, Position, ReadError, ReadErrorKind, TableOptions};

/// Refuses row numbers as features, unless the caller chose the columns.
///
/// Some programs write row numbers into a first column without a name. These numbers need not count up or
/// differ: sorted, sampled or merged rows keep their old numbers.
pub(crate) fn check_row_numbers(
    preview: &Preview,
    names: Option<&[String]>,
    selection: &Selection,
    options: &TableOptions,
    at: Position,
) -> Result<(), Box<ReadError>> {
    let below = preview.rows.get(1..).unwrap_or_default();
    // A file with names only is refused later, because it has no rows.
    let is_empty = below.is_empty() && preview.is_all;
    let Some(names) = names.filter(|_| options.columns == Columns::All && !is_empty) else {
        return Ok(());
    };
    let features = &selection.features;
    let is_whole = |column| below.iter().all(|row| whole_numbers(row, &[column]).is_some());
    let may_number_rows = |&column: &usize| {
        features.get(column) == Some(&column) && is_unnamed(&names[column]) && is_whole(column)
    };
    let n_columns = (0..names.len()).take_while(may_number_rows).count();
    if n_columns == 0 || n_columns == features.len() {
        return Ok(());
    }
    let others = match n_columns {
        1 => "`!0` for all but this".to_owned(),
        n => format!("`!0..{}` for all but these", n - 1),
    };
    let expected = format!("a name or a choice of the columns to read ({others})");
    let found = "a column without a name that may hold row numbers";
    let error = ReadError::new(ReadErrorKind::AmbiguousHeader, at, expected, found);
    Err(error.in_column(0, Some(names)))
}

/// pandas calls a column without a name `Unnamed: 0`.
fn is_unnamed(name: &str) -> bool {
    name.is_empty() || name.starts_with("Unnamed: ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::delimited::records::plain_preview;

    fn check(text: &str, is_all: bool, options: &TableOptions) -> Result<(), String> {
        let preview = plain_preview(text, is_all, b',');
        let name = |name: &Vec<u8>| String::from_utf8(name.clone()).unwrap();
        let names: Vec<String> = preview.rows[0].iter().map(name).collect();
        let at = Position::Line(1);
        let selection = Selection::new(options, names.len(), Some(&names), at).unwrap();
        check_row_numbers(&preview, Some(&names), &selection, options, at).map_err(|error| {
            assert_eq!(error.kind, ReadErrorKind::AmbiguousHeader);
            error.expected
        })
    }

    #[test]
    fn row_numbers_are_no_feature_by_accident() {
        let all = TableOptions::new();
        let numbered = [
            ",a\n0,5\n1,7\n",
            ",a,b\n1,5,2\n2,7,3\n3,1,1\n",
            ",a\n17,5\n3,7\n-9223372036854775808,1\n",
            ",a\n0,5\n1,7\n0,5\n",
            "Unnamed: 0,a\n4,5\n2,7\n",
            ",a\n0,5\n",
        ];
        for text in numbered {
            assert!(check(text, true, &all).unwrap_err().contains("`!0` for"), "{text:?}");
            for columns in ["!0", "0..1"] {
                let chosen = TableOptions { columns: columns.parse().unwrap(), ..all.clone() };
                assert_eq!(check(text, true, &chosen), Ok(()), "{text:?}");
            }
            let label = TableOptions { label_column: Some("0".parse().unwrap()), ..all.clone() };
            assert_eq!(check(text, true, &label), Ok(()), "{text:?}");
        }
        let twice = check(",Unnamed: 0,a\n0,0,5\n1,1,7\n", true, &all).unwrap_err();
        assert!(twice.contains("`!0..1` for all but these"), "{twice}");
        assert!(check(",a\n", false, &all).is_err(), "its rows were not looked at");
    }

    #[test]
    fn what_has_a_name_or_a_fraction_is_a_feature() {
        for text in ["i,a\n0,5\n1,7\n", ",a\n0.5,5\n1.5,7\n", ",a\n,5\n1,7\n", ",a\n", ",\n0,1\n"] {
            assert_eq!(check(text, true, &TableOptions::new()), Ok(()), "{text:?}");
        }
    }
}
