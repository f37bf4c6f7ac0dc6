use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::{
    Column, ColumnPosition, ColumnRange, Columns, Contents, LeftOut, OneHot, Position, ReadError,
    ReadErrorKind, TableOptions,
};

/// The use of each column of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Selection {
    pub(super) n_columns: usize,
    /// Columns that are features, in the order of a sample.
    pub(super) features: Vec<usize>,
    pub(super) label: Option<usize>,
    pub(super) weight: Option<usize>,
    pub(super) id: Option<usize>,
    /// The features that are columns of words, with their words if they are known.
    pub(super) one_hot: BTreeMap<usize, Option<Vec<String>>>,
    /// Columns that would be features but for their contents.
    pub(super) left_out: Vec<LeftOut>,
}

impl Selection {
    /// True if a column's words are to be found, which needs all rows.
    pub(super) fn has_new_words(&self) -> bool {
        self.one_hot.values().any(Option::is_none)
    }

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
        let id = options.id_column.as_ref().map(|column| lookup.find(column)).transpose()?;
        let mut features = lookup.features(&options.columns)?;
        features.retain(|&column| ![label, weight, id].contains(&Some(column)));
        let one_hot = lookup.one_hot(&options.one_hot)?;
        for &column in one_hot.keys() {
            if features.contains(&column) {
                continue;
            }
            lookup.check_may_be_feature(column, &options.columns, [label, weight, id])?;
            features.push(column);
        }
        let selection = Self { n_columns, features, label, weight, id, one_hot, ..Self::default() };
        selection.check_is_left(at)?;
        Ok(selection)
    }

    fn check_is_left(&self, at: Position) -> Result<(), Box<ReadError>> {
        if !self.features.is_empty() {
            return Ok(());
        }
        let (expected, n_columns) = ("a column of numbers as a feature", self.n_columns);
        let found = match self.left_out.len() {
            0 => format!("none left of {n_columns}"),
            n => format!("none left of {n_columns}; {n} hold words, dates or nothing"),
        };
        Err(ReadError::new(ReadErrorKind::Empty, at, expected, found))
    }

    /// Leaves out the features whose contents are not numbers, unless the caller chose the features
    /// one by one.
    pub(super) fn leave_out(
        &mut self,
        options: &TableOptions,
        names: Option<&[String]>,
        at: Position,
        contents: impl Fn(usize) -> Option<Contents>,
    ) -> Result<(), Box<ReadError>> {
        if options.columns.are_chosen(names) {
            return Ok(());
        }
        let Self { left_out, one_hot, features, .. } = self;
        features.retain(|&index| {
            if one_hot.contains_key(&index) {
                return true;
            }
            let Some(contents) = contents(index) else { return true };
            let column = ColumnPosition::new(index, names);
            left_out.push(LeftOut { column, contents, n_numbers: 0 });
            false
        });
        self.check_is_left(at)
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
        Columns::All | Columns::Named(_) => &[][..],
        Columns::Keep(list) | Columns::Drop(list) => list,
    };
    let (ranges, known) = match &options.one_hot {
        OneHot::Columns(list) => (&list[..], &[][..]),
        OneHot::Known(known) => (&[][..], &known[..]),
    };
    let is_name = |column: &Column| matches!(column, Column::Name(_));
    let TableOptions { label_column, weight_column, id_column, .. } = options;
    label_column.iter().chain(weight_column).chain(id_column).any(is_name)
        || ranges.iter().chain(listed).any(|range| match range {
            ColumnRange::One(column) => is_name(column),
            ColumnRange::Between(first, last) => is_name(first) || is_name(last),
        })
        || known.iter().any(|known| is_name(&known.column))
}

impl Columns {
    /// True if each feature was chosen by itself, so none is left out for its contents.
    fn are_chosen(&self, names: Option<&[String]>) -> bool {
        match self {
            Self::All | Self::Drop(_) => false,
            Self::Keep(_) => true,
            Self::Named(_) => names.is_some(),
        }
    }
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
            let expected = "one column, or a choice of one".to_owned();
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
            Columns::Named(wanted) => self.named(wanted),
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

    /// Finds columns by name and names all that are missing. Without names in the file, all columns.
    fn named(&self, wanted: &[String]) -> Result<Vec<usize>, Box<ReadError>> {
        let Some(names) = self.names else { return Ok((0..self.n_columns).collect()) };
        let missing: Vec<String> =
            wanted.iter().filter(|&name| !names.contains(name)).cloned().collect();
        if !missing.is_empty() {
            let columns = if missing.len() == 1 { "a column" } else { "columns" };
            let expected = format!("{columns} called {}", listed(&missing));
            return Err(self.error(expected, listed(names)));
        }
        wanted.iter().map(|name| self.find_name(name)).collect()
    }

    /// Finds the columns of words.
    fn one_hot(
        &self,
        one_hot: &OneHot,
    ) -> Result<BTreeMap<usize, Option<Vec<String>>>, Box<ReadError>> {
        match one_hot {
            OneHot::Columns(list) => {
                Ok(self.listed(list)?.into_iter().map(|column| (column, None)).collect())
            }
            OneHot::Known(known) => known
                .iter()
                .map(|known| Ok((self.find(&known.column)?, Some(known.words.clone()))))
                .collect(),
        }
    }

    /// Refuses a column of words that is asked for in another role, or not to be read.
    fn check_may_be_feature(
        &self,
        column: usize,
        columns: &Columns,
        others: [Option<usize>; 3],
    ) -> Result<(), Box<ReadError>> {
        let is_dropped = matches!(columns, Columns::Drop(_));
        let found = match others.iter().position(|&other| other == Some(column)) {
            Some(0) => "the column of labels",
            Some(1) => "the column of weights",
            Some(_) => "the column of keys",
            None if is_dropped => "a column that is excluded",
            None => return Ok(()),
        };
        Err(self
            .error("a column of words that is a feature".to_owned(), found)
            .in_column(column, self.names))
    }

    fn range(&self, range: &ColumnRange) -> Result<RangeInclusive<usize>, Box<ReadError>> {
        let (first, last) = match range {
            ColumnRange::One(column) => (column, column),
            ColumnRange::Between(first, last) => (first, last),
        };
        // R has dots in names: `bill..mm`.
        if let (Column::Name(first), Column::Name(last)) = (first, last)
            && let Some(names) = self.names
            && let Some(column) = names.iter().position(|name| *name == format!("{first}..{last}"))
        {
            return Ok(column..=column);
        }
        // The last first: it says how many columns a range of numbers needs.
        let last = self.find(last)?;
        let first = self.find(first)?;
        if first > last {
            let found = format!("column {first} before column {last}");
            return Err(self.error("a range from a column to a later one".to_owned(), found));
        }
        Ok(first..=last)
    }

    /// A feature listed twice would count double in every distance.
    fn listed(&self, list: &[ColumnRange]) -> Result<Vec<usize>, Box<ReadError>> {
        let mut is_listed = vec![false; self.n_columns];
        let mut columns = Vec::new();
        for range in list {
            for column in self.range(range)? {
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

pub(super) fn listed(names: &[String]) -> String {
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
        assert_eq!(select("3,0..1", None, None).unwrap(), [3, 0, 1]);
        assert_eq!(select("!0,c", None, names).unwrap(), [1, 3, 4]);
        assert_eq!(select("", Some("e"), names).unwrap(), [0, 1, 2, 3]);
        assert_eq!(select("0..=4", Some("2"), None).unwrap(), [0, 1, 3, 4]);
        assert_eq!(select("0..4", Some("2"), None).unwrap(), [0, 1, 3, 4]);
        assert_eq!(select("b..d", None, names).unwrap(), [1, 2, 3]);
        assert_eq!(select("!b..c,!e", None, names).unwrap(), [0, 3]);
        assert_eq!(select("b..3", None, names).unwrap(), [1, 2, 3]);
        let dots = Some(&["a..b", "b", "2019", "d", "a"][..]);
        assert_eq!(select("a..b,name:2019", None, dots).unwrap(), [0, 2], "a name with dots");
    }

    #[test]
    fn wanted_names_are_found_in_any_order() {
        let names = ["c", "x", "a"].map(str::to_owned);
        let wanted = |wanted: &[&str]| {
            let wanted = wanted.iter().map(ToString::to_string).collect();
            let options = TableOptions { columns: Columns::Named(wanted), ..TableOptions::new() };
            Selection::new(&options, 3, Some(&names), Position::Line(1))
                .map(|selection| selection.features)
                .map_err(|error| error.expected)
        };
        assert_eq!(wanted(&["a", "c"]), Ok(vec![2, 0]));
        assert_eq!(wanted(&["a", "b", "d"]), Err("columns called \"b\", \"d\"".to_owned()));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let names = Some(&["a", "b", "b", "d", "e"][..]);
        let cases = [
            (select("5", None, None), "expected a column 5 (the first is 0), found only 5 columns"),
            (select("0..8", None, None), "expected a column 8 (the first is 0), found only 5"),
            (select("d..a", None, names), "to a later one, found column 3 before column 0"),
            (select("x", None, None), "expected a column called \"x\", found no names of columns"),
            (select("x", None, names), "found \"a\", \"b\", \"b\", \"d\", \"e\""),
            (select("b", None, names), "\"b\", found it twice, in columns 1 and 2"),
            (
                select("0,0", None, None),
                "expected every column once, found column 0 asked for twice",
            ),
            (select("0..2,a", None, names), "found column 0 asked for twice"),
            (
                select("1", Some("1"), None),
                "expected a column of numbers as a feature, found none left of 5",
            ),
            (select("!0..4", None, None), "found none left of 5"),
        ];
        for (result, expected) in cases {
            let message = result.unwrap_err();
            assert!(message.contains(expected), "{message}\n{expected}");
        }
    }
}
