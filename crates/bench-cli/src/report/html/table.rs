use anyhow::{Result, ensure};

use crate::report::document::{Cell, Row, Table};

/// A table with its id on the page and the alignment of its columns.
pub(super) struct TableView<'a> {
    pub(super) id: String,
    pub(super) table: &'a Table,
    /// True for columns of numbers, which are aligned to the right.
    pub(super) numbers: Vec<bool>,
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
        let numbers = (0..columns.len()).map(is_number).collect();
        Ok(Self { id: format!("table-{number}"), table, numbers })
    }

    /// True if any column has a help text.
    pub(super) fn has_help(&self) -> bool {
        self.table.columns.iter().any(|column| !column.help.trim().is_empty())
    }

    pub(super) fn has_best(&self) -> bool {
        self.table.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.is_best)
    }

    /// The number of a cell; a script reads neither "inf" nor "NaN" as a number.
    pub(super) fn value(cell: &Cell) -> Option<f64> {
        cell.value.filter(|value| value.is_finite())
    }
}
