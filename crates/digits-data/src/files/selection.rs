use super::{Column, ColumnRange, Columns, Position, ReadError, ReadErrorKind, TableOptions};

/// The use of each column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) n_columns: usize,
    /// Columns that are features, in the order of a sample.
    pub(super) features: Vec<usize>,
    pub(super) label: Option<usize>,
    pub(super) weight: Option<usize>,
}

impl Selection {
    /// Looks up the requested columns. `at` is the place where the file names its columns.
    pub(super) fn new(
        options: &TableOptions,
        n_columns: usize,
        names: Option<&[String]>,
        at: Position,
    ) -> Result<Self, Box<ReadError>> {
        let lookup = Lookup { n_columns, names, at };
        let label = options.label_column.as_ref().map(|column| lookup.find(column)).transpose()?;
        let weight =
            options.weight_column.as_ref().map(|column| lookup.find(column)).transpose()?;
        let mut features = lookup.features(&options.columns)?;
        features.retain(|&column| Some(column) != label && Some(column) != weight);
        if features.is_empty() {
            let expected = "a column that is a feature";
            let found = format!("none left of {n_columns}");
            return Err(ReadError::new(ReadErrorKind::Empty, at, expected, found));
        }
        Ok(Self { n_columns, features, label, weight })
    }

    /// True if every column is a feature, in the order of the file.
    pub(super) fn is_everything(&self) -> bool {
        self.features.len() == self.n_columns
            && self.features.iter().enumerate().all(|(at, &column)| at == column)
    }

    pub(super) fn feature_names(&self, names: &[String]) -> Vec<String> {
        self.features.iter().map(|&column| names[column].clone()).collect()
    }
}

/// True if a column is requested by name, which requires a header.
pub(super) fn asks_for_names(options: &TableOptions) -> bool {
    let listed = match &options.columns {
        Columns::All => &[][..],
        Columns::Keep(list) | Columns::Drop(list) => list,
    };
    let is_name = |column: &Column| matches!(column, Column::Name(_));
    options.label_column.iter().chain(&options.weight_column).any(is_name)
        || listed.iter().any(|range| matches!(range, ColumnRange::One(Column::Name(_))))
}

/// The requested column, or the only one.
pub(super) fn only_column(
    column: Option<&Column>,
    n_columns: usize,
    names: Option<&[String]>,
    at: Position,
) -> Result<usize, Box<ReadError>> {
    let lookup = Lookup { n_columns, names, at };
    match column {
        Some(column) => lookup.find(column),
        None if n_columns == 1 => Ok(0),
        None => {
            let expected = "one column, or to be told which".to_owned();
            Err(lookup.error(expected, format!("{n_columns} columns")))
        }
    }
}

struct Lookup<'a> {
    n_columns: usize,
    names: Option<&'a [String]>,
    at: Position,
}

impl Lookup<'_> {
    fn error(&self, expected: String, found: impl Into<String>) -> Box<ReadError> {
        ReadError::new(ReadErrorKind::Column, self.at, expected, found)
    }

    fn find(&self, column: &Column) -> Result<usize, Box<ReadError>> {
        match column {
            Column::Index(index) if *index < self.n_columns => Ok(*index),
            Column::Index(index) => Err(self.error(
                format!("a column {index} (the first is 0)"),
                format!("only {} columns", self.n_columns),
            )),
            Column::Name(name) => self.find_name(name),
        }
    }

    fn find_name(&self, wanted: &str) -> Result<usize, Box<ReadError>> {
        let expected = || format!("a column called {wanted:?}");
        let names = self.names.ok_or_else(|| self.error(expected(), "no names of columns"))?;
        let mut places = (0..names.len()).filter(|&column| names[column] == wanted);
        match (places.next(), places.next()) {
            (Some(column), None) => Ok(column),
            (Some(first), Some(second)) => {
                let found = format!("it twice, in columns {first} and {second}");
                Err(self.error(expected(), found))
            }
            (None, _) => Err(self.error(expected(), listed(names))),
        }
    }

    fn features(&self, columns: &Columns) -> Result<Vec<usize>, Box<ReadError>> {
        match columns {
            Columns::All => Ok((0..self.n_columns).collect()),
            Columns::Keep(list) => self.listed(list),
            Columns::Drop(list) => {
                let mut is_dropped = vec![false; self.n_columns];
                for column in self.listed(list)? {
                    is_dropped[column] = true;
                }
                Ok((0..self.n_columns).filter(|&column| !is_dropped[column]).collect())
            }
        }
    }

    /// A feature listed twice would count double in every distance.
    fn listed(&self, list: &[ColumnRange]) -> Result<Vec<usize>, Box<ReadError>> {
        let mut is_listed = vec![false; self.n_columns];
        let mut columns = Vec::new();
        for range in list {
            let range = match range {
                ColumnRange::One(column) => {
                    let column = self.find(column)?;
                    column..column + 1
                }
                ColumnRange::Between(range) => {
                    self.find(&Column::Index(range.end.saturating_sub(1)))?;
                    range.clone()
                }
            };
            for column in range {
                if std::mem::replace(&mut is_listed[column], true) {
                    let expected = "every column once".to_owned();
                    return Err(self.error(expected, format!("column {column} asked for twice")));
                }
                columns.push(column);
            }
        }
        Ok(columns)
    }
}

fn listed(names: &[String]) -> String {
    const MOST: usize = 12;
    let mut text: Vec<_> = names.iter().take(MOST).map(|name| format!("{name:?}")).collect();
    if names.len() > MOST {
        text.push(format!("… ({} in all)", names.len()));
    }
    text.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn select(
        columns: &str,
        label: Option<&str>,
        names: Option<&[&str]>,
    ) -> Result<Vec<usize>, String> {
        let names: Option<Vec<String>> =
            names.map(|names| names.iter().map(ToString::to_string).collect());
        let options = TableOptions {
            columns: if columns.is_empty() { Columns::All } else { columns.parse().unwrap() },
            label_column: label.map(|label| label.parse().unwrap()),
            ..TableOptions::new()
        };
        Selection::new(&options, 5, names.as_deref(), Position::Line(1))
            .map(|selection| selection.features)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn columns_are_kept_dropped_and_ordered() {
        let names = Some(&["a", "b", "c", "d", "e"][..]);
        assert_eq!(select("", None, None).unwrap(), [0, 1, 2, 3, 4]);
        assert_eq!(select("3,0..2", None, None).unwrap(), [3, 0, 1]);
        assert_eq!(select("!0,c", None, names).unwrap(), [1, 3, 4]);
        assert_eq!(select("", Some("e"), names).unwrap(), [0, 1, 2, 3]);
        assert_eq!(select("0..=4", Some("2"), None).unwrap(), [0, 1, 3, 4]);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let names = Some(&["a", "b", "b", "d", "e"][..]);
        let cases = [
            (select("5", None, None), "expected a column 5 (the first is 0), found only 5 columns"),
            (select("0..9", None, None), "expected a column 8 (the first is 0), found only 5"),
            (select("x", None, None), "expected a column called \"x\", found no names of columns"),
            (select("x", None, names), "found \"a\", \"b\", \"b\", \"d\", \"e\""),
            (select("b", None, names), "\"b\", found it twice, in columns 1 and 2"),
            (
                select("0,0", None, None),
                "expected every column once, found column 0 asked for twice",
            ),
            (select("0..3,a", None, names), "found column 0 asked for twice"),
            (
                select("1", Some("1"), None),
                "expected a column that is a feature, found none left of 5",
            ),
            (select("!0..5", None, None), "found none left of 5"),
        ];
        for (result, expected) in cases {
            let message = result.unwrap_err();
            assert!(message.contains(expected), "{message}\n{expected}");
        }
    }
}
