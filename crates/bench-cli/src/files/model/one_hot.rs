use anyhow::{Context as _, Result, ensure};
use digits_data::files::{Column, Columns, OneHotColumn};
use serde::{Deserialize, Serialize};

/// A column of words that became features, as a model stores it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneHotWords {
    column: NameOrNumber,
    first_feature: usize,
    words: Vec<String>,
}

/// A name, or a number from 0 if the table of the fit had no names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum NameOrNumber {
    Number(usize),
    Name(String),
}

impl OneHotWords {
    pub(crate) fn new(column: &OneHotColumn) -> Result<Self> {
        let OneHotColumn { column, first_feature, words } = column.clone();
        let column = match column {
            Column::Name(name) => NameOrNumber::Name(name),
            Column::Index(number) => NameOrNumber::Number(number),
            _ => anyhow::bail!("a column of words has neither a name nor a number"),
        };
        Ok(Self { column, first_feature, words })
    }

    /// The column as the reader takes it.
    pub(crate) fn column(&self) -> OneHotColumn {
        let column = match &self.column {
            NameOrNumber::Name(name) => Column::Name(name.clone()),
            NameOrNumber::Number(number) => Column::Index(*number),
        };
        OneHotColumn { column, first_feature: self.first_feature, words: self.words.clone() }
    }
}

/// The columns of a table that give these features: each column of words in place of its features.
/// `None` if the table of the fit had no names.
pub(crate) fn source_columns(feature_names: &[String], all: &[OneHotWords]) -> Option<Columns> {
    let mut names = Vec::new();
    let mut next = 0;
    for OneHotWords { column, first_feature, words } in all {
        let NameOrNumber::Name(name) = column else { return None };
        names.extend(feature_names.get(next..*first_feature)?.iter().cloned());
        names.push(name.clone());
        next = first_feature + words.len();
    }
    names.extend(feature_names.get(next..)?.iter().cloned());
    Some(Columns::Named(names))
}

/// Refuses columns whose features are not among the features, or overlap.
pub(super) fn check(all: &[OneHotWords], feature_names: Option<&[String]>) -> Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let names = feature_names.context("it has columns of words, but no feature names")?;
    let mut next = 0;
    for OneHotWords { first_feature, words, .. } in all {
        let end = first_feature.saturating_add(words.len());
        let own = names.get(*first_feature..end).filter(|_| *first_feature >= next);
        let fits = own.is_some_and(|own| {
            own.iter().zip(words).all(|(name, word)| name.ends_with(&format!("={word}")))
        });
        ensure!(fits && !words.is_empty(), "its columns of words do not fit its feature names");
        next = end;
    }
    Ok(())
}
