//! Parquet files as pyarrow writes them, and damaged ones.

use std::fs;

use crate::faults::{fault, gzip, read};
use digits_data::files::{
    ColumnOptions, Format, Missing, Position, ReadErrorKind as Kind, TableOptions, read_column,
    read_labels, read_table,
};
use digits_data::{Error, Samples};

/// A file of `data/reference/parquet_files.txt`.
fn pyarrow_file(name: &str) -> Vec<u8> {
    let text = include_str!("../../../data/reference/parquet_files.txt");
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let digits = line.unwrap_or_else(|| panic!("no {name}")).as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

fn options(columns: &str) -> TableOptions {
    TableOptions { columns: columns.parse().unwrap(), ..TableOptions::new() }
}

fn column(name: &str) -> ColumnOptions {
    ColumnOptions { column: Some(name.parse().unwrap()), ..ColumnOptions::new() }
}

/// The labels or the numbers of a file's one column.
fn with_file<T>(name: &str, read: impl FnOnce(&std::path::Path) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    fs::write(&path, pyarrow_file(name)).unwrap();
    read(&path)
}

#[test]
fn every_type_of_number_is_read() {
    let table = read("a.parquet", &pyarrow_file("counted"), &TableOptions::new()).unwrap();
    let rows: Vec<_> = [0.0, 1.0, 2.0].iter().map(|&value| [value; 11]).collect();
    assert_eq!(table.samples, Samples::from_rows(&rows).unwrap());
    assert_eq!(table.feature_names.unwrap()[..3], ["i1", "i2", "i4"]);
    assert_eq!((table.format, table.gzip, table.kept_rows), (Format::Parquet, false, None));
    with_file("counted", |path| {
        let single = read_table::<f32>(path, &TableOptions::new()).unwrap().samples;
        assert_eq!(single.cast().unwrap(), table.samples);
        for name in ["i1", "i8", "u1", "u8", "f2", "f4", "f8"] {
            assert_eq!(read_labels(path, &column(name)).unwrap(), ["0", "1", "2"], "{name}");
            assert_eq!(read_column(path, &column(name)).unwrap(), [0.0, 1.0, 2.0], "{name}");
        }
    });
}

#[test]
fn whole_numbers_keep_their_sign_and_labels_all_digits() {
    let table = read("a.parquet", &pyarrow_file("ends"), &TableOptions::new()).unwrap();
    let two = 2.0_f64;
    let rows = [
        [-two.powi(31), -two.powi(63), 0.0, 0.0],
        [two.powi(31) - 1.0, two.powi(53), two.powi(32) - 1.0, two.powi(64)],
    ];
    assert_eq!(table.samples, Samples::from_rows(&rows).unwrap());
    with_file("ends", |path| {
        let labels = |name| read_labels(path, &column(name)).unwrap();
        assert_eq!(labels("i8"), ["-9223372036854775808", "9007199254740993"]);
        assert_eq!(labels("u8"), ["0", "18446744073709551615"]);
        assert_eq!(labels("u4"), ["0", "4294967295"]);
    });
    with_file("bool", |path| {
        let numbers = read_table::<f64>(path, &TableOptions::new()).unwrap().samples;
        assert_eq!(numbers.as_slice(), [1.0, 0.0, 1.0]);
        assert_eq!(read_labels(path, &ColumnOptions::new()).unwrap(), ["1", "0", "1"]);
    });
}

#[test]
fn features_labels_and_weights_come_from_their_columns() {
    let options = TableOptions {
        label_column: Some("species".parse().unwrap()),
        weight_column: Some("3".parse().unwrap()),
        ..TableOptions::new()
    };
    for name in ["flowers", "pages of version 2", "old"] {
        let table = read("no.name", &pyarrow_file(name), &options).unwrap();
        let widths = [3.5, 3.0, 3.2, 3.2, 3.3].map(|width: f32| f64::from(width));
        let rows: Vec<_> =
            [5.1, 4.9, 7.0, 6.4, 6.3].iter().zip(widths).map(|(&x, y)| [x, y]).collect();
        assert_eq!(table.samples, Samples::from_rows(&rows).unwrap(), "{name}");
        assert_eq!(table.feature_names.unwrap(), ["length", "width"]);
        let words = ["setosa", "setosa", "versicolor", "versicolor", "virginica"];
        assert_eq!(table.labels.unwrap(), words, "blanks are taken off");
        assert_eq!(table.weights.unwrap(), [1.0, 2.0, 1.0, 1.0, 3.0]);
        assert_eq!(table.n_rows, 5);
    }
    let reordered = self::options("width,length");
    let table = read("a.parquet", &pyarrow_file("flowers"), &reordered).unwrap();
    assert_eq!(table.samples.row(0), [3.5, 5.1]);
}

#[test]
fn words_become_features() {
    let options = TableOptions { one_hot: "species".parse().unwrap(), ..options("length") };
    let table = read("a.parquet", &pyarrow_file("flowers"), &options).unwrap();
    let names = ["length", "species=setosa", "species=versicolor", "species=virginica"];
    assert_eq!(table.feature_names.unwrap(), names);
    assert_eq!(table.samples.row(2), [7.0, 0.0, 1.0, 0.0]);
    assert_eq!(table.samples.row(4), [6.3, 0.0, 0.0, 1.0]);
}

#[test]
fn compressions_in_pure_rust_are_read_and_others_named() {
    for codec in ["none", "snappy", "gzip", "lz4"] {
        let table = read("a.parquet", &pyarrow_file(codec), &TableOptions::new()).unwrap();
        assert_eq!(table.samples.row(2), [7.0, f64::from(3.2_f32)], "{codec}");
    }
    for (codec, name) in [("zstd", "Zstandard"), ("brotli", "Brotli")] {
        let (kind, text) = fault(read("a.parquet", &pyarrow_file(codec), &TableOptions::new()));
        assert_eq!(kind, Kind::Compression);
        let expected = ", row group 0, column 0 (\"length\"): expected no compression, Snappy, gzip \
                        or LZ4, found ";
        assert_eq!(text, format!("{expected}{name}"));
    }
}

#[test]
fn nulls_are_missing_values() {
    let file = pyarrow_file("holes");
    let label =
        TableOptions { label_column: Some("label".parse().unwrap()), ..TableOptions::new() };
    let (kind, text) = fault(read("a.parquet", &file, &label));
    assert_eq!(kind, Kind::Missing { n_missing: 4, n_rows: 4, of_rows: 5 });
    assert_eq!(
        text,
        ", row 1, column 0 (\"x\"): expected a number, found a null or NaN; 4 values are missing, in 4 \
         of 5 rows"
    );
    let kept = read("a.parquet", &file, &TableOptions { missing: Missing::DropRows, ..label });
    let kept = kept.unwrap();
    assert_eq!(kept.samples, Samples::from_rows(&[[1.0, 10.0]]).unwrap());
    assert_eq!((kept.n_dropped_rows(), kept.kept_rows), (4, Some(vec![0])));
    assert_eq!(kept.labels.unwrap(), ["a"]);

    let (kind, text) = fault(with_file("holes", |path| read_labels(path, &column("label"))));
    assert_eq!(kind, Kind::Missing { n_missing: 1, n_rows: 1, of_rows: 5 });
    assert!(text.starts_with(", row 2, column 2 (\"label\"): expected a label"), "{text}");
    let only_label = TableOptions { label_column: Some("label".parse().unwrap()), ..options("y") };
    let (_, text) = fault(read("a.parquet", &file, &only_label));
    assert!(text.contains("row 2, column 2 (\"label\"): expected a label, found none"), "{text}");
}

#[test]
fn what_is_no_number_is_named() {
    let file = pyarrow_file("odd");
    assert_eq!(read("a.parquet", &file, &options("x,half")).unwrap().samples.shape(), (2, 2));
    let inner = options("\"inner.a\"");
    assert_eq!(read("a.parquet", &file, &inner).unwrap().samples.as_slice(), [1.0, 2.0]);
    for (name, kind, says) in [
        ("date", Kind::DataType, "dates"),
        ("price", Kind::DataType, "decimals"),
        ("list.list.element", Kind::DataType, "lists"),
        ("word", Kind::DataType, "expected a column of numbers, found text"),
        ("infinite", Kind::Infinite, "row 1, column 5 (\"infinite\"): expected a finite number"),
    ] {
        let (found, text) = fault(read("a.parquet", &file, &options(name)));
        assert_eq!(found, kind, "{text}");
        assert!(text.contains(says) && text.contains(&format!("({name:?})")), "{text}");
    }
    let nulls = fault(read("a.parquet", &file, &options("null"))).0;
    assert_eq!(nulls, Kind::Missing { n_missing: 2, n_rows: 2, of_rows: 2 });
    let (kind, text) = fault(with_file("odd", |path| read_labels(path, &column("half"))));
    assert_eq!(kind, Kind::Value);
    let place = ", row 1, column 6 (\"half\")";
    assert_eq!(text, format!("{place}: expected a word or a whole number for a label, found 1.5"));
    // The row counts from the start of the file, not from that of its group.
    let holes = pyarrow_file("holes");
    let third = replaced(&holes, &5.0_f64.to_le_bytes(), &5.5_f64.to_le_bytes());
    let label = TableOptions { label_column: Some("x".parse().unwrap()), ..options("y") };
    let (_, text) = fault(read("a.parquet", &third, &label));
    assert!(text.starts_with(", row 4, column 0 (\"x\"): expected a word"), "{text}");
    let (kind, text) = fault(read("a.parquet", &file, &options("z")));
    assert_eq!(kind, Kind::Column);
    assert!(text.contains("\"x\", \"date\", \"price\""), "{text}");
    let (kind, _) = fault(read("a.parquet", &pyarrow_file("no rows"), &options("length")));
    assert_eq!(kind, Kind::Empty);
}

/// The same file with another name for a column. A name stands in the metadata, the last thing in a
/// file but for their length and four bytes, behind its own length.
fn renamed(file: &[u8], from: &str, to: &str) -> Vec<u8> {
    let (rest, end) = file.split_at(file.len() - 8);
    let length = u32::from_le_bytes(end[..4].try_into().unwrap()) as usize;
    let (pages, metadata) = rest.split_at(rest.len() - length);
    let name = |name: &str| [&[u8::try_from(name.len()).unwrap()], name.as_bytes()].concat();
    let metadata = replaced(metadata, &name(from), &name(to));
    let length = u32::try_from(metadata.len()).unwrap().to_le_bytes();
    [pages, &metadata, &length, b"PAR1"].concat()
}

fn replaced(mut bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut changed = Vec::new();
    while let Some((&byte, others)) = bytes.split_first() {
        if let Some(others) = bytes.strip_prefix(from) {
            changed.extend(to);
            bytes = others;
        } else {
            changed.push(byte);
            bytes = others;
        }
    }
    changed
}

#[test]
fn the_index_of_pandas_is_no_feature_by_accident() {
    let file = renamed(&pyarrow_file("flowers"), "weight", "__index_level_0__");
    let label =
        TableOptions { label_column: Some("species".parse().unwrap()), ..TableOptions::new() };
    let (kind, text) = fault(read("a.parquet", &file, &label));
    assert_eq!(kind, Kind::AmbiguousHeader);
    let says = "a choice of the columns to read (`!__index_level_0__` for all but the index), found the \
                index of a pandas table";
    assert_eq!(text, format!(", column 3 (\"__index_level_0__\"): expected {says}"));
    for (columns, n_features) in
        [("!__index_level_0__", 2), ("0,__index_level_0__", 2), ("0..2", 2)]
    {
        let chosen = TableOptions { columns: columns.parse().unwrap(), ..label.clone() };
        assert_eq!(read("a.parquet", &file, &chosen).unwrap().samples.n_features(), n_features);
    }
    let weight =
        TableOptions { weight_column: Some("__index_level_0__".parse().unwrap()), ..label.clone() };
    assert_eq!(read("a.parquet", &file, &weight).unwrap().samples.n_features(), 2);
    let two = renamed(&file, "width", "__index_level_1__");
    let (_, text) = fault(read("a.parquet", &two, &label));
    assert!(text.contains("(`!__index_level_1__,__index_level_0__` for all"), "{text}");
}

#[test]
fn a_damaged_file_is_an_error() {
    let file = pyarrow_file("flowers");
    let all = options("length");
    let (kind, text) = fault(read("a.parquet", &file[..file.len() - 1], &all));
    assert_eq!(kind, Kind::Header, "{text}");
    assert_eq!(fault(read("a.parquet", b"PAR1", &all)).0, Kind::Header);
    assert_eq!(fault(read("a.parquet", b"x,y\n1,2\n", &all)).0, Kind::Format);
    let (kind, text) = fault(read("a.parquet.gz", &gzip(&file), &all));
    assert_eq!(kind, Kind::Format);
    assert!(text.contains("read from its end"), "{text}");
}

#[test]
fn positions_are_typed() {
    let Err(Error::Read(error)) = read("a.parquet", &pyarrow_file("holes"), &options("y")) else {
        panic!("it was read")
    };
    assert_eq!((error.position, error.column.unwrap().index), (Position::Row(4), 1));
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_damage_makes_it_panic(
            name in prop::sample::select(vec!["flowers", "holes", "odd", "old", "pages of version 2", "lz4"]),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            cut in prop::option::of(any::<prop::sample::Index>()),
        ) {
            let mut file = pyarrow_file(name);
            for (at, byte) in damage {
                let at = at.index(file.len());
                file[at] = byte;
            }
            if let Some(cut) = cut {
                file.truncate(cut.index(file.len()));
            }
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.parquet");
            fs::write(&path, file).unwrap();
            let label = TableOptions { label_column: Some("2".parse().unwrap()), ..options("0..2") };
            if let Ok(table) = read_table::<f64>(&path, &label) {
                prop_assert_eq!(table.labels.unwrap().len(), table.samples.n_samples());
            }
            let _ = read_table::<f32>(&path, &TableOptions::new());
            let _ = read_labels(&path, &column("2"));
        }
    }
}
