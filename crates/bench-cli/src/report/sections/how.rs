use super::section;
use crate::report::ColumnOf;
use crate::report::document::{Block, Cell, Section, Table};
use crate::report::environment::Environment;

/// Lists the settings, the machine and the command that makes the report again.
pub(crate) fn how(settings: Vec<(&str, String)>, environment: &Environment) -> Section {
    let facts = settings.into_iter().chain(environment.facts());
    let facts: Vec<(&str, String)> = facts.collect();
    let value = ColumnOf::new("value", "", |fact: &(&str, String)| Cell::of_text(&fact.1));
    let table = Table::new("Settings and machine", "what", &facts, |fact| fact.0.into(), &[value]);
    let again = "This command makes the report again. The results are the same on every machine.";
    let blocks = vec![Block::Table(table), Block::Text(again.into()), Block::Code(command_line())];
    section("how", "How it was measured", blocks)
}

/// The command line as it would be typed.
fn command_line() -> String {
    let arguments = std::env::args_os().skip(1);
    let quoted = arguments.map(|argument| quoted(&argument.to_string_lossy()));
    std::iter::once("kmeans-bench".to_owned()).chain(quoted).collect::<Vec<_>>().join(" ")
}

/// The argument, quoted for a shell if it has to be.
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
