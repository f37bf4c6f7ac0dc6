//! Files that we write: what is read back, and what is refused.

use std::fs;

use digits_data::files::{
    ArrayData, ColumnOptions, NamedArray, TableOptions, read_column, read_labels, read_table,
    write_arrays, write_labels, write_records, write_table,
};
use digits_data::{Error, Samples};

fn refused(result: Result<(), Error>) -> String {
    let Err(Error::Write { message, .. }) = result else { panic!("it was written") };
    message
}

#[test]
fn labels_are_quoted_for_the_delimiter_of_their_file() {
    let folder = tempfile::tempdir().unwrap();
    let labels = ["New\tYork", "Paris, Texas", "\"the\" city"];
    for name in ["labels.csv", "labels.tsv", "labels.tsv.gz"] {
        let path = folder.path().join(name);
        write_labels(&path, &labels).unwrap();
        assert_eq!(read_labels(&path, &ColumnOptions::new()).unwrap(), labels, "{name}");
    }
    let tsv = fs::read_to_string(folder.path().join("labels.tsv")).unwrap();
    assert_eq!(tsv, "\"New\tYork\"\nParis, Texas\n\"\"\"the\"\" city\"\n");
}

#[test]
fn text_that_no_reader_accepts_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let expected = "\"a\\0b\" has a NUL byte, which no reader of text accepts";
    assert_eq!(refused(write_labels(&path, ["x", "a\0b"])), expected);
    assert_eq!(refused(write_records(&path, ["a\0b"], [["1"]])), expected);
    assert_eq!(refused(write_records(&path, ["x"], [["a\0b"]])), expected);
    let samples = Samples::from_rows(&[[1.0]]).unwrap();
    let names = ["a\0b".to_owned()];
    assert_eq!(refused(write_table(&path, samples.view(), Some(&names))), expected);
    assert!(!path.exists());
}

/// Readers take one byte order mark away, so a name that begins with one needs two.
#[test]
fn a_byte_order_mark_in_front_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let samples = Samples::from_rows(&[[1.0], [2.0]]).unwrap();
    let names = ["\u{feff}a".to_owned()];
    write_table(&path, samples.view(), Some(&names)).unwrap();
    let table = read_table::<f64>(&path, &TableOptions::new()).unwrap();
    assert_eq!(table.feature_names.as_deref(), Some(&names[..]));
}

#[test]
fn an_array_is_called_in_the_archive_as_it_is_asked_for_or_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npz");
    let data = [1.0, 2.0];
    let array = |name| NamedArray { name, shape: &[2], data: ArrayData::F64(&data) };
    for name in ["x", "scaler/offset", "a..b", "größe", "", "a b"] {
        write_arrays(&path, &[array(name), array("other")]).unwrap();
        let options = ColumnOptions { array: Some(name.to_owned()), ..ColumnOptions::new() };
        assert_eq!(read_column(&path, &options).unwrap(), data, "{name:?}");
    }
    for (name, other) in [
        ("a:x", "x.npy"),
        ("a\\x", "a/x.npy"),
        ("../x", "x.npy"),
        ("/x", "x.npy"),
        ("./x", "x.npy"),
        ("a//x", "a/x.npy"),
        ("a/../x", "x.npy"),
    ] {
        let message = refused(write_arrays(&path, &[array("x"), array(name)]));
        assert_eq!(message, format!("array {name:?} would be {other:?} in the archive"));
    }
    let message = refused(write_arrays(&path, &[array("x"), array("x")]));
    assert_eq!(message, "two arrays are called \"x\"");
}
