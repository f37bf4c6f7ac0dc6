use super::document::{Better, Cell, Column, Row, Table};
use crate::trials::is_rounding;

/// The texts of all numbers of a column, with decimals alike.
type Shown = fn(&[f64]) -> Vec<String>;

/// A column of a table of `T`s: its heading, its cells, and which end of it is better.
pub(crate) struct ColumnOf<'a, T> {
    heading: Column,
    cell: Box<dyn Fn(&T) -> Cell + 'a>,
    better: Option<Better>,
    alike: Option<Shown>,
}

impl<'a, T> ColumnOf<'a, T> {
    /// A column without a better end.
    pub(crate) fn new(name: &str, help: &str, cell: impl Fn(&T) -> Cell + 'a) -> Self {
        Self { heading: Column::new(name, help), cell: Box::new(cell), better: None, alike: None }
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

    /// Writes the numbers of the column together, before what each cell says: with the same decimals.
    pub(crate) fn alike(mut self, shown: fn(&[f64]) -> Vec<String>) -> Self {
        self.alike = Some(shown);
        self
    }

    /// Marks the best cells of the column, all of those that are equal.
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
        if let Some(alike) = self.alike {
            let values: Vec<f64> =
                cells.iter().map(|cell| cell.value.unwrap_or(f64::NAN)).collect();
            for (cell, text) in cells.iter_mut().zip(alike(&values)) {
                cell.text = text + &cell.text;
            }
        }
        if let Some(better) = self.better {
            mark_best(&mut cells, better);
        }
        cells
    }
}

/// Marks the best cell, and those that differ from it by rounding or look the same.
fn mark_best(cells: &mut [Cell], better: Better) {
    let Some(best) = better.best(cells.iter().filter_map(|cell| cell.value)) else { return };
    let shown = cells.iter().find(|cell| cell.value == Some(best)).map(|cell| cell.text.clone());
    for cell in cells {
        let is_equal = |value| is_rounding(value, best) || Some(&cell.text) == shown.as_ref();
        cell.is_best = cell.value.is_some_and(is_equal);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::numbers::alike;

    #[test]
    fn equal_but_for_rounding_is_equally_good() {
        let values = [78.851_441_426_146_1, 78.851_441_426_146_08, 80.0];
        let column =
            ColumnOf::new("x", "", |value: &f64| Cell::of_number(*value, |_| String::new()));
        let column = column.alike(alike).best(Better::Less);
        let cells = column.cells(&values);
        assert_eq!(cells.iter().map(|cell| cell.is_best).collect::<Vec<_>>(), [true, true, false]);
        assert_eq!(cells[2].text, "80.00");
    }

    #[test]
    fn what_looks_the_same_is_marked_the_same() {
        let values = [0.4691, 0.4689, 0.2];
        let column = ColumnOf::number("x", "", |value: &f64| *value, |value| format!("{value:.3}"));
        let cells = column.best(Better::More).cells(&values);
        assert_eq!(cells.iter().map(|cell| cell.is_best).collect::<Vec<_>>(), [true, true, false]);
    }
}
