use svg::node::element::{Group, Rectangle, Text};

use crate::charts::drawing::{
    ColumnNames, FONT_SIZE, OKABE_ITO, Side, blue, caption, fitted_name, group, heading, label,
    page, rectangle, rounded, text_width, widest,
};

const HEADING: f64 = 38.0;
const MARGIN: f64 = 16.0;
const NAMES: f64 = 150.0;
const AXIS: f64 = 22.0;
const LEGEND: f64 = 44.0;
/// The narrowest page that has room for the legend.
const NARROWEST: f64 = 430.0;
/// Rows and columns that are drawn at most.
const MOST: usize = 60;

/// Counts of two labelings, rows the classes, columns the clusters.
///
/// A cell is the darker, the larger its share of its row is. The cell of a row and the column that it is
/// matched with is outlined. Past 60 rows or columns the figure says how many it leaves out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeatMap<'a> {
    pub(crate) title: &'a str,
    pub(crate) row_axis: &'a str,
    pub(crate) column_axis: &'a str,
    pub(crate) row_names: &'a [String],
    pub(crate) column_names: &'a [String],
    /// One row per name, each with one count per column.
    pub(crate) counts: &'a [Vec<u64>],
    /// The column that each row is matched with.
    pub(crate) matched: &'a [Option<usize>],
}

impl HeatMap<'_> {
    /// The text of an SVG file; `None` unless there are as many counts as names.
    pub(crate) fn to_svg(self) -> Option<String> {
        let n_columns = self.column_names.len();
        let is_whole = self.counts.len() == self.row_names.len()
            && self.matched.len() == self.row_names.len()
            && self.counts.iter().all(|row| row.len() == n_columns);
        if !is_whole || self.row_names.is_empty() || n_columns == 0 {
            return None;
        }
        let grid = Grid::new(&self);
        let width = (grid.left + grid.width() + MARGIN).max(NARROWEST);
        let note = self.note();
        let height = grid.bottom() + LEGEND + if note.is_some() { 18.0 } else { 0.0 };
        let svg = page(width, height, self.title, &self.description())
            .add(heading(self.title, width / 2.0))
            .add(self.names(&grid))
            .add(self.cells(&grid))
            .add(self.outlines(&grid))
            .add(legend(grid.bottom() + 18.0, note.as_deref()));
        Some(svg.to_string())
    }

    fn description(&self) -> String {
        let matched =
            self.matched.iter().zip(self.counts).filter_map(|(&column, row)| row.get(column?));
        format!(
            "Counts of {} rows ({}) and {} columns ({}), {} in all, {} of them in matched cells.",
            self.row_names.len(),
            self.row_axis,
            self.column_names.len(),
            self.column_axis,
            total(self.counts.iter().flatten()),
            total(matched),
        )
    }

    /// Tells how much of a large table is shown.
    fn note(&self) -> Option<String> {
        let (n_rows, n_columns) = (self.row_names.len(), self.column_names.len());
        let (rows, columns) = (n_rows.min(MOST), n_columns.min(MOST));
        (n_rows.max(n_columns) > MOST)
            .then(|| format!("shown: {rows} of {n_rows} rows, {columns} of {n_columns} columns"))
    }

    fn names(&self, grid: &Grid) -> Group {
        let mut marks = group("names");
        for (row, name) in self.row_names.iter().take(MOST).enumerate() {
            let name = fitted_name(name, grid.font_size, NAMES);
            let y = grid.y(row) + grid.cell / 2.0 + 0.35 * grid.font_size;
            marks = marks.add(label(&name, grid.font_size, grid.left - 6.0, y, Side::End));
        }
        let names = grid.column_names(self.column_names);
        for (column, name) in names.names.iter().enumerate() {
            let x = grid.x(column) + grid.cell / 2.0;
            marks = marks.add(names.draw(name, x, grid.top - 6.0, Side::Start));
        }
        let middle = [grid.left + grid.width() / 2.0, rounded(grid.top.midpoint(grid.bottom()))];
        let rows = caption(self.row_axis, MARGIN, middle[1]);
        marks
            .add(caption(self.column_axis, middle[0], HEADING + 12.0))
            .add(rows.set("transform", format!("rotate(-90 {MARGIN} {})", middle[1])))
    }

    fn cells(&self, grid: &Grid) -> Group {
        let mut marks = group("cells").set("text-anchor", "middle");
        for (row, counts) in self.counts.iter().take(MOST).enumerate() {
            let total = total(counts);
            for (column, &count) in counts.iter().take(MOST).enumerate() {
                let (colour, words) = blue(count as f64 / total.max(1) as f64);
                let cell = grid.rectangle(row, column).set("fill", colour);
                let words = if count == 0 { "#767676" } else { words };
                marks = marks.add(cell).add(grid.count(row, column, count).set("fill", words));
            }
        }
        marks
    }

    fn outlines(&self, grid: &Grid) -> Group {
        let matched = self.matched.iter().take(MOST).enumerate();
        let matched = matched.filter_map(|(row, &column)| Some((row, column?)));
        let shown = matched.filter(|&(_, column)| column < self.column_names.len().min(MOST));
        let marks = group("matched").set("fill", "none");
        let marks = marks.set("stroke", OKABE_ITO[1]).set("stroke-width", 2.5);
        shown.fold(marks, |marks, (row, column)| marks.add(grid.rectangle(row, column)))
    }
}

/// Counts of all the samples there are exceed a `u64` only in theory.
fn total<'a>(counts: impl IntoIterator<Item = &'a u64>) -> u64 {
    counts.into_iter().fold(0, |sum, &count| sum.saturating_add(count))
}

fn legend(y: f64, note: Option<&str>) -> Group {
    let say = |text: &str, x, y| label(text, FONT_SIZE, x, y + 10.0, Side::Start);
    let start = MARGIN + 136.0;
    let marks = group("legend").add(say("share of the row: 0 %", MARGIN, y));
    let marks = (0..=8_u8).map(f64::from).fold(marks, |marks, step| {
        let patch = rectangle(start + 12.0 * step, y, 12.0, 12.0);
        marks.add(patch.set("fill", blue(step / 8.0).0))
    });
    let patch = rectangle(start + 164.0, y, 12.0, 12.0).set("fill", "none");
    let marks = marks
        .add(say("100 %", start + 114.0, y))
        .add(patch.set("stroke", OKABE_ITO[1]).set("stroke-width", 2.5))
        .add(say("matched", start + 184.0, y));
    note.into_iter().fold(marks, |marks, note| marks.add(say(note, MARGIN, y + 18.0)))
}

/// Places and sizes of the cells.
struct Grid {
    left: f64,
    top: f64,
    cell: f64,
    n_rows: usize,
    n_columns: usize,
    font_size: f64,
}

impl Grid {
    fn new(map: &HeatMap) -> Self {
        let (n_rows, n_columns) = (map.row_names.len().min(MOST), map.column_names.len().min(MOST));
        let (cell, font_size) = match n_rows.max(n_columns) {
            0..=12 => (44.0, FONT_SIZE),
            13..=20 => (34.0, FONT_SIZE),
            _ => (27.0, 11.0),
        };
        let row_names = widest(&map.row_names[..n_rows], font_size).min(NAMES);
        let left = MARGIN + AXIS - FONT_SIZE + row_names + 10.0;
        let grid = Self { left, top: HEADING + AXIS, cell, n_rows, n_columns, font_size };
        let names = grid.column_names(map.column_names);
        let above = if names.is_turned() { names.widest() } else { FONT_SIZE };
        Self { top: grid.top + above + 6.0, ..grid }
    }

    fn column_names<'a>(&self, names: &'a [String]) -> ColumnNames<'a> {
        let (names, room) = (&names[..self.n_columns], self.cell - 2.0);
        ColumnNames { names, font_size: self.font_size, room, most: NAMES }
    }

    fn width(&self) -> f64 {
        self.cell * self.n_columns as f64
    }

    fn bottom(&self) -> f64 {
        self.top + self.cell * self.n_rows as f64
    }

    fn x(&self, column: usize) -> f64 {
        self.left + self.cell * column as f64
    }

    fn y(&self, row: usize) -> f64 {
        self.top + self.cell * row as f64
    }

    /// The cell with a gap of 1 around it.
    fn rectangle(&self, row: usize, column: usize) -> Rectangle {
        let side = self.cell - 1.0;
        rectangle(self.x(column) + 0.5, self.y(row) + 0.5, side, side)
    }

    /// The count in letters small enough to fit, and past a hundred thousand or so in thousands.
    fn count(&self, row: usize, column: usize, count: u64) -> Text {
        let fits = |text: &str| (self.cell - 3.0) / text_width(text, 1.0);
        let mut text = count.to_string();
        for (unit, letter) in [(1_000, 'k'), (1_000_000, 'M'), (1_000_000_000, 'G')] {
            if fits(&text) < 11.0 && count >= unit {
                text = format!("{}{letter}", count / unit);
            }
        }
        let size = rounded(fits(&text).min(self.font_size));
        let (x, y) = (self.x(column) + self.cell / 2.0, self.y(row) + self.cell / 2.0);
        Text::new(text)
            .set("x", rounded(x))
            .set("y", rounded(y + 0.35 * size))
            .set("font-size", size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{number_of, of_class, parts, read, texts};

    fn draw(counts: &[Vec<u64>], matched: &[Option<usize>]) -> Option<String> {
        let names = |n: usize| (0..n).map(|i| format!("label {i}")).collect::<Vec<_>>();
        let (row_names, column_names) = (names(counts.len()), names(counts.first()?.len()));
        let map = HeatMap {
            title: "Classes & clusters",
            row_axis: "class",
            column_axis: "cluster",
            row_names: &row_names,
            column_names: &column_names,
            counts,
            matched,
        };
        map.to_svg()
    }

    #[test]
    fn every_count_stands_in_its_cell() {
        let counts = [vec![178, 0, 1], vec![2, 55, 99]];
        let svg = draw(&counts, &[Some(0), Some(2)]).unwrap();
        let xml = read(&svg);
        let group = of_class(&xml, "cells")[0];
        assert_eq!(texts(group), ["178", "0", "1", "2", "55", "99"]);
        let cells = parts(group, "rect");
        for (&cell, text) in cells.iter().zip(parts(group, "text")) {
            for (place, side) in [("x", "width"), ("y", "height")] {
                let start = number_of(cell, place);
                assert!((start..start + number_of(cell, side)).contains(&number_of(text, place)));
            }
        }
        let place = |node| [number_of(node, "x"), number_of(node, "y")];
        let outlines = parts(of_class(&xml, "matched")[0], "rect").into_iter().map(place);
        assert_eq!(outlines.collect::<Vec<_>>(), [place(cells[0]), place(cells[5])]);
        assert!(svg.contains("335 in all, 277 of them in matched cells"), "{svg}");
    }

    #[test]
    fn a_dark_cell_has_white_words() {
        let svg = draw(&[vec![99, 1, 0]], &[None]).unwrap();
        let xml = read(&svg);
        let texts = parts(of_class(&xml, "cells")[0], "text");
        let colours: Vec<_> = texts.iter().map(|text| text.attribute("fill").unwrap()).collect();
        assert_eq!(colours, ["#fff", "#000", "#767676"]);
    }

    #[test]
    fn names_and_counts_must_agree() {
        assert_eq!(draw(&[vec![1, 2], vec![3]], &[None; 2]), None);
        assert_eq!(draw(&[vec![1, 2]], &[None; 2]), None);
        assert_eq!(draw(&[vec![]], &[None]), None);
        assert_eq!(draw(&[], &[]), None);
        assert!(draw(&[vec![0]], &[Some(7)]).is_some(), "a match that is not shown");
    }

    #[test]
    fn large_tables_and_counts_fit() {
        let svg = draw(&[vec![u64::MAX; 2], vec![123_456, 7]], &[None; 2]).unwrap();
        assert!(svg.contains("18446744073G") && !svg.contains("NaN"), "{svg}");
        let svg = draw(&vec![vec![123_456; 200]; 70], &[None; 70]).unwrap();
        let xml = read(&svg);
        assert_eq!(parts(of_class(&xml, "cells")[0], "rect").len(), MOST * MOST);
        assert!(svg.contains("shown: 60 of 70 rows, 60 of 200 columns"), "{svg}");
    }
}
