//! Every way in which a file can be wrong, and the one line that says so.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic here is a failed test")]

use std::fs;
use std::io::Write as _;
use std::path::Path;

use digits_data::Error;
use digits_data::files::{
    Column, ColumnOptions, Header, Missing, ReadErrorKind as Kind, Table, TableOptions,
    read_column, read_labels, read_table,
};
use flate2::Compression;
use flate2::write::GzEncoder;

fn read(name: &str, contents: &[u8], options: &TableOptions) -> Result<Table, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, contents).unwrap();
    read_table(path, options)
}

/// The kind of the error, and its text without the file's name.
fn fault<T>(result: Result<T, Error>) -> (Kind, String) {
    let Err(Error::Read(error)) = result else { panic!("it was read") };
    let text = error.to_string();
    let place = text.split_once(&error.path.display().to_string()).unwrap().1;
    assert!(!text.contains('\n'), "one line: {text}");
    (error.kind, place.to_owned())
}

fn gzip(contents: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(contents).unwrap();
    encoder.finish().unwrap()
}

fn npy(header: &str, values: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), values].concat()
}

fn shaped(shape: &str, values: &[u8]) -> Vec<u8> {
    npy(&format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"), values)
}

#[test]
fn bad_text_is_named_by_line_and_column() {
    let cases: [(&[u8], Kind, &str); 17] = [
        (
            b"a,b\n1,2\n3\n",
            Kind::Ragged,
            ", line 3: expected 2 fields, as in line 1, found 1 fields",
        ),
        (
            b"a,b\r\n1,2\r\n\r\n3,4,5\r\n",
            Kind::Ragged,
            ", line 4: expected 2 fields, as in line 1, found 3 fields",
        ),
        (b"a,b\n1,x\n", Kind::Value, ", line 2, column 1 (\"b\"): expected a number, found \"x\""),
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
            b"a,b\n1,2\0\n",
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
            ", line 3, column 0 (\"a\"): expected a number, found an empty field; missing in all: 3, in 2 of 3 rows",
        ),
        (
            b"0.5\n\n1.5\n",
            Kind::Missing { n_missing: 1, n_rows: 1, of_rows: 3 },
            ", line 2, column 0: expected a number, found a blank line; missing in all: 1, in 1 of 3 rows",
        ),
        (
            b"5.1,setosa\n4.9,setosa\n",
            Kind::AmbiguousHeader,
            ", line 1: expected names or a sample (say whether there is a header, or which columns to read), found \"setosa\" in column 1 and \"5.1\" in column 0",
        ),
    ];
    for (contents, kind, message) in cases {
        let found = fault(read("bad.csv", contents, &TableOptions::new()));
        assert_eq!(found, (kind, message.to_owned()), "{}", String::from_utf8_lossy(contents));
    }
}

#[test]
fn a_number_too_large_for_f32_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.csv");
    fs::write(&path, "a,b\n1,1e39\n").unwrap();
    assert_eq!(read_table::<f64>(&path, &TableOptions::new()).unwrap().samples.row(0)[1], 1e39);
    let (kind, text) = fault(read_table::<f32>(&path, &TableOptions::new()));
    assert_eq!(kind, Kind::Infinite);
    assert!(text.contains("column 1 (\"b\"): expected a finite number that fits f32"), "{text}");
    let path = folder.path().join("large.npy");
    fs::write(&path, shaped("(1, 2)", bytemuck::cast_slice(&[1.0, 1e39]))).unwrap();
    let (kind, text) = fault(read_table::<f32>(&path, &TableOptions::new()));
    assert_eq!(kind, Kind::Infinite);
    assert!(text.contains("column 1: expected a finite number that fits f32"), "{text}");
}

#[test]
fn other_formats_are_named() {
    let cases: [(&str, &[u8], &str); 9] = [
        ("a.csv", b"\xff\xfea\0,\0b\0", "text in UTF-8, found UTF-16 (little endian)"),
        ("a.csv", b"\xfe\xff\0a\0,\0b", "text in UTF-8, found UTF-16 (big endian)"),
        ("a.csv", b"1\0,\x002\0\n\x003\0", "text in UTF-8, found UTF-16 (little endian)"),
        ("a.csv", b"\xff\xfe\0\0a\0\0\0", "text in UTF-8, found UTF-32"),
        ("a.parquet", b"PAR1\x15\x04", "CSV, NPY, NPZ or IDX, found Parquet"),
        ("a.npy", b"1,2\n3,4\n", "an NPY file (\"\\x93NUMPY\"), found \"1,2\\n3,4\\n\""),
        ("a.npz", b"", "an NPZ archive (\"PK\\x03\\x04\"), found an empty file"),
        ("a.csv.zst", b"\x28\xb5\x2f\xfd\0\0", "CSV, NPY, NPZ or IDX, found Zstandard compression"),
        ("a.npy.gz", &gzip(b"1,2\n3,4\n"), "an NPY file (\"\\x93NUMPY\"), found \"1,2\\n3,4\\n\""),
    ];
    for (name, contents, expected) in cases {
        let (_, text) = fault(read(name, contents, &TableOptions::new()));
        assert_eq!(text, format!(", byte 0: expected {expected}"), "{name}");
    }
}

#[test]
fn what_is_no_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (kind, text) = fault(read_table::<f64>(folder.path(), &TableOptions::new()));
    assert_eq!(kind, Kind::Io(std::io::ErrorKind::IsADirectory));
    assert_eq!(text, ": expected a file, found a folder");
    let absent = folder.path().join("absent.csv");
    let (kind, _) = fault(read_table::<f64>(absent, &TableOptions::new()));
    assert_eq!(kind, Kind::Io(std::io::ErrorKind::NotFound));
}

#[test]
fn bad_npy_headers_are_named_by_byte() {
    let good = shaped("(1, 2)", &[0; 16]);
    assert!(read("a.npy", &good, &TableOptions::new()).is_ok());
    let dict = |text: &str| npy(text, &[0; 16]);
    let cases = [
        (
            good[..7].to_vec(),
            Kind::Truncated,
            "byte 7: expected a version of the NPY format, found the end",
        ),
        (good[..9].to_vec(), Kind::Truncated, "expected the length of the header, found the end"),
        (good[..40].to_vec(), Kind::Truncated, "expected a header of 59 bytes, found the end"),
        (
            good[..80].to_vec(),
            Kind::Truncated,
            "byte 69: expected 16 bytes, for shape 1×2 of 8 bytes each, found 11 bytes",
        ),
        (
            [&good[..], b"x"].concat(),
            Kind::TrailingData,
            "expected 16 bytes, for shape 1×2 of 8 bytes each, found 17 bytes",
        ),
        (
            [b"\x93NUMPY\x04\x00", &good[8..]].concat(),
            Kind::Header,
            "expected version 1.0, 2.0 or 3.0, found version 4.0",
        ),
        (
            b"\x93NUMPY\x02\x00\xff\xff\xff\xff{".to_vec(),
            Kind::Header,
            "a header of at most 65536 bytes, found one of 4294967295 bytes",
        ),
        (shaped("(99999999999999999999, 1)", &[]), Kind::Header, "expected a length below 2^64"),
        (
            shaped("(4294967296, 4294967296)", &[]),
            Kind::Header,
            "expected a shape that fits memory",
        ),
        (shaped("(-1, 2)", &[]), Kind::Header, "expected a length below 2^64, found \"-1, 2), }\""),
        (shaped("(1, 2", &[0; 16]), Kind::Header, "found \"}\""),
        (
            shaped("()", &[0; 8]),
            Kind::Header,
            "expected two dimensions or more (samples, features)",
        ),
        (shaped("(0, 3)", &[]), Kind::Empty, "expected rows of numbers, found shape 0×3"),
        (shaped("(3, 0)", &[]), Kind::Empty, "expected rows of numbers, found shape 3×0"),
        (
            dict("{'descr': '<f8', 'shape': (1, 2)}"),
            Kind::Header,
            "the keys descr, fortran_order and shape, found one less",
        ),
        (
            dict("{'descr': '<f8', 'descr': '<f8', }"),
            Kind::Header,
            "once each, found \"'descr': '<f8', }\"",
        ),
        (dict("{'descr': '<f8', 'order': 1}"), Kind::Header, "once each, found \"'order': 1}\""),
        (
            dict("{'descr': '<f16', 'fortran_order': False, 'shape': (1, 2)}"),
            Kind::DataType,
            "floating-point numbers of another size, type \"<f16\"",
        ),
        (
            dict("{'descr': '<f8', 'fortran_order': 0, 'shape': (1, 2)}"),
            Kind::Header,
            "expected True or False, found \"0, 'shape'",
        ),
        (dict("['descr']"), Kind::Header, "byte 10: expected a dictionary that begins with {"),
        (
            dict("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2)} x"),
            Kind::Header,
            "nothing but blanks after the dictionary, found \"x\"",
        ),
        (dict("{'descr"), Kind::Header, "expected a key in quotes"),
    ];
    for (contents, kind, message) in cases {
        let (found, text) = fault(read("a.npy", &contents, &TableOptions::new()));
        assert_eq!(found, kind, "{text}\n{message}");
        assert!(text.contains(message), "{text}\n{message}");
    }
}

#[test]
fn bad_values_of_an_array_are_named_by_byte_and_column() {
    let nan = f64::NAN;
    let values = [1.0, 2.0, 3.0, nan, nan, 6.0];
    let contents = shaped("(3, 2)", bytemuck::cast_slice(&values));
    let (kind, text) = fault(read("a.npy", &contents, &TableOptions::new()));
    assert_eq!(kind, Kind::Missing { n_missing: 2, n_rows: 2, of_rows: 3 });
    let start = contents.len() - 48;
    let expected = format!(", byte {}, column 1: expected a number, found NaN", start + 24);
    assert!(text.starts_with(&expected), "{text}");

    let dropping = TableOptions { missing: Missing::DropRows, ..TableOptions::new() };
    let table = read("a.npy", &contents, &dropping).unwrap();
    assert_eq!(table.samples.as_slice(), [1.0, 2.0]);
    assert_eq!((table.n_rows, table.kept_rows), (3, Some(vec![0])));

    let infinite = shaped("(1, 2)", bytemuck::cast_slice(&[1.0, f64::INFINITY]));
    assert_eq!(fault(read("a.npy", &infinite, &dropping)).0, Kind::Infinite);
    let all = shaped("(1, 1)", bytemuck::cast_slice(&[nan]));
    let (kind, text) = fault(read("a.npy", &all, &dropping));
    assert_eq!(kind, Kind::Empty);
    assert!(text.ends_with("found none left: in all 1 of them a value is missing"), "{text}");

    let labels = shaped("(2, 2)", bytemuck::cast_slice(&[1.0, 2.0, 3.0, 2.5]));
    let label = TableOptions { label_column: Some(Column::Index(1)), ..TableOptions::new() };
    let (kind, text) = fault(read("a.npy", &labels, &label));
    assert_eq!(kind, Kind::Value);
    assert!(text.ends_with("column 1: expected a whole number for a label, found 2.5"), "{text}");
}

#[test]
fn bad_idx_files_are_named_by_byte() {
    let images =
        |count: u8| [&[0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 2, 0, 0, 0, 2][..], &[7; 8]].concat();
    let table = read("x-idx3-ubyte", &images(2), &TableOptions::new()).unwrap();
    assert_eq!(table.samples.shape(), (2, 4));
    let cases = [
        (
            images(3),
            Kind::Truncated,
            "byte 16: expected 12 bytes, for shape 3×2×2 of 1 bytes each, found 8 bytes",
        ),
        (
            images(1),
            Kind::TrailingData,
            "expected 4 bytes, for shape 1×2×2 of 1 bytes each, found 8 bytes",
        ),
        (
            images(2)[..10].to_vec(),
            Kind::Truncated,
            "expected the lengths of 3 dimensions, found the end",
        ),
        (
            [&[0, 0, 8, 8][..], &[255; 32]].concat(),
            Kind::Header,
            "expected a shape that fits memory",
        ),
        (vec![0, 0, 8, 1, 0, 0, 0, 1, 5], Kind::Header, "expected two dimensions or more"),
    ];
    for (contents, kind, message) in cases {
        let (found, text) = fault(read("x.idx", &contents, &TableOptions::new()));
        assert_eq!(found, kind, "{text}");
        assert!(text.contains(message), "{text}\n{message}");
    }
    assert_eq!(fault(read("x.idx", &[0, 0, 7, 1], &TableOptions::new())).0, Kind::Format);
}

#[test]
fn damaged_streams_are_named() {
    let text = "a,b\n".to_owned() + &"1.25,2.5\n".repeat(2000);
    let whole = gzip(text.as_bytes());
    let table = read("a.csv.gz", &whole, &TableOptions::new()).unwrap();
    assert_eq!((table.samples.n_samples(), table.gzip), (2000, true));
    let table = read("no-extension", &whole, &TableOptions::new()).unwrap();
    assert_eq!(table.samples.n_samples(), 2000, "the content decides");
    let cut = &whole[..whole.len() - 20];
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    let mut checksum = whole.clone();
    let at = checksum.len() - 6;
    checksum[at] ^= 1;
    let trailing = [&whole[..], b"garbage"].concat();
    for contents in [cut, &damaged, &checksum, &trailing, &whole[..5]] {
        let (kind, text) = fault(read("a.csv.gz", contents, &TableOptions::new()));
        assert_eq!(kind, Kind::Compression, "{text}");
        assert!(text.contains("expected a whole compressed stream"), "{text}");
    }
    let again = gzip(&whole);
    assert_eq!(fault(read("a.csv.gz", &again, &TableOptions::new())).0, Kind::Format);
    let both = [whole.clone(), gzip(b"7,8\n")].concat();
    let table = read("a.csv.gz", &both, &TableOptions::new()).unwrap();
    assert_eq!(table.samples.n_samples(), 2001, "a stream of several members is one stream");
    let promised = gzip(&shaped("(3, 2)", &[0; 40]));
    assert_eq!(fault(read("a.npy.gz", &promised, &TableOptions::new())).0, Kind::Truncated);
    let exceeded = gzip(&shaped("(2, 2)", &[0; 40]));
    assert_eq!(fault(read("a.npy.gz", &exceeded, &TableOptions::new())).0, Kind::TrailingData);
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
        (Kind::Column, ", line 1: expected one column, or to be told which, found 2 columns")
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
