use anyhow::{Result, ensure};

use crate::report::document::{Cell, Column, Row, Table};

/// A table with the alignment of its columns.
pub(super) struct TableView<'a> {
    pub(super) id: String,
    pub(super) caption: &'a str,
    pub(super) columns: Vec<ColumnView<'a>>,
    pub(super) rows: Vec<RowView<'a>>,
    /// True if any column has a help text.
    pub(super) has_help: bool,
    pub(super) has_best: bool,
}

pub(super) struct ColumnView<'a> {
    pub(super) name: &'a str,
    pub(super) help: &'a str,
    /// True for numbers, which are aligned to the right.
    pub(super) is_number: bool,
}

pub(super) struct RowView<'a> {
    pub(super) name: &'a str,
    pub(super) cells: Vec<CellView<'a>>,
}

pub(super) struct CellView<'a> {
    pub(super) text: &'a str,
    /// The shortest text that is read back as the same number.
    pub(super) value: Option<String>,
    pub(super) is_number: bool,
    pub(super) is_best: bool,
}

impl<'a> TableView<'a> {
    /// # Errors
    ///
    /// If a row has too few or too many cells.
    pub(super) fn new(table: &'a Table, number: usize) -> Result<Self> {
        let Table { caption, columns, rows } = table;
        for Row { name, cells } in rows {
            ensure!(
                cells.len() + 1 == columns.len(),
                "row {name:?} of the table {caption:?} has {} cells for {} columns: please report \
                 this",
                cells.len() + 1,
                columns.len()
            );
        }
        // The first column is the rows' names.
        let is_number = |column: usize| {
            column > 0 && rows.iter().any(|row| row.cells[column - 1].value.is_some())
        };
        let column_view = |(number, column): (usize, &'a Column)| ColumnView {
            name: &column.name,
            help: column.help.trim(),
            is_number: is_number(number),
        };
        let columns: Vec<_> = columns.iter().enumerate().map(column_view).collect();
        Ok(Self {
            id: format!("table-{number}"),
            caption,
            has_help: columns.iter().any(|column| !column.help.is_empty()),
            has_best: rows.iter().flat_map(|row| &row.cells).any(|cell| cell.is_best),
            rows: rows.iter().map(|row| row_view(row, &columns)).collect(),
            columns,
        })
    }
}

fn row_view<'a>(row: &'a Row, columns: &[ColumnView<'a>]) -> RowView<'a> {
    let cell_view = |(cell, column): (&'a Cell, &ColumnView<'a>)| CellView {
        text: &cell.text,
        // A script reads neither "inf" nor "NaN" as a number.
        value: cell.value.filter(|value| value.is_finite()).map(|value| value.to_string()),
        is_number: column.is_number,
        is_best: cell.is_best,
    };
    let cells = row.cells.iter().zip(&columns[1..]).map(cell_view).collect();
    RowView { name: &row.name, cells }
}
