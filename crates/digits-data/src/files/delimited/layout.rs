use std::path::Path;

use super::dialect::{check_delimiter, find_delimiter};
use super::header::{Ground, check_row_numbers, grounds_of_labels, grounds_of_table, has_header};
use super::records::{Preview, Records, preview};
use crate::files::format::{byte_order_mark, stem_extension};
use crate::files::read_error::shown;
use crate::files::selection::{Selection, only_column};
use crate::files::source::Source;
use crate::files::{
    Column, ColumnOptions, Format, Header, Position, ReadError, ReadErrorKind, TableOptions,
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
    pub(super) fn open(
        mut source: Source<'a>,
        path: &Path,
        delimiter: Option<u8>,
        may_be_spaces: bool,
    ) -> Result<Self, Box<ReadError>> {
        source.skip(byte_order_mark(source.peek().0));
        let (head, is_all) = source.peek();
        let delimiter = match delimiter {
            Some(delimiter) => delimiter,
            None if stem_extension(path) == "tsv" => b'\t',
            None => find_delimiter(head, is_all, may_be_spaces),
        };
        check_delimiter(delimiter)?;
        let mut preview = preview(head, is_all, delimiter);
        let packed = source.is_gzip();
        let mut records = Records::new(source, delimiter, packed);
        if !records.advance()? {
            let (kind, found) = (ReadErrorKind::Empty, "an empty file");
            return Err(ReadError::new(kind, Position::File, "rows of numbers", found));
        }
        preview.put_first(records.row());
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
        let (n_columns, first_line) = (self.records.len(), self.records.line());
        let has_header = has_header(&self.preview, n_columns, first_line, options)?;
        let names = self.names(has_header)?;
        let at = self.position();
        let selection = Selection::new(options, n_columns, names.as_deref(), at)?;
        check_row_numbers(&self.preview, names.as_deref(), &selection, options, at)?;
        let grounds =
            if has_header { grounds_of_table(&self.preview, &selection, options) } else { vec![] };
        let delimiter = self.delimiter;
        Ok((self.records, Layout { delimiter, has_header, first_line, grounds, names, selection }))
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
        let selection = Selection { n_columns, features: Vec::new(), label, weight: None };
        let delimiter = self.delimiter;
        Ok((self.records, Layout { delimiter, has_header, first_line, grounds, names, selection }))
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
