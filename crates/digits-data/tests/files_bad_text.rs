//! Every way in which text can be wrong, and the one line that says so.

use std::fs;
use std::path::Path;

use digits_data::Error;
use digits_data::files::{
    ColumnOptions, Header, Missing, ReadErrorKind as Kind, TableOptions, read_column, read_labels,
    read_table,
};

use crate::faults::{fault, gzip, read, shaped};

#[test]
fn bad_text_is_named_by_line_and_column() {
    let cases: [(&[u8], Kind, &str); 17] = [
        (b"a,b\n1,2\n3\n", Kind::Ragged, ", line 3: expected 2 fields, as in line 1, found 1"),
        (
            b"a,b\r\n1,2\r\n\r\n3,4,5\r\n",
            Kind::Ragged,
            ", line 4: expected 2 fields, as in line 1, found 3",
        ),
        (
            b"a,b\n1,x\n2,3\n",
            Kind::Value,
            ", line 2, column 1 (\"b\"): expected a number, found \"x\"",
        ),
        (b"1.5,2\n1,2 3\n", Kind::Value, ", line 2, column 1: expected a number, found \"2 3\""),
        (
            b"a;b\n1;2,5\n",
            Kind::Value,
            ", line 2, column 1 (\"b\"): expected a number, found \"2,5\"",
        ),
        (
            b"a,b\n1,2\n\n\ninf,4\n",
            Kind::Infinite,
            ", line 5, column 0 (\"a\"): expected a finite number that fits f64, found \"inf\"",
        ),
        (
            b"a,b\n1,1e999\n",
            Kind::Infinite,
            ", line 2, column 1 (\"b\"): expected a finite number that fits f64, found \"1e999\"",
        ),
        (
            b"a,b\n1,2\0\n2,3\n",
            Kind::Value,
            ", line 2, column 1 (\"b\"): expected a number, found \"2\\0\"",
        ),
        (
            b"a\0,b\n1,2\n",
            Kind::Value,
            ", line 1, column 0: expected text without NUL bytes, found \"a\\0\"",
        ),
        (
            b"a,\xff\n1,2\n",
            Kind::Encoding,
            ", line 1, column 1: expected text in UTF-8, found \"\u{fffd}\"",
        ),
        (
            b"a,b\n1,\"2\n3,4\n",
            Kind::Quote,
            ", line 2: expected a closing quote for the one in this row, found the end of the file",
        ),
        (b"", Kind::Empty, ": expected rows of numbers, found an empty file"),
        (b"\xef\xbb\xbf\n\n", Kind::Empty, ": expected rows of numbers, found an empty file"),
        (b"a,b\n", Kind::Empty, ": expected rows of numbers, found none"),
        (
            b"a,b\n1,2\n,NA\nNaN,3\n",
            Kind::Missing { n_missing: 3, n_rows: 2, of_rows: 3 },
            ", line 3, column 0 (\"a\"): expected a number, found an empty field; 3 values are missing, in 2 of 3 rows",
        ),
        (
            b"0.5\n\n1.5\n",
            Kind::Missing { n_missing: 1, n_rows: 1, of_rows: 3 },
            ", line 2, column 0: expected a number, found a blank line; 1 value is missing, in 1 of 3 rows",
        ),
        (
            b"5.1,setosa\n4.9,virginica\n",
            Kind::AmbiguousHeader,
            ", line 1: expected a first row that has clearly names or clearly a sample, found \"setosa\" in column 1 and \"5.1\" in column 0",
        ),
    ];
    for (contents, kind, message) in cases {
        let found = fault(read("bad.csv", contents, &TableOptions::new()));
        assert_eq!(found, (kind, message.to_owned()), "{}", String::from_utf8_lossy(contents));
    }
}

#[test]
fn other_formats_are_named() {
    let cases: [(&str, &[u8], &str); 5] = [
        (
            "a.csv",
            b"1\0,\x002\0\n\x003\0",
            "text in UTF-8, or in UTF-16 with its byte-order mark, found UTF-16 (little endian)",
        ),
        ("a.csv", b"\xff\xfe\0\0a\0\0\0", "text in UTF-8 or UTF-16, found UTF-32"),
        ("a.npy", b"1,2\n3,4\n", "an NPY file (\"\\x93NUMPY\"), found \"1,2\\n3,4\\n\""),
        ("a.npz", b"", "an NPZ archive (\"PK\\x03\\x04\"), found an empty file"),
        ("a.npy.gz", &gzip(b"1,2\n3,4\n"), "an NPY file (\"\\x93NUMPY\"), found \"1,2\\n3,4\\n\""),
    ];
    for (name, contents, expected) in cases {
        let (_, text) = fault(read(name, contents, &TableOptions::new()));
        assert_eq!(text, format!(", byte 0: expected {expected}"), "{name}");
    }
    let (_, text) = fault(read("a.csv.zst", b"\x28\xb5\x2f\xfd\0\0", &TableOptions::new()));
    assert!(text.ends_with(", found Zstandard compression"), "{text}");
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_is_told_which_build_it_takes() {
    let (kind, text) = fault(read("a.parquet", b"PAR1\x15\x04", &TableOptions::new()));
    let found = "Parquet, which takes a build with the feature `parquet`";
    assert_eq!(kind, Kind::Format);
    assert_eq!(text, format!(", byte 0: expected CSV, NPY, NPZ or IDX, found {found}"));
}

/// `PAR1` alone is Parquet still, or what is left of it.
#[test]
fn words_that_other_formats_begin_with_may_begin_a_header() {
    for name in ["PAR1,PAR2", "PARENT_INCOME,AGE", "BZhang,x", "ARROW1,ARROW2", "SQLite format 3,x"]
    {
        let csv = format!("{name}\n1,2\n3,4\n");
        let table = read("a.csv", csv.as_bytes(), &TableOptions::new()).unwrap();
        assert_eq!(table.samples.as_slice(), [1.0, 2.0, 3.0, 4.0], "{name}");
    }
    let cases: [(&[u8], &str); 6] = [
        (b"PARE\x10\0\0\0", "encrypted Parquet"),
        (b"ARROW1\0\0\xff\xff\xff\xff", "Arrow"),
        (b"BZh91AY&SY\x8c\x03", "bzip2 compression"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"ARROW1", "Arrow"),
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
    ];
    for (contents, name) in cases {
        let (kind, text) = fault(read("a.csv", contents, &TableOptions::new()));
        assert_eq!(kind, Kind::Format);
        assert!(text.ends_with(&format!(", found {name}")), "{text}");
    }
    let (_, text) = fault(read("a.csv", b"PAR1", &TableOptions::new()));
    assert!(text.contains("Parquet"), "{text}");
}

#[test]
fn what_is_no_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (kind, text) = fault(read_table::<f64>(folder.path(), &TableOptions::new()));
    assert_eq!(kind, Kind::Io(std::io::ErrorKind::IsADirectory));
    assert_eq!(text, ": it is a folder");
    let absent = folder.path().join("absent.csv");
    let error = read_table::<f64>(&absent, &TableOptions::new()).unwrap_err();
    assert_eq!(error.to_string(), format!("cannot read {}: no such file", absent.display()));
    let (kind, _) = fault::<()>(Err(error));
    assert_eq!(kind, Kind::Io(std::io::ErrorKind::NotFound));
}

#[test]
fn columns_that_are_not_there_are_named() {
    let named = |label: &str| TableOptions {
        label_column: Some(label.parse().unwrap()),
        ..TableOptions::new()
    };
    let csv = b"a,b,b\n1,2,3\n";
    let (kind, text) = fault(read("a.csv", csv, &named("c")));
    assert_eq!(
        (kind, text.as_str()),
        (Kind::Column, ", line 1: expected a column called \"c\", found \"a\", \"b\", \"b\"")
    );
    assert!(
        fault(read("a.csv", csv, &named("b"))).1.ends_with("found it twice, in columns 1 and 2")
    );
    assert!(fault(read("a.csv", csv, &named("3"))).1.ends_with("found only 3 columns"));
    assert!(
        fault(read("a.npy", &shaped("(1, 2)", &[0; 16]), &named("y")))
            .1
            .ends_with("found no names of columns")
    );
    assert_eq!(read("a.csv", csv, &named("2")).unwrap().labels.unwrap(), ["3"]);
    let delimiter = TableOptions { delimiter: Some(b'.'), ..TableOptions::new() };
    assert_eq!(fault(read("a.csv", csv, &delimiter)).0, Kind::Format);
}

fn labels(contents: &str, options: &ColumnOptions) -> Result<Vec<String>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labels.csv");
    fs::write(&path, contents).unwrap();
    read_labels(&path, options)
}

#[test]
fn labels_are_words_or_whole_numbers() {
    let usual = ColumnOptions::new();
    let cases: [(&str, &[&str]); 7] = [
        ("0\n1\n0\n", &["0", "1", "0"]),
        ("cluster\n0\n1\n", &["0", "1"]),
        ("anything\n0\n1\n", &["0", "1"]),
        ("Iris setosa\r\nIris virginica\r\n", &["Iris setosa", "Iris virginica"]),
        ("Label\ncat\ndog\n", &["cat", "dog"]),
        ("y\nn\ny\n", &["y", "n", "y"]),
        ("\u{feff}\"New York, NY\"\nNA", &["New York, NY", "NA"]),
    ];
    for (contents, expected) in cases {
        assert_eq!(labels(contents, &usual).unwrap(), expected, "{contents:?}");
    }
    let no_header = ColumnOptions { header: Header::No, ..ColumnOptions::new() };
    assert_eq!(labels("class\n1\n", &no_header).unwrap(), ["class", "1"]);
    let named = ColumnOptions { column: Some("b".parse().unwrap()), ..ColumnOptions::new() };
    assert_eq!(labels("a,b\n1,x\n2,y\n", &named).unwrap(), ["x", "y"]);
    let (kind, text) = fault(labels("1,2\n", &usual));
    assert_eq!(
        (kind, text.as_str()),
        (Kind::Column, ", line 1: expected one column, or a choice of one, found 2 columns")
    );
    let (kind, text) = fault(labels("cat\n\ndog\n", &usual));
    assert_eq!(kind, Kind::Missing { n_missing: 1, n_rows: 1, of_rows: 3 });
    assert!(text.starts_with(", line 2, column 0: expected a label, found a blank line"), "{text}");
    assert_eq!(
        fault(labels("label\n", &ColumnOptions { header: Header::Yes, ..usual })).0,
        Kind::Empty
    );
}

#[test]
fn among_numbers_a_word_for_nothing_is_a_missing_label() {
    let usual = ColumnOptions::new();
    let (kind, text) = fault(labels("digit\n0\nnan\n1\nNA\n", &usual));
    assert_eq!(kind, Kind::Missing { n_missing: 2, n_rows: 2, of_rows: 4 });
    assert!(
        text.starts_with(", line 3, column 0 (\"digit\"): expected a label, found \"nan\""),
        "{text}"
    );
    let options = TableOptions {
        label_column: Some("y".parse().unwrap()),
        weight_column: Some("w".parse().unwrap()),
        ..TableOptions::new()
    };
    let csv = b"a,y,w\n1,0,1\n2,nan,2\n,1,3\n4,2,4\n5,?,5\n6,,6\n7,2,7\n";
    let (kind, text) = fault(read("a.csv", csv, &options));
    assert_eq!(kind, Kind::Missing { n_missing: 4, n_rows: 4, of_rows: 7 });
    assert!(
        text.starts_with(", line 3, column 1 (\"y\"): expected a label, found \"nan\""),
        "{text}"
    );
    let (_, text) = fault(read("a.csv", &csv[..6], &options));
    assert!(text.ends_with("expected rows of numbers, found none"), "{text}");
    let dropping = TableOptions { missing: Missing::DropRows, ..options };
    let table = read("a.csv", csv, &dropping).unwrap();
    assert_eq!(table.samples.as_slice(), [1.0, 4.0, 7.0]);
    assert_eq!(table.labels.unwrap(), ["0", "2", "2"]);
    assert_eq!(table.weights.unwrap(), [1.0, 4.0, 7.0]);
    assert_eq!(table.kept_rows.unwrap(), [0, 3, 6]);
    assert_eq!(table.n_rows, 7);
    // The first that is missing comes first, whichever of the two it is.
    let early = b"a,y,w\n,0,1\n2,nan,2\n3,1,3\n";
    let (_, text) =
        fault(read("a.csv", early, &TableOptions { missing: Missing::Error, ..dropping }));
    assert!(text.starts_with(", line 2, column 0 (\"a\"): expected a number"), "{text}");
}

#[test]
fn rows_with_missing_values_are_dropped_with_all_that_belongs_to_them() {
    let options = TableOptions {
        label_column: Some("species".parse().unwrap()),
        weight_column: Some("w".parse().unwrap()),
        missing: Missing::DropRows,
        ..TableOptions::new()
    };
    let csv = b"a,w,species,b\n1,1,x,2\n,1,x,2\n3,?,x,4\n5,2,,6\n7,3,NA,8\n";
    let table = read("a.csv", csv, &options).unwrap();
    assert_eq!(table.samples.as_slice(), [1.0, 2.0, 7.0, 8.0]);
    assert_eq!(table.n_dropped_rows(), 3);
    assert_eq!(table.labels.unwrap(), ["x", "NA"]);
    assert_eq!(table.weights.unwrap(), [1.0, 3.0]);
    assert_eq!(table.kept_rows.unwrap(), [0, 4]);
    assert_eq!(table.feature_names.unwrap(), ["a", "b"]);
    let (kind, _) = fault(read("a.csv", b"a,w,species\n?,1,x\n", &options));
    assert_eq!(kind, Kind::Empty);
}

#[test]
fn weights_are_a_column_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.txt");
    let column = |contents: &str, path: &Path| {
        fs::write(path, contents).unwrap();
        read_column(path, &ColumnOptions::new())
    };
    assert_eq!(column("1\n0.5\n0\n", &path).unwrap(), [1.0, 0.5, 0.0]);
    assert_eq!(column("weight\n1\n0.5\n", &path).unwrap(), [1.0, 0.5]);
    assert_eq!(fault(column("1\nx\n", &path)).0, Kind::Value);
    assert_eq!(fault(column("1,2\n3,4\n", &path)).0, Kind::Column);
}
