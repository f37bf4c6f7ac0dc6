//! Text: a row a line, its fields between delimiters.

mod dialect;
mod header;
mod number;
mod records;
mod rows;
mod unlabelled;

use std::path::Path;

use self::header::{Ground, check_row_numbers, grounds_of_labels, grounds_of_table, has_header};
use self::records::{Preview, Records, preview};
use self::rows::Rows;
use super::format::{byte_order_mark, stem_extension};
use super::read_error::shown;
use super::selection::{Selection, only_column};
use super::source::Source;
use super::{
    Column, ColumnOptions, ColumnRange, Columns, Format, Header, Missing, Position, ReadError,
    ReadErrorKind, Table, TableOptions,
};
use crate::Scalar;

/// Reads a table from what [`recognise`](super::format::recognise) takes for text.
pub(super) fn read_table<F: Scalar>(
    source: Source<'_>,
    path: &Path,
    options: &TableOptions,
) -> Result<Table<F>, Box<ReadError>> {
    let gzip = source.is_gzip();
    let text = Text::open(source, path, options.delimiter, true)?;
    let (records, layout) = text.layout(options)?;
    let format = Format::Delimited { delimiter: layout.delimiter, has_header: layout.has_header };
    read_rows(records, &layout, options.missing)?.into_table(format, gzip)
}

/// Reads the numbers of one column.
pub(super) fn read_column(
    source: Source<'_>,
    path: &Path,
    options: &ColumnOptions,
) -> Result<Vec<f64>, Box<ReadError>> {
    let text = Text::open(source, path, options.delimiter, true)?;
    let column = options.column.clone().unwrap_or(Column::Index(0));
    let table_options = TableOptions {
        header: options.header,
        columns: Columns::Keep(vec![ColumnRange::One(column)]),
        ..TableOptions::new()
    };
    if options.column.is_none() {
        only_column(None, text.records.len(), None, text.position())?;
    }
    let (records, layout) = text.layout(&table_options)?;
    let format = Format::Delimited { delimiter: layout.delimiter, has_header: layout.has_header };
    let table = read_rows::<f64>(records, &layout, Missing::Error)?.into_table(format, false)?;
    Ok(table.samples.into_vec())
}

/// Reads the words or numbers of one column as they stand.
pub(super) fn read_labels(
    source: Source<'_>,
    path: &Path,
    options: &ColumnOptions,
) -> Result<Vec<String>, Box<ReadError>> {
    let text = Text::open(source, path, options.delimiter, false)?;
    let (records, layout) = text.label_layout(options)?;
    read_rows::<f64>(records, &layout, Missing::Error)?.into_labels()
}

fn read_rows<'a, F: Scalar>(
    mut records: Records<Source<'_>>,
    layout: &'a Layout,
    missing: Missing,
) -> Result<Rows<'a, F>, Box<ReadError>> {
    let mut rows = Rows::new(layout, missing);
    let mut has_row = !layout.has_header || records.advance()?;
    while has_row {
        rows.push(&records)?;
        has_row = records.advance()?;
    }
    Ok(rows)
}

/// A file at its first row, of which is not known whether it is a header or a sample.
struct Text<'a> {
    records: Records<Source<'a>>,
    delimiter: u8,
    preview: Preview,
}

/// How a file is written, and what its columns are for.
struct Layout {
    delimiter: u8,
    has_header: bool,
    first_line: u64,
    /// What must hold for all rows if the first is to be a header.
    grounds: Vec<Ground>,
    names: Option<Vec<String>>,
    selection: Selection,
}

impl<'a> Text<'a> {
    fn open(
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
            None => dialect::find_delimiter(head, is_all, may_be_spaces),
        };
        dialect::check_delimiter(delimiter)?;
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

    fn position(&self) -> Position {
        Position::Line(self.records.line())
    }

    fn names(&self, has_header: bool) -> Result<Option<Vec<String>>, Box<ReadError>> {
        has_header.then(|| read_names(&self.records)).transpose()
    }

    fn layout(
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

    fn label_layout(
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

/// A name or a label: what stands in the field, without blanks around it.
fn text(field: &[u8], at: Position) -> Result<String, Box<ReadError>> {
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
