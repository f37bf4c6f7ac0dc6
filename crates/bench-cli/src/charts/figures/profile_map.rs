use svg::node::element::Group;

use crate::charts::drawing::{
    FONT_SIZE, Side, caption, diverging, faint, fitted_name, group, heading, label, page,
    rectangle, rounded, text_width, widest,
};

const TOP: f64 = 76.0;
const MARGIN: f64 = 16.0;
const NAMES: f64 = 190.0;
const CELL: [f64; 2] = [46.0, 22.0];
/// Columns that are drawn at most.
const MOST: usize = 60;
/// The narrowest page that has room for the legend.
const NARROWEST: f64 = 420.0;
/// Differences from here on have the strongest colour.
const STRONG: f64 = 2.0;

/// How far the mean of each feature in each cluster is from the mean of all samples, as a heat map.
///
/// A row is a feature, a column a cluster. Orange is above the overall mean, blue below it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProfileMap<'a> {
    pub(crate) title: &'a str,
    /// Names of the features that are drawn.
    pub(crate) row_names: &'a [String],
    /// Features of the data; the figure says how many of them it draws.
    pub(crate) n_rows: usize,
    pub(crate) column_names: &'a [String],
    /// One row per name, one value per column, in standard deviations.
    pub(crate) values: &'a [Vec<f64>],
}

impl ProfileMap<'_> {
    /// The text of an SVG file; `None` unless there are as many values as names.
    pub(crate) fn to_svg(self) -> Option<String> {
        let n_columns = self.column_names.len();
        let is_whole = self.values.len() == self.row_names.len()
            && self.values.iter().all(|row| row.len() == n_columns);
        if !is_whole || self.row_names.is_empty() || n_columns == 0 {
            return None;
        }
        let left = MARGIN + widest(self.row_names, FONT_SIZE).min(NAMES) + 8.0;
        let n_shown = n_columns.min(MOST);
        let needed = MARGIN * 2.0 + text_width(self.title, 16.0);
        let width = (left + CELL[0] * n_shown as f64 + MARGIN).max(NARROWEST).max(needed);
        let bottom = TOP + CELL[1] * self.row_names.len() as f64;
        let note = self.note();
        let height = bottom + if note.is_some() { 60.0 } else { 42.0 };
        let mut svg = page(rounded(width), rounded(height), self.title, &self.description())
            .add(heading(self.title, width / 2.0))
            .add(caption("cluster", left + CELL[0] * n_shown as f64 / 2.0, 46.0))
            .add(self.names(left))
            .add(self.cells(left))
            .add(legend(bottom + 14.0));
        if let Some(note) = note {
            svg = svg.add(faint(label(&note, FONT_SIZE, MARGIN, bottom + 50.0, Side::Start)));
        }
        Some(svg.to_string())
    }

    fn description(&self) -> String {
        format!(
            "A heat map of {} features and {} clusters. Each cell has the mean of the feature in the cluster \
             less the mean of all samples, in standard deviations.",
            self.row_names.len(),
            self.column_names.len(),
        )
    }

    /// Tells how much of a large table is shown.
    fn note(&self) -> Option<String> {
        let (n_columns, n_rows) = (self.column_names.len(), self.row_names.len());
        (n_rows < self.n_rows || n_columns > MOST).then(|| {
            format!(
                "shown: {n_rows} of {} features, {} of {n_columns} clusters",
                self.n_rows,
                n_columns.min(MOST)
            )
        })
    }

    fn names(&self, left: f64) -> Group {
        let mut marks = group("names");
        for (row, name) in self.row_names.iter().enumerate() {
            let y = TOP + CELL[1] * (row as f64 + 0.5) + 4.0;
            let name = fitted_name(name, FONT_SIZE, NAMES);
            marks = marks.add(label(&name, FONT_SIZE, left - 6.0, y, Side::End));
        }
        for (column, name) in self.column_names.iter().take(MOST).enumerate() {
            let x = left + CELL[0] * (column as f64 + 0.5);
            marks = marks.add(caption(&fitted_name(name, FONT_SIZE, CELL[0]), x, TOP - 8.0));
        }
        marks
    }

    fn cells(&self, left: f64) -> Group {
        let mut marks = group("cells").set("text-anchor", "middle");
        for (row, values) in self.values.iter().enumerate() {
            for (column, &value) in values.iter().take(MOST).enumerate() {
                let (x, y) = (left + CELL[0] * column as f64, TOP + CELL[1] * row as f64);
                let cell = rectangle(x + 0.5, y + 0.5, CELL[0] - 1.0, CELL[1] - 1.0);
                let (x, y) = (x + CELL[0] / 2.0, y + CELL[1] / 2.0 + 4.0);
                // The colours are pale enough for black in light and dark.
                let number = caption(&shown(value), x, y).set("class", "number");
                marks = marks.add(cell.set("fill", diverging(value / STRONG))).add(number);
            }
        }
        marks
    }
}

/// One decimal, and no minus before a zero.
fn shown(value: f64) -> String {
    let value = (value * 10.0).round() / 10.0;
    if value == 0.0 { "0.0".into() } else { format!("{value:+.1}") }
}

fn legend(y: f64) -> Group {
    let say = |text: &str, x: f64| label(text, FONT_SIZE, x, y + 10.0, Side::Start);
    let start = MARGIN + 78.0;
    let marks = group("legend").add(say("2 below", MARGIN));
    let marks = (0..=8_u8).map(f64::from).fold(marks, |marks, step| {
        let patch = rectangle(start + 14.0 * step, y, 14.0, 12.0);
        marks.add(patch.set("fill", diverging(step / 4.0 - 1.0)))
    });
    marks.add(say("2 above the mean of all samples", start + 134.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::reading::{of_class, parts, read, texts};

    fn draw(values: &[Vec<f64>], n_rows: usize) -> Option<String> {
        let names = |n: usize| (0..n).map(|i| format!("name {i}")).collect::<Vec<_>>();
        let (row_names, column_names) = (names(values.len()), names(values.first()?.len()));
        let (row_names, column_names) = (&row_names, &column_names);
        ProfileMap { title: "A & b", row_names, n_rows, column_names, values }.to_svg()
    }

    #[test]
    fn every_value_stands_in_its_cell() {
        let svg = draw(&[vec![-1.26, 0.01, 2.0], vec![9.0, -0.01, 0.5]], 2).unwrap();
        let xml = read(&svg);
        let cells = of_class(&xml, "cells")[0];
        assert_eq!(texts(cells), ["-1.3", "0.0", "+2.0", "+9.0", "0.0", "+0.5"]);
        let fills: Vec<_> =
            parts(cells, "rect").iter().map(|it| it.attribute("fill").unwrap()).collect();
        assert_eq!(fills[2], fills[3], "from two on they are equal");
        assert_ne!(fills[0], fills[2]);
    }

    #[test]
    fn what_is_left_out_is_said() {
        assert!(
            draw(&[vec![1.0]], 80).unwrap().contains("shown: 1 of 80 features, 1 of 1 clusters")
        );
        assert!(!draw(&[vec![1.0]], 1).unwrap().contains("shown:"));
        assert_eq!(draw(&[vec![1.0], vec![]], 2), None);
        assert!(draw(&[vec![f64::NAN, f64::INFINITY]], 1).is_some());
    }
}
