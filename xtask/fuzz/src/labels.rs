//! Files of labels and of single columns: what was read is read again after it is written.

use std::fs;

use arbitrary::{Result, Unstructured};
use digits_data::files::{
    ColumnOptions, Header, read_column, read_label_codes, read_labels, write_labels,
};

const NAMES: [&str; 6] = ["a.csv", "a.txt", "a.csv.gz", "a.npy", "a.npz", "a.parquet"];

/// The first bytes choose the name and the options, the rest is the file.
pub fn check(bytes: &[u8]) {
    let _ = one(Unstructured::new(bytes));
}

fn one(mut bytes: Unstructured<'_>) -> Result<()> {
    let name = *bytes.choose(&NAMES)?;
    let options = ColumnOptions {
        column: bytes.choose(&[None, None, Some("0"), Some("a")])?.map(|c| c.parse().unwrap()),
        header: *bytes.choose(&[Header::Auto, Header::Yes, Header::No])?,
        delimiter: *bytes.choose(&[None, None, Some(b','), Some(b';')])?,
        may_be_missing: bytes.arbitrary()?,
        array: None,
    };
    let Ok(folder) = tempfile::tempdir() else { return Ok(()) };
    let path = folder.path().join(name);
    if fs::write(&path, bytes.take_rest()).is_err() {
        return Ok(());
    }
    let _ = read_column(&path, &options);
    let labels = read_labels(&path, &options);
    let codes = read_label_codes(&path, &options);
    let Ok(labels) = labels else {
        assert!(codes.is_err());
        return Ok(());
    };
    let codes = codes.unwrap();
    let named: Vec<&String> =
        codes.codes().iter().map(|&code| &codes.names()[code as usize]).collect();
    assert!(labels.iter().eq(named));
    // An empty label is a missing one, which no written file may hold.
    if !labels.iter().any(String::is_empty) {
        let path = folder.path().join("again.csv");
        if write_labels(&path, &labels).is_ok() {
            let options = ColumnOptions {
                header: Header::No,
                delimiter: Some(b','),
                may_be_missing: true,
                ..ColumnOptions::new()
            };
            assert_eq!(read_labels(&path, &options).unwrap(), labels);
        }
    }
    Ok(())
}
