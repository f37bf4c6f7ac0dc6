use std::fmt::{Formatter, Result};

use crate::{Cell, Contingency};

/// Limits of a table that is not printed in full.
const MAX_ROWS: usize = 20;
const MAX_COLUMNS: usize = 12;
const MAX_NAME: usize = 20;

/// Writes counts in aligned columns, with the sums of rows and columns.
pub(crate) fn write_table(
    f: &mut Formatter<'_>,
    counts: &Contingency,
    class_name: impl Fn(usize) -> String,
    cluster_name: impl Fn(usize) -> String,
) -> Result {
    let (max_rows, max_columns) =
        if f.alternate() { (usize::MAX, usize::MAX) } else { (MAX_ROWS, MAX_COLUMNS) };
    let (n_rows, n_columns) =
        (counts.n_classes().min(max_rows), counts.n_clusters().min(max_columns));
    let rows_left = names_left(counts.n_classes() - n_rows);
    let columns_left = names_left(counts.n_clusters() - n_columns);

    let row_names: Vec<String> = (0..n_rows).map(|class| shortened(&class_name(class))).collect();
    let totals = row_of(counts.cluster_sizes().iter().copied().enumerate(), n_columns);
    let headers = (0..n_columns).map(|cluster| shortened(&cluster_name(cluster)));
    let headers = headers.chain(columns_left).chain([TOTAL.to_owned()]);
    let layout = Layout::new(&row_names, rows_left.as_deref(), headers.collect(), &totals);

    layout.write_line(f, "", &layout.headers)?;
    // Every class has a cell, so these are the rows in their order.
    let mut rows = counts.cells().chunk_by(|a, b| a.class == b.class);
    for (name, row) in row_names.iter().zip(rows.by_ref()) {
        layout.write_counts(f, name, &row_of(row.iter().map(of_cell), n_columns))?;
    }
    if let Some(name) = rows_left {
        layout.write_counts(f, &name, &row_of(rows.flatten().map(of_cell), n_columns))?;
    }
    layout.write_counts(f, TOTAL, &totals)
}

const TOTAL: &str = "total";

fn of_cell(cell: &Cell) -> (usize, u64) {
    (cell.cluster, cell.count)
}

fn names_left(n_left: usize) -> Option<String> {
    (n_left > 0).then(|| format!("… {n_left} more"))
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= MAX_NAME {
        return name.to_owned();
    }
    name.chars().take(MAX_NAME - 1).chain(['…']).collect()
}

/// Counts of one row: for each shown cluster, for all other clusters together, and in total.
struct Row {
    shown: Vec<u64>,
    others: u64,
    total: u64,
}

fn row_of(counts: impl Iterator<Item = (usize, u64)>, n_columns: usize) -> Row {
    let mut row = Row { shown: vec![0; n_columns], others: 0, total: 0 };
    for (cluster, count) in counts {
        *row.shown.get_mut(cluster).unwrap_or(&mut row.others) += count;
        row.total += count;
    }
    row
}

struct Layout {
    name_width: usize,
    headers: Vec<String>,
    widths: Vec<usize>,
}

impl Layout {
    /// Finds the widths of all columns. The total of a column is its widest number.
    fn new(
        row_names: &[String],
        rows_left: Option<&str>,
        headers: Vec<String>,
        totals: &Row,
    ) -> Self {
        let width = |text: &str| text.chars().count();
        let names = row_names.iter().map(String::as_str).chain(rows_left).chain([TOTAL]);
        let has_others = headers.len() > totals.shown.len() + 1;
        let columns = headers.iter().zip(texts(totals, has_others));
        Self {
            name_width: names.map(width).max().unwrap_or(0),
            widths: columns.map(|(header, total)| width(header).max(width(&total))).collect(),
            headers,
        }
    }

    fn write_counts(&self, f: &mut Formatter<'_>, name: &str, row: &Row) -> Result {
        let has_others = self.headers.len() > row.shown.len() + 1;
        self.write_line(f, name, &texts(row, has_others))
    }

    fn write_line(&self, f: &mut Formatter<'_>, name: &str, columns: &[String]) -> Result {
        write!(f, "{name:<width$}", width = self.name_width)?;
        for (text, width) in columns.iter().zip(&self.widths) {
            write!(f, "  {text:>width$}")?;
        }
        writeln!(f)
    }
}

fn texts(row: &Row, has_others: bool) -> Vec<String> {
    let others = has_others.then_some(row.others);
    let counts = row.shown.iter().copied().chain(others).chain([row.total]);
    counts.map(|count| if count == 0 { ".".to_owned() } else { count.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Contingency, ContingencyTable};

    #[test]
    fn what_is_left_out_is_summed_up() {
        let labels: Vec<u32> = (0..1000).map(|i| i * i % 30).collect();
        let clusters: Vec<u32> = (0..1000).map(|i| i % 25).collect();
        let table = ContingencyTable::new(&clusters, &labels).unwrap();
        assert_eq!((table.counts().n_classes(), table.counts().n_clusters()), (25, 12));
        let lines: Vec<String> = table.to_string().lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 1 + 20 + 1 + 1);
        assert!(lines[21].starts_with("… 5 more"), "{table}");
        assert!(lines[21].ends_with(" 200"), "{table}");

        let table = ContingencyTable::new(&labels, &clusters).unwrap();
        let printed = table.to_string();
        assert!(printed.lines().next().unwrap().ends_with("  11  … 13 more  total"), "{printed}");
        for line in printed.lines().skip(1) {
            let n_columns = line.trim_start_matches("…").split_whitespace().count();
            assert_eq!(n_columns, 15, "{line}");
            let counts = line.split_whitespace().skip(1);
            let counts: Vec<u64> = counts.map(|count| count.parse().unwrap_or(0)).collect();
            assert_eq!(counts[..13].iter().sum::<u64>(), counts[13], "{line}");
        }
        assert_eq!(format!("{table:#}").lines().next().unwrap().split_whitespace().count(), 26);
    }

    #[test]
    fn columns_are_aligned_whatever_the_names() {
        let names = ["é", "a name that is much longer than it should be", "-1"];
        let table = ContingencyTable::new(&names, &["wide enough", "b", "b"]).unwrap();
        let widths: Vec<usize> =
            table.to_string().lines().map(|line| line.chars().count()).collect();
        assert_eq!(widths, [20 + 2 + 1 + 2 + 11 + 2 + 5; 5]);
        assert!(table.to_string().contains("a name that is much…  "), "{table}");
        let huge = Contingency::from_counts(&[[1 << 31, 1], [0, 7]]).unwrap();
        assert!(huge.to_string().contains("2147483648  1  2147483649\n"), "{huge}");
    }
}
