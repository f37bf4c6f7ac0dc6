//! Rows of an array that are read in place, in any order, against the whole table.

use std::fs;
use std::path::Path;

use digits_data::files::{
    ArrayRows, ReadErrorKind as Kind, Spool, TableOptions, read_table, write_labels, write_table,
};
use digits_data::{Error, Samples, Scalar};
use proptest::prelude::*;

fn kind_of<T: std::fmt::Debug>(result: Result<T, Error>) -> Kind {
    match result.unwrap_err() {
        Error::Read(error) => error.kind,
        other => unreachable!("{other}"),
    }
}

fn check<F: Scalar>(path: &Path, first_row: usize, n_rows: usize) {
    let table = read_table::<F>(path, &TableOptions::new()).unwrap().samples;
    let mut rows = ArrayRows::open(path).unwrap();
    assert_eq!((rows.n_samples(), rows.n_features()), table.shape());
    let read = rows.read(first_row, n_rows, vec![F::ZERO; 7]).unwrap();
    let expected: Vec<usize> = (first_row..table.n_samples().min(first_row + n_rows)).collect();
    assert_eq!(read, table.view().select(&expected).unwrap());
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn rows_are_those_of_the_table(
            (n_rows, n_columns) in (1_usize..40, 1_usize..5),
            (first, wanted) in (0_usize..40, 1_usize..50),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("rows.npy");
            let values: Vec<f64> = (0..n_rows * n_columns).map(|i| (i as f64).sin()).collect();
            let samples = Samples::new(values, n_rows, n_columns).unwrap();
            write_table(&path, samples.view(), None).unwrap();
            check::<f64>(&path, first % n_rows, wanted);
            check::<f32>(&path, first % n_rows, wanted);
            write_table(&path, samples.cast::<f32>().unwrap().view(), None).unwrap();
            check::<f64>(&path, first % n_rows, wanted);
            check::<f32>(&path, first % n_rows, wanted);
        }
    }
}

#[test]
fn no_row_is_left_after_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.npy");
    write_table(&path, Samples::from_rows(&[[1.0], [2.0]]).unwrap().view(), None).unwrap();
    let mut rows = ArrayRows::open(&path).unwrap();
    assert!(rows.read::<f64>(2, 1, Vec::new()).is_err());
    assert!(rows.read::<f64>(usize::MAX, 1, Vec::new()).is_err());
}

#[test]
fn a_column_has_one_dimension_or_one_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labels.npy");
    write_labels(&path, [3, 1, 2]).unwrap();
    assert_eq!(kind_of(ArrayRows::open(&path)), Kind::Header);
    let mut rows = ArrayRows::open_column(&path).unwrap();
    assert_eq!(rows.read::<f64>(1, 9, Vec::new()).unwrap().as_slice(), [1.0, 2.0]);
    write_table(&path, Samples::from_rows(&[[1.0], [2.0]]).unwrap().view(), None).unwrap();
    assert_eq!(ArrayRows::open_column(&path).unwrap().n_samples(), 2);
    write_table(&path, Samples::from_rows(&[[1.0, 2.0]]).unwrap().view(), None).unwrap();
    assert!(matches!(ArrayRows::open_column(&path), Err(Error::LengthMismatch { found: 2, .. })));
}

#[test]
fn faults_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.npy");
    write_table(&path, Samples::from_rows(&[[1.0], [2.0]]).unwrap().view(), None).unwrap();
    let mut rows = ArrayRows::open(&path).unwrap();

    // A file that another program writes meanwhile.
    let mut bytes = fs::read(&path).unwrap();
    fs::write(&path, [&bytes[..], &[0; 8]].concat()).unwrap();
    assert_eq!(kind_of(rows.read::<f64>(0, 2, Vec::new())), Kind::Changed);
    assert_eq!(kind_of(ArrayRows::open(&path)), Kind::TrailingData);

    let last = bytes.len() - 8;
    bytes[last..].copy_from_slice(&f64::NAN.to_le_bytes());
    fs::write(&path, &bytes).unwrap();
    let mut rows = ArrayRows::open(&path).unwrap();
    rows.read::<f64>(0, 1, Vec::new()).unwrap();
    assert_eq!(kind_of(rows.read::<f64>(0, 2, Vec::new())), Kind::Value);

    // Finite as `f64`, but not as `f32`.
    write_table(&path, Samples::from_rows(&[[1e300]]).unwrap().view(), None).unwrap();
    let mut rows = ArrayRows::open(&path).unwrap();
    for _ in 0..2 {
        rows.read::<f64>(0, 1, Vec::new()).unwrap();
        assert_eq!(kind_of(rows.read::<f32>(0, 1, Vec::new())), Kind::Value);
    }

    let text = folder.path().join("rows.csv");
    fs::write(&text, "1,2\n").unwrap();
    assert_eq!(kind_of(ArrayRows::open(&text)), Kind::Format);
}

#[test]
fn spooled_rows_are_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let samples = Samples::new((0..60).map(f64::from).collect(), 20, 3).unwrap();
    let mut spool = Spool::<f64>::create_in(folder.path()).unwrap();
    for rows in [0..1, 1..13, 13..20] {
        spool.write(samples.view().slice(rows).unwrap()).unwrap();
    }
    let mut rows = spool.into_rows().unwrap();
    assert_eq!((rows.n_samples(), rows.n_features()), (20, 3));
    assert_eq!(rows.read(0, 99, Vec::new()).unwrap(), samples);
    // Nothing is left in the folder, even now.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

    let mut spool = Spool::<f64>::create_in(folder.path()).unwrap();
    spool.write(samples.view()).unwrap();
    let narrow = Samples::from_rows(&[[1.0]]).unwrap();
    assert!(matches!(spool.write(narrow.view()), Err(Error::LengthMismatch { .. })));
    let empty = Spool::<f64>::create_in(folder.path()).unwrap().into_rows();
    assert!(matches!(empty, Err(Error::Empty { .. })));
    assert!(matches!(
        Spool::<f64>::create_in(folder.path().join("none")),
        Err(Error::Write { .. })
    ));
}
