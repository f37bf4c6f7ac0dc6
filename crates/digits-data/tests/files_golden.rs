//! Files as NumPy writes them, and as our writers write them.

use std::fs;
use std::path::PathBuf;

use digits_data::files::{
    ColumnOptions, Format, ReadErrorKind, Table, TableOptions, read_column, read_labels,
    read_table, write_labels, write_table,
};
use digits_data::{Error, Samples};
use tempfile::TempDir;

/// The files of `data/reference/numpy_files.txt`, under their names.
fn numpy_file(folder: &TempDir, name: &str, extension: &str) -> PathBuf {
    let text = include_str!("../../../data/reference/numpy_files.txt");
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let digits = line.unwrap_or_else(|| panic!("no {name}")).as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let path = folder.path().join(format!("file.{extension}"));
    fs::write(&path, digits.chunks(2).map(byte).collect::<Vec<_>>()).unwrap();
    path
}

fn read(name: &str) -> Result<Table, Error> {
    let folder = tempfile::tempdir().unwrap();
    read_table(numpy_file(&folder, name, "npy"), &TableOptions::new())
}

fn kind(name: &str) -> (ReadErrorKind, String) {
    let Err(Error::Read(error)) = read(name) else { panic!("{name} was read") };
    (error.kind, error.to_string())
}

#[test]
fn every_type_and_byte_order_is_read() {
    let counted = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
    for name in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"] {
        for order in ["<", ">"] {
            let name = format!("{order}{name}");
            let table = read(&name).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(table.samples, Samples::new(counted.to_vec(), 2, 3).unwrap(), "{name}");
            let folder = tempfile::tempdir().unwrap();
            let path = numpy_file(&folder, &name, "npy");
            let single = read_table::<f32>(&path, &TableOptions::new()).unwrap();
            assert_eq!(single.samples.cast::<f64>().unwrap(), table.samples, "{name}");
            let column =
                ColumnOptions { column: Some("1".parse().unwrap()), ..ColumnOptions::new() };
            assert_eq!(read_labels(&path, &column).unwrap(), ["1", "4"], "{name}");
            assert_eq!(read_column(&path, &column).unwrap(), [1.0, 4.0], "{name}");
        }
    }
    assert_eq!(read("b1").unwrap().samples.as_slice(), [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    let halves = [65504.0, 2_f64.powi(-24), 0.333_251_953_125, -0.0, 6.103_515_625e-5, -1.5];
    assert_eq!(read("halves").unwrap().samples.as_slice(), halves);
}

#[test]
fn versions_and_orders_are_read() {
    for name in ["fortran", "fortran big endian f4", "version 2", "version 3"] {
        let table = read(name).unwrap();
        assert_eq!(table.samples.as_slice(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], "{name}");
        assert_eq!(table.format, Format::Npy);
    }
    let images = read("fortran 2x3x4").unwrap().samples;
    assert_eq!(images.shape(), (2, 12));
    assert_eq!(images.as_slice(), (0..24).map(f64::from).collect::<Vec<_>>());
}

#[test]
fn columns_are_chosen_in_either_order() {
    for name in ["<f8", "fortran", "fortran big endian f4", ">i8"] {
        let folder = tempfile::tempdir().unwrap();
        let path = numpy_file(&folder, name, "npy");
        let options = TableOptions {
            label_column: Some("1".parse().unwrap()),
            weight_column: Some("0".parse().unwrap()),
            ..TableOptions::new()
        };
        let table = read_table::<f32>(&path, &options).unwrap();
        assert_eq!(table.samples.as_slice(), [2.0, 5.0], "{name}");
        assert_eq!(table.labels.unwrap(), ["1", "4"], "{name}");
        assert_eq!(table.weights.unwrap(), [0.0, 3.0], "{name}");
        let turned = TableOptions { columns: "2,0".parse().unwrap(), ..TableOptions::new() };
        let table = read_table::<f64>(&path, &turned).unwrap();
        assert_eq!(table.samples.as_slice(), [2.0, 0.0, 5.0, 3.0], "{name}");
    }
}

#[test]
fn an_archive_is_read_by_name() {
    for name in ["npz", "npz compressed"] {
        let folder = tempfile::tempdir().unwrap();
        let path = numpy_file(&folder, name, "npz");
        let table = read_table::<f64>(&path, &TableOptions::new()).unwrap();
        assert_eq!(table.samples.as_slice(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(table.format, Format::Npz { array: "X".into() });
        assert_eq!(read_labels(&path, &ColumnOptions::new()).unwrap(), ["1", "0"]);
        let other = TableOptions { array: Some("Z".into()), ..TableOptions::new() };
        let message = read_table::<f64>(&path, &other).unwrap_err().to_string();
        assert!(message.ends_with("expected an array \"Z\", found \"X\", \"y\""), "{message}");
        let flat = TableOptions { array: Some("y".into()), ..TableOptions::new() };
        let message = read_table::<f64>(&path, &flat).unwrap_err().to_string();
        assert!(message.contains("array \"y\"") && message.contains("two dimensions"), "{message}");
    }
}

#[test]
fn one_dimension_is_a_column_and_no_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = numpy_file(&folder, "one dimension", "npy");
    let labels = read_labels(&path, &ColumnOptions::new()).unwrap();
    assert_eq!(labels, ["5", "-3", "4611686018427387905"], "labels keep all digits");
    assert_eq!(read_column(&path, &ColumnOptions::new()).unwrap(), [5.0, -3.0, 2_f64.powi(62)]);
    for name in ["one dimension", "no dimension"] {
        assert_eq!(kind(name).0, ReadErrorKind::Header, "{name}");
    }
    assert_eq!(kind("no rows").0, ReadErrorKind::Empty);
}

#[test]
fn what_is_no_number_is_refused_by_name() {
    let cases = [
        ("structured", "a structured type"),
        ("strings", "strings, type \"<U1\""),
        ("complex", "complex numbers, type \"<c16\""),
        ("objects", "Python objects, type \"|O\""),
    ];
    for (name, found) in cases {
        let (kind, message) = kind(name);
        assert_eq!(kind, ReadErrorKind::DataType, "{name}");
        assert!(message.contains(found) && message.contains("byte 20"), "{message}");
    }
}

/// Our files equal NumPy's, byte by byte.
#[test]
fn arrays_are_written_as_numpy_writes_them() {
    let folder = tempfile::tempdir().unwrap();
    let samples = Samples::new(vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 2, 3).unwrap();
    let ours = folder.path().join("ours.npy");
    write_table(&ours, samples.view(), None).unwrap();
    assert_eq!(fs::read(&ours).unwrap(), fs::read(numpy_file(&folder, "<f8", "npy")).unwrap());
    write_table(&ours, samples.cast::<f32>().unwrap().view(), None).unwrap();
    assert_eq!(fs::read(&ours).unwrap(), fs::read(numpy_file(&folder, "<f4", "npy")).unwrap());
    write_labels(&ours, &["5", "-3", "4611686018427387905"]).unwrap();
    let numpy = numpy_file(&folder, "one dimension", "npy");
    assert_eq!(fs::read(&ours).unwrap(), fs::read(numpy).unwrap());
}
