use svg::node::element::{Group, Rectangle, Text};

use super::axes::FONT_SIZE;
use super::colours::{OKABE_ITO, blue};
use super::document::{caption, heading, page, rounded};
use super::fitted_text::{fitted, text_width};

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
    /// A row a name, each with a count a column.
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
        let grid = Grid::of(&self);
        let width = (grid.left + grid.width() + MARGIN).max(NARROWEST);
        let is_cut = self.row_names.len().max(n_columns) > MOST;
        let height = grid.bottom() + if is_cut { LEGEND + 18.0 } else { LEGEND };
        let svg = page(width, height, self.title, &self.description())
            .add(heading(self.title, width / 2.0))
            .add(self.names(&grid))
            .add(self.cells(&grid))
            .add(self.outlines(&grid))
            .add(self.legend(&grid));
        Some(svg.to_string())
    }

    fn description(&self) -> String {
        let matched =
            self.matched.iter().zip(self.counts).filter_map(|(&column, row)| row.get(column?));
        let total =
            self.counts.iter().flatten().fold(0, |sum: u64, count| sum.saturating_add(*count));
        format!(
            "Counts of {} rows ({}) and {} columns ({}), {total} in all, {} of them in matched cells.",
            self.row_names.len(),
            self.row_axis,
            self.column_names.len(),
            self.column_axis,
            matched.fold(0, |sum: u64, count| sum.saturating_add(*count)),
        )
    }

    fn names(&self, grid: &Grid) -> Group {
        let mut group = Group::new().set("class", "names");
        for (row, name) in self.row_names.iter().take(MOST).enumerate() {
            let name = fitted(name, grid.font_size, NAMES);
            let y = grid.y(row) + grid.cell / 2.0 + 0.35 * grid.font_size;
            let name = caption(&name, grid.font_size, grid.left - 6.0, y);
            group = group.add(name.set("text-anchor", "end"));
        }
        for (column, name) in self.column_names.iter().take(MOST).enumerate() {
            let x = grid.x(column) + grid.cell / 2.0;
            group = group.add(grid.column_name(name, x));
        }
        let middle = [grid.left + grid.width() / 2.0, grid.top + grid.height() / 2.0];
        let rows = caption(self.row_axis, FONT_SIZE, MARGIN, middle[1]);
        let turned = format!("rotate(-90 {} {})", MARGIN, rounded(middle[1]));
        group
            .add(caption(self.column_axis, FONT_SIZE, middle[0], HEADING + 12.0))
            .add(rows.set("transform", turned))
    }

    fn cells(&self, grid: &Grid) -> Group {
        let mut group = Group::new().set("class", "cells").set("text-anchor", "middle");
        for (row, counts) in self.counts.iter().take(MOST).enumerate() {
            // Counts of all the samples there are do not fit a `u64` only in theory.
            let total = counts.iter().fold(0, |sum: u64, count| sum.saturating_add(*count));
            for (column, &count) in counts.iter().take(MOST).enumerate() {
                let (colour, words) = blue(count as f64 / total.max(1) as f64);
                let cell = grid.rectangle(row, column).set("fill", colour);
                let words = if count == 0 { "#767676" } else { words };
                group = group.add(cell).add(grid.count(row, column, count).set("fill", words));
            }
        }
        group
    }

    fn outlines(&self, grid: &Grid) -> Group {
        let group = Group::new().set("class", "matched").set("fill", "none");
        let group = group.set("stroke", OKABE_ITO[1]).set("stroke-width", 2.5);
        let matched = self.matched.iter().take(MOST).enumerate();
        let matched = matched.filter_map(|(row, &column)| Some((row, column?)));
        let shown = matched.filter(|&(_, column)| column < self.column_names.len().min(MOST));
        shown.fold(group, |group, (row, column)| group.add(grid.rectangle(row, column)))
    }

    fn legend(&self, grid: &Grid) -> Group {
        let (x, y) = (MARGIN, grid.bottom() + 18.0);
        let say =
            |text: &str, x, y| caption(text, FONT_SIZE, x, y + 10.0).set("text-anchor", "start");
        let mut group = Group::new().set("class", "legend").add(say("share of the row: 0 %", x, y));
        let start = x + 136.0;
        for step in 0..=8_u8 {
            let colour = blue(f64::from(step) / 8.0).0;
            let patch = Rectangle::new().set("x", start + 12.0 * f64::from(step)).set("y", y);
            group = group.add(patch.set("width", 12).set("height", 12).set("fill", colour));
        }
        let outlined = start + 164.0;
        let patch =
            Rectangle::new().set("x", outlined).set("y", y).set("width", 12).set("height", 12);
        let patch = patch.set("fill", "none").set("stroke", OKABE_ITO[1]).set("stroke-width", 2.5);
        group = group.add(say("100 %", start + 114.0, y)).add(patch).add(say(
            "matched",
            outlined + 20.0,
            y,
        ));
        let (n_rows, n_columns) = (self.row_names.len(), self.column_names.len());
        if n_rows.max(n_columns) > MOST {
            let (rows, columns) = (n_rows.min(MOST), n_columns.min(MOST));
            let shown = format!("shown: {rows} of {n_rows} rows, {columns} of {n_columns} columns");
            group = group.add(say(&shown, x, y + 18.0));
        }
        group
    }
}

/// Where cells stand, and how large they are.
struct Grid {
    left: f64,
    top: f64,
    cell: f64,
    n_rows: usize,
    n_columns: usize,
    font_size: f64,
    /// Whether the names of columns are turned, having no room otherwise.
    is_turned: bool,
}

impl Grid {
    fn of(map: &HeatMap) -> Self {
        let (n_rows, n_columns) = (map.row_names.len().min(MOST), map.column_names.len().min(MOST));
        let (cell, font_size) = match n_rows.max(n_columns) {
            0..=12 => (44.0, FONT_SIZE),
            13..=20 => (34.0, FONT_SIZE),
            21..=30 => (27.0, 11.0),
            _ => (20.0, 9.0),
        };
        let widest = |names: &[String]| {
            let widths = names.iter().take(MOST).map(|name| text_width(name, font_size));
            widths.fold(0.0, f64::max).min(NAMES)
        };
        let is_turned = widest(map.column_names) > cell - 2.0;
        let above = if is_turned { widest(map.column_names) + 6.0 } else { FONT_SIZE + 6.0 };
        Self {
            left: MARGIN + AXIS - FONT_SIZE + widest(map.row_names) + 10.0,
            top: HEADING + AXIS + above,
            cell,
            n_rows,
            n_columns,
            font_size,
            is_turned,
        }
    }

    fn width(&self) -> f64 {
        self.cell * self.n_columns as f64
    }

    fn height(&self) -> f64 {
        self.cell * self.n_rows as f64
    }

    fn bottom(&self) -> f64 {
        self.top + self.height()
    }

    fn x(&self, column: usize) -> f64 {
        self.left + self.cell * column as f64
    }

    fn y(&self, row: usize) -> f64 {
        self.top + self.cell * row as f64
    }

    /// The cell with a gap of 1 around it.
    fn rectangle(&self, row: usize, column: usize) -> Rectangle {
        let rectangle = Rectangle::new().set("x", rounded(self.x(column) + 0.5));
        let rectangle = rectangle.set("y", rounded(self.y(row) + 0.5));
        rectangle.set("width", self.cell - 1.0).set("height", self.cell - 1.0)
    }

    fn column_name(&self, name: &str, x: f64) -> Text {
        let y = self.top - 6.0;
        if !self.is_turned {
            return caption(name, self.font_size, x, y);
        }
        let x = rounded(x + 0.35 * self.font_size);
        caption(&fitted(name, self.font_size, NAMES), self.font_size, x, y)
            .set("text-anchor", "start")
            .set("transform", format!("rotate(-90 {x} {})", rounded(y)))
    }

    /// The count in letters small enough to fit, and past a hundred thousand or so in thousands.
    fn count(&self, row: usize, column: usize, count: u64) -> Text {
        let fits = |text: &str| (self.cell - 3.0) / text_width(text, 1.0);
        let mut text = count.to_string();
        for (unit, letter) in [(1_000, 'k'), (1_000_000, 'M'), (1_000_000_000, 'G')] {
            if fits(&text) < 7.0 && count >= unit {
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
    use roxmltree::{Document as Xml, Node};

    use super::*;

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

    fn in_class<'a>(xml: &'a Xml, class: &str, tag: &str) -> Vec<Node<'a, 'a>> {
        let group = xml.descendants().find(|node| node.attribute("class") == Some(class)).unwrap();
        group.children().filter(|node| node.has_tag_name(tag)).collect()
    }

    #[test]
    fn every_count_stands_in_its_cell() {
        let counts = [vec![178, 0, 1], vec![2, 55, 99]];
        let svg = draw(&counts, &[Some(0), Some(2)]).unwrap();
        let xml = Xml::parse(&svg).unwrap();
        let texts = in_class(&xml, "cells", "text");
        let written: Vec<&str> = texts.iter().map(|text| text.text().unwrap().trim()).collect();
        assert_eq!(written, ["178", "0", "1", "2", "55", "99"]);
        let at = |node: &Node, name| node.attribute(name).unwrap().parse::<f64>().unwrap();
        for (cell, text) in in_class(&xml, "cells", "rect").iter().zip(&texts) {
            let (x, y) = (at(cell, "x"), at(cell, "y"));
            assert!((x..x + at(cell, "width")).contains(&at(text, "x")));
            assert!((y..y + at(cell, "height")).contains(&at(text, "y")));
        }
        let outlines = in_class(&xml, "matched", "rect");
        let cells = in_class(&xml, "cells", "rect");
        let place = |node: &Node| [at(node, "x"), at(node, "y")];
        assert_eq!(
            outlines.iter().map(place).collect::<Vec<_>>(),
            [place(&cells[0]), place(&cells[5])]
        );
        assert!(svg.contains("335 in all, 277 of them in matched cells"), "{svg}");
    }

    #[test]
    fn a_dark_cell_has_white_words() {
        let svg = draw(&[vec![99, 1, 0]], &[None]).unwrap();
        let xml = Xml::parse(&svg).unwrap();
        let texts = in_class(&xml, "cells", "text");
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
        let xml = Xml::parse(&svg).unwrap();
        assert_eq!(in_class(&xml, "cells", "rect").len(), MOST * MOST);
        assert!(svg.contains("shown: 60 of 70 rows, 60 of 200 columns"), "{svg}");
    }
}
