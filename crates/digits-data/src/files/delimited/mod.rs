//! Text: one row per line, fields separated by delimiters.

mod append;
mod dialect;
mod faults;
mod guess;
mod header;
mod layout;
mod number;
mod plain;
mod points;
mod preamble;
mod records;
mod rows;
mod survey;
mod tally;
mod unlabelled;

use std::path::Path;

pub(super) use self::append::{AppendFailed, append};
use self::layout::{Layout, Text};
use self::records::Records;
use self::rows::Rows;
use super::blocks::{Blocks, whole};
use super::selection::only_column;
use super::source::Source;
use super::{
    Column, ColumnOptions, ColumnRange, Columns, LabelCodes, Missing, Notation, ReadError, Table,
    TableBlock, TableOptions,
};
use crate::Scalar;

/// Reads a table from a file that [`recognise`](super::format::recognise) found to be text.
pub(super) fn read_table<F: Scalar>(
    source: Source<'_>,
    path: &Path,
    options: &TableOptions,
    blocks: &mut Blocks<'_, F>,
) -> Result<Table<()>, Box<ReadError>> {
    let gzip = source.is_gzip();
    let (records, layout) = Text::open(source, path, options)?.layout(options)?;
    read_rows(records, &layout, &options.missing, blocks)?.into_table(layout.format(), gzip)
}

/// Reads the numbers of one column.
pub(super) fn read_column(
    source: Source<'_>,
    path: &Path,
    options: &ColumnOptions,
) -> Result<Vec<f64>, Box<ReadError>> {
    let column = options.column.clone().unwrap_or(Column::Index(0));
    let table_options = TableOptions {
        header: options.header,
        delimiter: options.delimiter,
        columns: Columns::Keep(vec![ColumnRange::One(column)]),
        // No option of a caller says what a point in this column is.
        notation: Notation { checks_points: false, ..Notation::new() },
        ..TableOptions::new()
    };
    let text = Text::open(source, path, &table_options)?;
    if options.column.is_none() {
        only_column(None, text.records.len(), None, text.position())?;
    }
    let (records, layout) = text.layout(&table_options)?;
    let table = whole::<f64>(|blocks| {
        read_rows(records, &layout, &Missing::Error, blocks)?.into_table(layout.format(), false)
    })?;
    Ok(table.samples.into_vec())
}

/// Reads the words or numbers of one column as they stand.
pub(super) fn read_labels(
    source: Source<'_>,
    path: &Path,
    options: &ColumnOptions,
) -> Result<LabelCodes, Box<ReadError>> {
    let text = Text::open_labels(source, path, options.delimiter)?;
    let (records, layout) = text.label_layout(options)?;
    let missing = if options.may_be_missing { Missing::DropRows } else { Missing::Error };
    let (all, mut nobody) = (|_| usize::MAX, |_: TableBlock<'_, f64>| {});
    let mut blocks = Blocks::new(&all, &mut nobody);
    read_rows(records, &layout, &missing, &mut blocks)?.into_labels()
}

fn read_rows<'a, 'b, F: Scalar>(
    mut records: Records<Source<'_>>,
    layout: &'a Layout,
    missing: &'a Missing,
    blocks: &'a mut Blocks<'b, F>,
) -> Result<Rows<'a, 'b, F>, Box<ReadError>> {
    let mut rows = Rows::new(layout, missing, blocks);
    let mut has_row = !layout.has_header || records.advance()?;
    while has_row {
        let next = rows.push(&records).and_then(|()| records.advance());
        has_row = match next {
            Ok(has_row) => has_row,
            Err(error) => return Err(rows.first_fault().unwrap_or(error)),
        };
    }
    Ok(rows)
}
