//! Columns are added to a text table, and every other byte stays.

use std::fs;

use digits_data::Error;
use digits_data::files::{
    Column, ColumnOptions, Missing, TableOptions, append_columns, read_column, read_table,
};
use proptest::prelude::*;

/// Adds the number of each row as column `cluster`.
fn appended(text: &[u8], options: &TableOptions) -> Result<String, Error> {
    let folder = tempfile::tempdir().unwrap();
    let (table, out) = (folder.path().join("table.csv"), folder.path().join("out.csv"));
    fs::write(&table, text).unwrap();
    append_columns(&table, options, &["cluster"], |row| vec![row.to_string()], &out)?;
    Ok(String::from_utf8(fs::read(&out).unwrap()).unwrap())
}

#[test]
fn other_bytes_stay() {
    for (text, expected) in [
        ("a,b\n1,2\n3,4\n", "a,b,cluster\n1,2,0\n3,4,1\n"),
        ("a,b\r\n1, 2\r\n3,4", "a,b,cluster\r\n1, 2,0\r\n3,4,1"),
        ("a;b\r1;2\r3;4\r", "a;b;cluster\r1;2;0\r3;4;1\r"),
        ("1,2\n\n\n3,4\n\n", "1,2,0\n\n\n3,4,1\n\n"),
        ("a,\"b\nc\"\n1,\"2\"\n\"3\",4\n", "a,\"b\nc\",cluster\n1,\"2\",0\n\"3\",4,1\n"),
        ("\u{feff}a,b\n1.50,2e0\n", "\u{feff}a,b,cluster\n1.50,2e0,0\n"),
        (
            "# x y
1 2
",
            "# x y cluster
1 2 0
",
        ),
        ("sep=;\na;b\n1;2\n", "sep=;\na;b;cluster\n1;2;0\n"),
        ("1  2\n 3 4\n", "1  2 0\n 3 4 1\n"),
        ("a\n1\n\n3\n", "a,cluster\n1,0\n,1\n3,2\n"),
    ] {
        let options = TableOptions { missing: Missing::DropRows, ..TableOptions::new() };
        let delimiter = text.starts_with("a\n").then_some(b',');
        let options = TableOptions { delimiter, ..options };
        assert_eq!(appended(text.as_bytes(), &options).unwrap(), expected, "{text:?}");
    }
}

#[test]
fn comments_and_skipped_lines_stay() {
    let text = "a title\n# made by hand\na,b\n1,2\n# more\n3,4\n";
    let options = TableOptions { comment: Some(b'#'), skip_lines: 1, ..TableOptions::new() };
    let expected = "a title\n# made by hand\na,b,cluster\n1,2,0\n# more\n3,4,1\n";
    assert_eq!(appended(text.as_bytes(), &options).unwrap(), expected);
}

#[test]
fn a_taken_name_gets_a_number() {
    let text = "cluster,cluster_2\n1,2\n";
    let expected = "cluster,cluster_2,cluster_3\n1,2,0\n";
    assert_eq!(appended(text.as_bytes(), &TableOptions::new()).unwrap(), expected);
}

#[test]
fn a_lost_field_is_na_between_spaces() {
    let folder = tempfile::tempdir().unwrap();
    let (table, out) = (folder.path().join("table.txt"), folder.path().join("out.txt"));
    fs::write(&table, "1 2\n3 4\n").unwrap();
    let nothing = |_| vec![String::new()];
    append_columns(&table, &TableOptions::new(), &["cluster"], nothing, &out).unwrap();
    assert_eq!(fs::read_to_string(&out).unwrap(), "1 2 NA\n3 4 NA\n");
}

#[test]
fn only_text_has_columns_to_add_to() {
    let folder = tempfile::tempdir().unwrap();
    let (table, out) = (folder.path().join("table.npy"), folder.path().join("out.csv"));
    let samples = digits_data::Samples::from_rows(&[[1.0]]).unwrap();
    digits_data::files::write_table(&table, samples.view(), None).unwrap();
    let fields = |_| vec![String::new()];
    let error = append_columns(&table, &TableOptions::new(), &["x"], fields, &out).unwrap_err();
    assert!(error.to_string().contains("an NPY file"), "{error}");
    assert!(!out.exists());
}

mod properties {
    use super::*;

    proptest! {
        /// The new column is read back row by row, whatever the line breaks, quotes and blank lines.
        #[test]
        fn rows_are_those_that_the_reader_counts(
            rows in prop::collection::vec((0_u32..100, "[a-z ,\n\"]{0,6}", 0_usize..3), 1..300),
            line_break in prop::sample::select(vec!["\n", "\r\n", "\r"]),
            ends in any::<bool>(),
        ) {
            let mut text = format!("value,word{line_break}");
            for (number, word, n_blank) in &rows {
                let word = word.replace('"', "\"\"");
                let row = format!("{number},\"{word}\"{line_break}");
                text.extend([row, line_break.repeat(*n_blank)]);
            }
            if !ends {
                text.truncate(text.trim_end_matches(['\r', '\n']).len());
            }
            let options = TableOptions {
                label_column: None,
                columns: "value".parse().unwrap(),
                ..TableOptions::new()
            };
            let out = appended(text.as_bytes(), &options).unwrap();
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("out.csv");
            fs::write(&path, &out).unwrap();
            let of = |name: &str| ColumnOptions {
                column: Some(Column::Name(name.into())),
                ..ColumnOptions::new()
            };
            let clusters: Vec<f64> = (0..rows.len()).map(|row| row as f64).collect();
            prop_assert_eq!(read_column(&path, &of("cluster")).unwrap(), clusters);
            let values: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
            let again = read_table::<f64>(&path, &options).unwrap();
            prop_assert_eq!(again.samples.as_slice(), values);
        }
    }
}
