use super::ambiguous::ambiguous;
use crate::files::delimited::number::{NoNumber, parse};
use crate::files::delimited::records::Preview;
use crate::files::selection::{Selection, asks_for_names};
use crate::files::{Header, Position, ReadError, TableOptions, read_error::shown};

/// Usual names for a column of labels. If all labels are words, only such a name shows a header.
const LABEL_NAMES: [&str; 7] = ["label", "labels", "target", "targets", "class", "cluster", "y"];

/// Evidence, from the first rows, that a word is the name of its column and not a label. Later rows
/// may refute it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ground {
    column: usize,
    name: Vec<u8>,
    rule: Rule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The word is a usual name, and no field below is the same.
    UsualName,
    /// Every field below is a number or missing.
    AboveNumbers,
}

/// Collects the evidence for a header in a file of labels, by the rule of
/// [`read_labels`](crate::files::read_labels). Without evidence there is no header.
pub(crate) fn grounds_of_labels(preview: &Preview, column: usize) -> Vec<Ground> {
    let n_columns = preview.rows.first().map_or(0, Vec::len);
    let beside = (0..n_columns).filter(|&other| other != column);
    let beside = beside.flat_map(|other| grounds(preview, other));
    let mut all = grounds(preview, column);
    all.extend(beside.filter(|ground| ground.rule == Rule::AboveNumbers));
    all
}

/// Collects the evidence for the header of a table that later rows may refute. The list is empty if
/// the caller asked for a header, or if the first row cannot be a sample.
pub(crate) fn grounds_of_table(
    preview: &Preview,
    selection: &Selection,
    options: &TableOptions,
) -> Vec<Ground> {
    let Selection { features, label, weight, .. } = selection;
    let (Some(label), Some(first)) = (label, preview.rows.first()) else { return Vec::new() };
    let may_be_number =
        |&column: &usize| first.get(column).is_some_and(|field| is_number_or_missing(field));
    let is_certain = options.header != Header::Auto
        || asks_for_names(options)
        || !features.iter().chain(weight).all(may_be_number);
    if is_certain { Vec::new() } else { grounds(preview, *label) }
}

/// True if the first field of a column of labels or weights can only be its name.
pub(super) fn is_named(preview: &Preview, column: usize) -> bool {
    !grounds(preview, column).is_empty()
}

fn grounds(preview: &Preview, column: usize) -> Vec<Ground> {
    let mut fields = preview.rows.iter().filter_map(|row| row.get(column));
    let Some(name) = fields.next().map(|field| field.trim_ascii()) else { return Vec::new() };
    let below: Vec<_> = fields.collect();
    let is_usual = LABEL_NAMES.iter().any(|usual| name.eq_ignore_ascii_case(usual.as_bytes()));
    let is_word = parse::<f64>(name) == Err(NoNumber::Text);
    let has_numbers = below.iter().any(|field| parse::<f64>(field).is_ok());
    let rules = [
        is_usual.then_some(Rule::UsualName),
        (is_word && has_numbers).then_some(Rule::AboveNumbers),
    ];
    let ground = |rule| Ground { column, name: name.to_vec(), rule };
    let stands = |ground: &Ground| below.iter().all(|field| ground.stands(field));
    rules.into_iter().flatten().map(ground).filter(stands).collect()
}

fn is_number_or_missing(field: &[u8]) -> bool {
    matches!(parse::<f64>(field), Ok(_) | Err(NoNumber::Missing))
}

impl Ground {
    /// The column that the evidence concerns.
    pub(crate) fn column(&self) -> usize {
        self.column
    }

    /// True if a later field agrees with the evidence.
    pub(crate) fn stands(&self, field: &[u8]) -> bool {
        match self.rule {
            Rule::UsualName => field.trim_ascii() != self.name,
            Rule::AboveNumbers => is_number_or_missing(field),
        }
    }

    /// Returns the error for a field that refutes the last evidence.
    pub(crate) fn gainsaid(&self, first_line: u64, field: &[u8], line: u64) -> Box<ReadError> {
        let Self { column, name, rule } = self;
        let above = if *rule == Rule::AboveNumbers { " above numbers" } else { "" };
        let (name, field) = (shown(name), shown(field));
        let found = format!("{name} in column {column}{above}, and {field} in line {line}");
        ambiguous(Position::Line(first_line), found)
    }
}
