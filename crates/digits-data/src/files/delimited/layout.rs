use std::path::Path;

use super::dialect::{check_delimiter, find_delimiter};
use super::header::{Ground, check_row_numbers, grounds_of_labels, grounds_of_table, has_header};
use super::preamble::Preamble;
use super::records::{Preview, Records, Rules, preview};
use super::survey::{Trailing, contents, trailing};
use crate::files::format::{byte_order_mark, stem_extension};
use crate::files::read_error::shown;
use crate::files::selection::{Selection, only_column};
use crate::files::source::Source;
use crate::files::{
    Column, ColumnOptions, Contents, Format, Header, Notation, Position, ReadError, ReadErrorKind,
    TableOptions,
};

/// Delimiter and header of a text file, and the use of each column.
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) has_header: bool,
    pub(super) first_line: u64,
    /// Conditions that all rows must meet if the first is a header.
    pub(super) grounds: Vec<Ground>,
    pub(super) names: Option<Vec<String>>,
    pub(super) selection: Selection,
    /// True if a delimiter ends all rows but the names.
    pub(super) has_trailing: bool,
    pub(super) notation: Notation,
    /// The first rows.
    pub(super) preview: Preview,
}

impl Layout {
    pub(super) fn format(&self) -> Format {
        Format::Delimited { delimiter: self.delimiter, has_header: self.has_header }
    }

    /// Returns true if blank lines after `n_rows` rows are rows without a value: in a table of one
    /// column, once it has begun.
    pub(super) fn counts_blank_lines(&self, n_rows: usize) -> bool {
        self.selection.n_columns == 1 && (n_rows > 0 || self.has_header)
    }
}

/// A text file at its first row, which may be a header or a sample.
pub(super) struct Text<'a> {
    pub(super) records: Records<Source<'a>>,
    delimiter: u8,
    preview: Preview,
}

impl<'a> Text<'a> {
    /// Opens a table.
    pub(super) fn open(
        source: Source<'a>,
        path: &Path,
        options: &TableOptions,
    ) -> Result<Self, Box<ReadError>> {
        Self::open_with(source, path, options, true)
    }

    /// Opens labels. Lines with `#` may be labels, and spaces are parts of them.
    pub(super) fn open_labels(
        source: Source<'a>,
        path: &Path,
        delimiter: Option<u8>,
    ) -> Result<Self, Box<ReadError>> {
        let options = TableOptions { delimiter, ..TableOptions::new() };
        Self::open_with(source, path, &options, false)
    }

    fn open_with(
        mut source: Source<'a>,
        path: &Path,
        options: &TableOptions,
        is_table: bool,
    ) -> Result<Self, Box<ReadError>> {
        let rules = Rules { comment: options.comment, notation: &options.notation };
        source.skip(byte_order_mark(source.peek().0));
        let mut preamble = Preamble::default();
        if is_table {
            let (head, is_all) = source.peek();
            let (n_lines, given) = (options.skip_lines, options.delimiter);
            preamble = Preamble::find(head, is_all, n_lines, &rules, given)?;
        }
        source.skip(preamble.n_bytes);
        let (head, is_all) = source.peek();
        let delimiter = match options.delimiter.or(preamble.delimiter) {
            Some(delimiter) => delimiter,
            None if stem_extension(path) == "tsv" => b'\t',
            None => find_delimiter(head, is_all, is_table, &rules),
        };
        check_delimiter(delimiter)?;
        let mut preview = preview(head, is_all, delimiter, &rules);
        let packed = source.is_gzip();
        let n_lines = preamble.n_lines;
        let mut records = Records::new(source, delimiter, packed, n_lines, options.comment);
        if !records.advance()? {
            let (kind, found) = (ReadErrorKind::Empty, "an empty file");
            return Err(ReadError::new(kind, Position::File, "rows of numbers", found));
        }
        preview.put_first(records.row(), &options.notation);
        Ok(Self { records, delimiter, preview })
    }

    pub(super) fn position(&self) -> Position {
        Position::Line(self.records.line())
    }

    fn names(&self, has_header: bool) -> Result<Option<Vec<String>>, Box<ReadError>> {
        has_header.then(|| read_names(&self.records)).transpose()
    }

    /// Finds the layout of a table.
    pub(super) fn layout(
        self,
        options: &TableOptions,
    ) -> Result<(Records<Source<'a>>, Layout), Box<ReadError>> {
        let first_line = self.records.line();
        let trailing = trailing(&self.preview);
        let n_columns = self.records.len() - usize::from(trailing == Trailing::Names);
        let has_header = has_header(&self.preview, n_columns, first_line, options)?;
        let mut names = self.names(has_header)?;
        if let Some(names) = &mut names {
            names.truncate(n_columns);
        }
        let at = self.position();
        let mut selection = Selection::new(options, n_columns, names.as_deref(), at)?;
        check_row_numbers(&self.preview, names.as_deref(), &selection, options, at)?;
        let found: Vec<Option<Contents>> =
            (0..n_columns).map(|column| contents(&self.preview, has_header, column)).collect();
        // Without numbers anywhere, missing values are the error.
        let has_numbers = selection.features.iter().any(|&column| found[column].is_none());
        selection.leave_out(options, names.as_deref(), at, |column| {
            found[column].filter(|&contents| has_numbers || contents != Contents::Nothing)
        })?;
        let grounds =
            if has_header { grounds_of_table(&self.preview, &selection, options) } else { vec![] };
        let layout = Layout {
            delimiter: self.delimiter,
            has_header,
            first_line,
            grounds,
            names,
            selection,
            has_trailing: trailing == Trailing::Rows,
            notation: options.notation.clone(),
            preview: self.preview,
        };
        Ok((self.records, layout))
    }

    /// Finds the layout of a file of labels.
    pub(super) fn label_layout(
        self,
        options: &ColumnOptions,
    ) -> Result<(Records<Source<'a>>, Layout), Box<ReadError>> {
        let (n_columns, first_line) = (self.records.len(), self.records.line());
        let column = options.column.as_ref();
        let find =
            |names: Option<&[String]>| only_column(column, n_columns, names, self.position());
        let (has_header, grounds) = match options.header {
            Header::No => (false, Vec::new()),
            Header::Auto if !matches!(column, Some(Column::Name(_))) => {
                let grounds = grounds_of_labels(&self.preview, find(None)?);
                (!grounds.is_empty(), grounds)
            }
            Header::Yes | Header::Auto => (true, Vec::new()),
        };
        let names = self.names(has_header)?;
        let label = Some(find(names.as_deref())?);
        let selection = Selection { n_columns, label, ..Selection::default() };
        let layout = Layout {
            delimiter: self.delimiter,
            has_header,
            first_line,
            grounds,
            names,
            selection,
            has_trailing: false,
            notation: Notation::new(),
            preview: self.preview,
        };
        Ok((self.records, layout))
    }
}

fn read_names(records: &Records<Source<'_>>) -> Result<Vec<String>, Box<ReadError>> {
    let name = |column| {
        let at = Position::Line(records.line());
        text(records.field(column), at).map_err(|error| error.in_column(column, None))
    };
    (0..records.len()).map(name).collect()
}

/// Reads a name or a label: the field without blanks around it.
pub(super) fn text(field: &[u8], at: Position) -> Result<String, Box<ReadError>> {
    match std::str::from_utf8(field.trim_ascii()) {
        Ok(text) if !text.contains('\0') => Ok(text.to_owned()),
        Ok(_) => {
            let expected = "text without NUL bytes";
            Err(ReadError::new(ReadErrorKind::Value, at, expected, shown(field)))
        }
        Err(_) => {
            let expected = "text in UTF-8";
            Err(ReadError::new(ReadErrorKind::Encoding, at, expected, shown(field)))
        }
    }
}
