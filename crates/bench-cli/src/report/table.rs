use super::document::{Better, Cell, Column, Row, Table};

/// A column of a table of `T`s: its heading, its cells, and which end of it is better.
pub(crate) struct ColumnOf<'a, T> {
    heading: Column,
    cell: Box<dyn Fn(&T) -> Cell + 'a>,
    better: Option<Better>,
}

impl<'a, T> ColumnOf<'a, T> {
    /// A column without a better end.
    pub(crate) fn new(name: &str, help: &str, cell: impl Fn(&T) -> Cell + 'a) -> Self {
        Self { heading: Column::new(name, help), cell: Box::new(cell), better: None }
    }

    /// A column of numbers.
    pub(crate) fn number(
        name: &str,
        help: &str,
        of: impl Fn(&T) -> f64 + 'a,
        shown: fn(f64) -> String,
    ) -> Self {
        Self::new(name, help, move |row| Cell::of_number(of(row), shown))
    }

    /// Marks the best cells of the column.
    pub(crate) fn best(mut self, better: Better) -> Self {
        self.better = Some(better);
        self
    }

    /// True if the column has a number for this row.
    pub(crate) fn has(&self, row: &T) -> bool {
        (self.cell)(row).value.is_some()
    }

    fn cells(&self, rows: &[T]) -> Vec<Cell> {
        let mut cells: Vec<Cell> = rows.iter().map(&self.cell).collect();
        if let Some(better) = self.better {
            let values: Vec<f64> = cells.iter().filter_map(|cell| cell.value).collect();
            for cell in &mut cells {
                let is_best = |value| better.is_best(value, values.iter().copied());
                cell.is_best = cell.value.is_some_and(is_best);
            }
        }
        cells
    }
}

impl Table {
    /// A table with one row per item. `names` heads the column of the rows' names.
    pub(crate) fn new<T>(
        caption: &str,
        names: &str,
        items: &[T],
        name: impl Fn(&T) -> String,
        columns: &[ColumnOf<'_, T>],
    ) -> Self {
        let headings = columns.iter().map(|column| column.heading.clone());
        let mut rows: Vec<Row> =
            items.iter().map(|item| Row { name: name(item), cells: Vec::new() }).collect();
        for column in columns {
            for (row, cell) in rows.iter_mut().zip(column.cells(items)) {
                row.cells.push(cell);
            }
        }
        Self {
            caption: caption.into(),
            columns: std::iter::once(Column::new(names, "")).chain(headings).collect(),
            rows,
        }
    }
}
