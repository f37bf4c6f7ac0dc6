use std::fmt::{self, Display, Formatter};

use super::one_per_row::MayBeName;

/// A label of a file. Labels sort as people expect: numbers by size, then words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Label {
    Number(i64),
    Word(String),
}

impl From<String> for Label {
    /// Keeps `007` as a word, because it differs from the label `7`.
    fn from(text: String) -> Self {
        match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => Self::Number(number),
            _ => Self::Word(text),
        }
    }
}

impl MayBeName for Label {
    fn may_be_name(&self) -> bool {
        matches!(self, Self::Word(word) if word.may_be_name())
    }
}

impl Display for Label {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Word(word) => word.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_first_and_by_size() {
        let texts = ["10", "b", "9", "-1", "007", "a", "7"];
        let mut labels: Vec<Label> = texts.map(|text| Label::from(text.to_owned())).into();
        labels.sort();
        let sorted: Vec<String> = labels.iter().map(Label::to_string).collect();
        assert_eq!(sorted, ["-1", "7", "9", "10", "007", "a", "b"]);
    }
}
