//! Files that we write: what is read back, and what is refused.

use std::fs;

use digits_data::Error;
use digits_data::files::{
    ArrayData, ColumnOptions, NamedArray, read_column, read_labels, write_arrays, write_labels,
};

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
