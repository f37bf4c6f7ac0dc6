use super::section;
use crate::report::document::{Block, Cell, Column, Row, Section, Table};
use crate::report::environment::Environment;

/// How it was measured, and how to do it again: the settings by name, then machine and version.
pub(crate) fn how(settings: Vec<(&str, String)>, environment: &Environment) -> Section {
    let facts = settings.into_iter().chain(environment.facts());
    let row = |(name, value): (&str, String)| Row {
        name: name.to_owned(),
        cells: vec![Cell::of_text(value)],
    };
    let table = Table {
        caption: "Settings and machine".into(),
        columns: vec![Column::new("what", ""), Column::new("value", "")],
        rows: facts.map(row).collect(),
    };
    let again = "The same command gives the same figures on every machine, but for times.";
    let blocks = vec![Block::Table(table), Block::Text(again.into()), Block::Code(command_line())];
    section("how", "How it was measured", blocks)
}

/// As it would be typed.
fn command_line() -> String {
    let arguments = std::env::args_os().skip(1);
    let quoted = arguments.map(|argument| quoted(&argument.to_string_lossy()));
    std::iter::once("kmeans-bench".to_owned()).chain(quoted).collect::<Vec<_>>().join(" ")
}

/// For a shell, where it has to be.
fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%^".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_where_they_have_to_be() {
        let arguments = ["compare", "--init=k-means++", "my file.csv", "k-means||", "it's", ""];
        let typed =
            ["compare", "--init=k-means++", "'my file.csv'", "'k-means||'", r"'it'\''s'", "''"];
        assert_eq!(arguments.map(quoted), typed);
    }
}
