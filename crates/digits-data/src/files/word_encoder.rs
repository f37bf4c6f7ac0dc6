//! Columns of words as features 0 and 1, one per word.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::selection::{Selection, listed};
use super::{Column, OneHotColumn, Position, ReadError, ReadErrorKind};
use crate::{Scalar, memory};

/// More words have no clusters to tell apart, and fill the memory. Countries are fewer.
const MOST_WORDS: usize = 256;

/// Fewer rows may have different words by chance.
const FEWEST_ROWS_OF_A_KEY: usize = 20;

/// Encodes words while rows are read. Until all words are known, a sample has the number of a word in
/// place of its features.
#[derive(Default)]
pub(super) struct Encoder {
    /// For each column of the samples, its words if it has words.
    columns: Vec<Option<Words>>,
}

/// The different words of a column.
struct Words {
    numbers: HashMap<String, usize>,
    /// True if they come from an earlier table.
    are_known: bool,
}

/// The features of a table, after words became features.
pub(super) struct Features {
    pub(super) names: Option<Vec<String>>,
    /// The number of each feature's column in the file.
    pub(super) columns: Vec<usize>,
    pub(super) one_hot: Vec<OneHotColumn>,
}

impl Encoder {
    pub(super) fn new(selection: &Selection) -> Self {
        let words = |column: &usize| {
            selection.one_hot.get(column).map(|known| Words::new(known.as_deref()))
        };
        Self { columns: selection.features.iter().map(words).collect() }
    }

    /// True if the column at this place of a sample has words.
    pub(super) fn is_at(&self, place: usize) -> bool {
        self.columns[place].is_some()
    }

    /// The number of a word.
    pub(super) fn number<F: Scalar>(
        &mut self,
        place: usize,
        word: &str,
        at: Position,
    ) -> Result<F, Box<ReadError>> {
        let number = self.columns[place].as_mut().map_or(Ok(0), |words| words.number(word, at))?;
        Ok(F::from_f64(number as f64))
    }

    /// Replaces the numbers of words by features, in place. These are all rows, unless the words come
    /// from an earlier table.
    pub(super) fn features<F: Scalar>(
        &self,
        values: &mut Vec<F>,
        selection: &Selection,
        names: Option<&[String]>,
    ) -> Result<Features, Box<ReadError>> {
        let mut features = Features::of_columns(selection, names);
        // Without rows there are no words, and the caller reports that.
        if selection.one_hot.is_empty() || values.is_empty() {
            return Ok(features);
        }
        let n_places = self.columns.len();
        let mut groups = Vec::new();
        for (place, words) in self.columns.iter().enumerate() {
            let numbers = values.iter().skip(place).step_by(n_places).copied();
            let group = words.as_ref().map(|words| Group::new(words, numbers)).transpose();
            groups.push(group.map_err(|error| error.in_column(selection.features[place], names))?);
        }
        expand(values, &groups)?;
        features.expand(&groups, names);
        Ok(features)
    }
}

impl Words {
    fn new(known: Option<&[String]>) -> Self {
        let words = known.unwrap_or_default().iter().cloned().enumerate();
        Self { numbers: words.map(|(at, word)| (word, at)).collect(), are_known: known.is_some() }
    }

    fn number(&mut self, word: &str, at: Position) -> Result<usize, Box<ReadError>> {
        if let Some(&number) = self.numbers.get(word) {
            return Ok(number);
        }
        let next = self.numbers.len();
        if self.are_known {
            let expected = format!("one of the words {}", listed(&self.in_order()));
            let found = format!("{word:?}");
            return Err(ReadError::new(ReadErrorKind::UnknownWord, at, expected, found));
        }
        if next == MOST_WORDS {
            let expected = format!("up to {MOST_WORDS} different words");
            let found = format!("another, {word:?}");
            return Err(ReadError::new(ReadErrorKind::TooManyWords, at, expected, found));
        }
        self.numbers.insert(word.to_owned(), next);
        Ok(next)
    }

    /// The words by their numbers.
    fn in_order(&self) -> Vec<String> {
        let mut words: Vec<(&String, &usize)> = self.numbers.iter().collect();
        words.sort_unstable_by_key(|&(_, number)| number);
        words.into_iter().map(|(word, _)| word.clone()).collect()
    }
}

/// The features of one column of words.
struct Group {
    /// One word per feature.
    words: Vec<String>,
    /// The feature of each number, from 0 in the group.
    features: Vec<usize>,
}

impl Group {
    /// Makes a feature of each word that a row has, or of each known word.
    fn new<F: Scalar>(
        words: &Words,
        numbers: impl ExactSizeIterator<Item = F>,
    ) -> Result<Self, Box<ReadError>> {
        let all = words.in_order();
        let mut order: Vec<usize> = (0..all.len()).collect();
        if !words.are_known {
            let n_rows = numbers.len();
            let mut is_used = vec![false; all.len()];
            let places = numbers.filter_map(|number| place(number, all.len()));
            places.for_each(|place| is_used[place] = true);
            order.retain(|&number| is_used[number]);
            order.sort_by(|&one, &other| by_size(&all[one], &all[other]));
            check(order.len(), n_rows)?;
        }
        let mut features = vec![0; all.len()];
        for (feature, &number) in order.iter().enumerate() {
            features[number] = feature;
        }
        Ok(Self { words: order.into_iter().map(|number| all[number].clone()).collect(), features })
    }
}

/// Refuses a column without words, and a column of keys.
fn check(n_words: usize, n_rows: usize) -> Result<(), Box<ReadError>> {
    let (kind, expected, found) = match n_words {
        0 => (ReadErrorKind::Empty, "words", "none".to_owned()),
        n if n == n_rows && n >= FEWEST_ROWS_OF_A_KEY => {
            let found = format!("a different word in each of {n_rows} rows");
            (ReadErrorKind::TooManyWords, "words that come again", found)
        }
        _ => return Ok(()),
    };
    Err(ReadError::new(kind, Position::File, expected, found))
}

/// Makes room for the features, and moves the rows there from the last to the first.
fn expand<F: Scalar>(values: &mut Vec<F>, groups: &[Option<Group>]) -> Result<(), Box<ReadError>> {
    let width = |group: &Option<Group>| group.as_ref().map_or(1, |group| group.words.len());
    let (n_before, n_after) = (groups.len(), groups.iter().map(width).sum::<usize>());
    let n_rows = values.len() / n_before;
    let too_large = || {
        let found = format!("{n_rows} rows of {n_after} features");
        let expected = "features of words that fit memory";
        ReadError::new(ReadErrorKind::TooManyWords, Position::File, expected, found)
    };
    let n_values = n_rows.checked_mul(n_after).ok_or_else(too_large)?;
    let n_more = n_values.saturating_sub(values.len());
    memory::ask(|| values.try_reserve_exact(n_more)).map_err(|_| too_large())?;
    // Every group has a word, so no row moves to an earlier place.
    values.resize(n_values, F::ZERO);
    let mut sample = vec![F::ZERO; n_before];
    for row in (0..n_rows).rev() {
        sample.copy_from_slice(&values[row * n_before..][..n_before]);
        let mut rest = &mut values[row * n_after..][..n_after];
        for (&value, group) in sample.iter().zip(groups) {
            let (cells, others) = rest.split_at_mut(width(group));
            match group {
                Some(group) => group.write(value, cells),
                None => cells.fill(value),
            }
            rest = others;
        }
    }
    Ok(())
}

impl Group {
    /// Writes the features of a word, or NaN in all of them for a missing one.
    fn write<F: Scalar>(&self, number: F, cells: &mut [F]) {
        match place(number, self.features.len()) {
            Some(number) => {
                cells.fill(F::ZERO);
                cells[self.features[number]] = F::ONE;
            }
            None => cells.fill(number),
        }
    }
}

/// The whole number below `end` that a value is.
fn place<F: Scalar>(value: F, end: usize) -> Option<usize> {
    let value = value.to_f64();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
    (value >= 0.0 && value < end as f64).then_some(value as usize)
}

impl Features {
    fn of_columns(selection: &Selection, names: Option<&[String]>) -> Self {
        Self {
            names: names.map(|names| selection.feature_names(names)),
            columns: selection.features.clone(),
            one_hot: Vec::new(),
        }
    }

    /// Puts the features of each group in place of its column. A column without a name is called by its
    /// number.
    fn expand(&mut self, groups: &[Option<Group>], file_names: Option<&[String]>) {
        let names = self
            .names
            .take()
            .unwrap_or_else(|| self.columns.iter().map(ToString::to_string).collect());
        let columns = std::mem::take(&mut self.columns);
        let mut expanded = Vec::new();
        for ((name, column), group) in names.into_iter().zip(columns).zip(groups) {
            let Some(group) = group else {
                expanded.push(name);
                self.columns.push(column);
                continue;
            };
            let words = group.words.clone();
            let source = file_names.map_or(Column::Index(column), |_| Column::Name(name.clone()));
            self.columns.extend(words.iter().map(|_| column));
            let first_feature = expanded.len();
            let name = if name.is_empty() { column.to_string() } else { name };
            expanded.extend(words.iter().map(|word| format!("{name}={word}")));
            self.one_hot.push(OneHotColumn { column: source, first_feature, words });
        }
        self.names = Some(expanded);
    }
}

/// Numbers by size, then words by the alphabet.
fn by_size(one: &str, other: &str) -> Ordering {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(x), Ok(y)) => x.total_cmp(&y).then_with(|| one.cmp(other)),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => one.cmp(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{OneHot, TableOptions};

    /// Reads rows of a number, a word and a number.
    fn features(words: &[Option<&str>], one_hot: OneHot) -> Result<(Vec<f32>, Features), String> {
        let names = ["x", "w", "y"].map(String::from);
        let options = TableOptions { one_hot, ..TableOptions::new() };
        let at = Position::File;
        let selection = Selection::new(&options, 3, Some(&names), at).unwrap();
        let mut encoder = Encoder::new(&selection);
        let mut values = Vec::new();
        for word in words {
            let number = word.map_or(Ok(f32::NAN), |word| encoder.number(1, word, at));
            values.extend([5.0, number.map_err(|error| error.to_string())?, 6.0]);
        }
        let features = encoder.features(&mut values, &selection, Some(&names));
        Ok((values, features.map_err(|error| error.to_string())?))
    }

    #[test]
    fn numbers_come_first_and_a_missing_word_is_missing_in_every_feature() {
        let words = [Some("b"), Some("10"), None, Some("9"), Some("b")];
        let (values, features) = features(&words, "w".parse().unwrap()).unwrap();
        assert_eq!(features.names.unwrap(), ["x", "w=9", "w=10", "w=b", "y"]);
        assert_eq!(features.columns, [0, 1, 1, 1, 2]);
        let column = Column::Name("w".into());
        let words = ["9", "10", "b"].map(String::from).to_vec();
        assert_eq!(features.one_hot, [OneHotColumn { column, first_feature: 1, words }]);
        let rows: Vec<&[f32]> = values.chunks(5).collect();
        assert_eq!(rows[0], [5.0, 0.0, 0.0, 1.0, 6.0]);
        assert_eq!(rows[1], [5.0, 0.0, 1.0, 0.0, 6.0]);
        assert!(rows[2][1..4].iter().all(|cell| cell.is_nan()));
        assert_eq!(rows[2][4..], [6.0]);
        assert_eq!(rows[4], rows[0]);
    }

    #[test]
    fn known_words_keep_their_order_and_others_are_refused() {
        let words = ["z", "unused", "a"].map(String::from).to_vec();
        let column = Column::Name("w".into());
        let known = || {
            OneHot::Known(vec![OneHotColumn {
                column: column.clone(),
                first_feature: 0,
                words: words.clone(),
            }])
        };
        let (values, features_of) = features(&[Some("a")], known()).unwrap();
        assert_eq!(features_of.names.unwrap(), ["x", "w=z", "w=unused", "w=a", "y"]);
        assert_eq!(values, [5.0, 0.0, 0.0, 1.0, 6.0]);
        let Err(message) = features(&[Some("new")], known()) else { panic!("an error") };
        assert!(
            message.contains(r#"one of the words "z", "unused", "a", found "new""#),
            "{message}"
        );
    }

    #[test]
    fn a_column_without_words_is_refused() {
        let Err(message) = features(&[None, None], "w".parse().unwrap()) else {
            panic!("an error")
        };
        assert!(message.contains("expected words, found none"), "{message}");
    }
}
