//! The reading of a first row of text, and the error if it has two readings.

use std::fs;

use digits_data::Error;
use digits_data::files::{
    ColumnOptions, Header, ReadErrorKind as Kind, Table, TableOptions, read_labels,
};

use crate::faults::{fault, read};

fn labels(contents: &str, options: &ColumnOptions) -> Result<Vec<String>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labels.csv");
    fs::write(&path, contents).unwrap();
    read_labels(&path, options)
}

fn table(contents: &str, options: &TableOptions) -> Result<Table, Error> {
    read("a.csv", contents.as_bytes(), options)
}

/// More rows than the hundred that are looked at before one is read.
fn many(row: &str) -> String {
    row.repeat(150)
}

#[test]
fn a_label_that_no_preview_shows_may_gainsay_a_header() {
    let usual = ColumnOptions::new();
    let (kind, text) = fault(labels(&format!("y\n{}y\n", many("n\n")), &usual));
    assert_eq!(kind, Kind::AmbiguousHeader);
    assert!(text.starts_with(", line 1: expected a first row that has clearly names"), "{text}");
    assert!(text.ends_with(", found \"y\" in column 0, and \"y\" in line 152"), "{text}");
    let (kind, text) = fault(labels(&format!("kind\n{}x\n", many("0\n")), &usual));
    assert_eq!(kind, Kind::AmbiguousHeader);
    assert!(text.ends_with("\"kind\" in column 0 above numbers, and \"x\" in line 152"), "{text}");

    // One of two grounds is enough.
    let found = labels(&format!("label\n{}x\n", many("0\n")), &usual).unwrap();
    assert_eq!((found.len(), found[150].as_str()), (151, "x"));
    let second = ColumnOptions { column: Some("1".parse().unwrap()), ..usual.clone() };
    let found = labels(&format!("id,y\n{}7,y\n", many("1,n\n")), &second).unwrap();
    assert_eq!((found.len(), found[150].as_str()), (151, "y"));
    assert_eq!(
        fault(labels(&format!("id,y\n{}x,y\n", many("1,n\n")), &second)).0,
        Kind::AmbiguousHeader
    );
    for (header, n_labels) in [(Header::Yes, 151), (Header::No, 152)] {
        let told = ColumnOptions { header, ..usual.clone() };
        assert_eq!(labels(&format!("y\n{}y\n", many("n\n")), &told).unwrap().len(), n_labels);
    }
}

#[test]
fn it_may_in_a_table_too_unless_no_sample_can_be_like_the_first_row() {
    let label = TableOptions { label_column: Some("1".parse().unwrap()), ..TableOptions::new() };
    let rows = format!("{}2,y\n", many("1.5,n\n"));
    let (kind, text) = fault(table(&format!("3,y\n{rows}"), &label));
    assert_eq!(kind, Kind::AmbiguousHeader);
    assert!(text.ends_with("\"y\" in column 1, and \"y\" in line 152"), "{text}");
    let labels = |found: Result<Table, Error>| found.unwrap().labels.unwrap();
    let certain = labels(table(&format!("width,y\n{rows}"), &label));
    assert_eq!((certain.len(), certain[150].as_str()), (151, "y"));
    let named = TableOptions { label_column: Some("y".parse().unwrap()), ..label.clone() };
    assert_eq!(labels(table(&format!("3,y\n{rows}"), &named)).len(), 151);
    let none = TableOptions { header: Header::No, ..label.clone() };
    assert_eq!(labels(table(&format!("3,y\n{rows}"), &none)).len(), 152);
    let weight = TableOptions { weight_column: Some("0".parse().unwrap()), ..label };
    let weighed = format!("w,y,2\n{}1,y,2\n", many("1,n,5\n"));
    assert_eq!(labels(table(&weighed, &weight)).len(), 151, "no weight is called w");
}

/// R's `write.csv` writes tables with very many columns like this.
#[test]
fn a_first_row_longer_than_what_is_looked_at_is_a_header_still() {
    let long = "x".repeat(1 << 20);
    for name in ["id", "\"id\""] {
        for long in [long.clone(), format!("\"{long}\"")] {
            let found = table(&format!("{name},{long},y\n1,0.5,2\n"), &TableOptions::new());
            let found = found.unwrap();
            assert_eq!(found.samples.as_slice(), [1.0, 0.5, 2.0]);
            let names = found.feature_names.unwrap();
            assert_eq!(
                (names[0].as_str(), names[1].len(), names[2].as_str()),
                ("id", 1 << 20, "y")
            );
        }
    }
    let unnamed = format!("\"\",\"{long}\",\"y\"\n\"1\",0.5,2\n");
    let (kind, text) = fault(table(&unnamed, &TableOptions::new()));
    assert_eq!(kind, Kind::AmbiguousHeader);
    assert!(text.contains("`!0` for all but this"), "{text}");
    let chosen = TableOptions { columns: "!0".parse().unwrap(), ..TableOptions::new() };
    assert_eq!(table(&unnamed, &chosen).unwrap().samples.as_slice(), [0.5, 2.0]);
    let label = TableOptions { label_column: Some("2".parse().unwrap()), ..chosen };
    assert_eq!(table(&unnamed, &label).unwrap().labels.unwrap(), ["2"]);
}

/// pandas and R write a table without row names like this.
#[test]
fn row_numbers_are_no_feature_by_accident() {
    for file in [
        ",x,y\n0,5.5,2\n1,7.5,3\n2,1.5,4\n",
        "Unnamed: 0,x,y\n17,5.5,2\n3,7.5,3\n",
        ",x,y\n7,5.5,2\n",
    ] {
        let (kind, text) = fault(table(file, &TableOptions::new()));
        assert_eq!(kind, Kind::AmbiguousHeader);
        let says =
            "a name or a choice of the columns to read (`!0` for all but this), found a column";
        assert!(text.starts_with(", line 1, column 0") && text.contains(says), "{text}");
        let without = TableOptions { columns: "!0".parse().unwrap(), ..TableOptions::new() };
        assert_eq!(table(file, &without).unwrap().samples.row(0), [5.5, 2.0]);
    }
}

#[test]
fn wavelengths_above_spectra_are_no_sample_by_accident() {
    let file = "3999.7,3997.8,3995.8,3993.9,3992.0,3990.1,3988.2,3986.2\n\
                0.1,0.3,0.2,0.5,0.4,0.6,0.9,0.8\n\
                0.2,0.3,0.1,0.4,0.4,0.7,0.8,0.9\n";
    let (kind, text) = fault(table(file, &TableOptions::new()));
    assert_eq!(kind, Kind::AmbiguousHeader);
    assert!(
        text.ends_with("found numbers that rise or fall throughout, as in no row below"),
        "{text}"
    );
    for (header, n_samples) in [(Header::Yes, 2), (Header::No, 3)] {
        let told = TableOptions { header, ..TableOptions::new() };
        assert_eq!(table(file, &told).unwrap().samples.n_samples(), n_samples);
    }
}
