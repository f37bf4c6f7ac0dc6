//! Every way in which a binary or packed file can be wrong, and the one line that says so.

use std::fs;

use digits_data::files::{
    ArrayData, Column, ColumnOptions, Missing, NamedArray, ReadErrorKind as Kind, TableOptions,
    read_column, read_labels, read_table, write_arrays,
};

use crate::faults::{fault, gzip, npy, read, shaped};

#[test]
fn a_number_too_large_for_f32_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.csv");
    fs::write(&path, "a,b\n1,1e39\n").unwrap();
    let double = read_table::<f64>(&path, &TableOptions::new()).unwrap();
    assert_eq!(double.samples.row(0), [1.0, 1e39]);
    let (kind, text) = fault(read_table::<f32>(&path, &TableOptions::new()));
    assert_eq!(kind, Kind::Infinite);
    assert!(text.contains("column 1 (\"b\"): expected a finite number that fits f32"), "{text}");
    let path = folder.path().join("large.npy");
    fs::write(&path, shaped("(1, 2)", bytemuck::cast_slice(&[1.0, 1e39]))).unwrap();
    let (kind, text) = fault(read_table::<f32>(&path, &TableOptions::new()));
    assert_eq!(kind, Kind::Infinite);
    assert!(text.contains("column 1: expected a finite number that fits f32"), "{text}");
    fs::write(&path, shaped("(1, 2)", bytemuck::cast_slice(&[1.0, f64::INFINITY]))).unwrap();
    let weight = TableOptions { weight_column: Some(Column::Index(1)), ..TableOptions::new() };
    let (kind, text) = fault(read_table::<f32>(&path, &weight));
    assert_eq!(kind, Kind::Infinite);
    assert!(text.ends_with("expected a finite number that fits f64, found inf"), "{text}");
}

#[test]
fn what_is_asked_of_a_file_and_it_has_not_is_refused() {
    let array = "an NPZ archive, which has arrays by name";
    let delimiter = "text, which has delimiters";
    let idx = [&[0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1][..], &[7]].concat();
    let csv = (b"1,2\n".to_vec(), "text");
    let npy = (shaped("(1, 2)", &[0; 16]), "an NPY file");
    let idx = (idx, "an IDX file");
    let npz = (b"PK\x05\x06".to_vec(), "an NPZ archive");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for (wanted, files) in [(array, [&csv, &npy, &idx]), (delimiter, [&npy, &idx, &npz])] {
        let array_name = (wanted == array).then(|| "X".to_owned());
        let separator = (wanted == delimiter).then_some(b';');
        let table =
            TableOptions { array: array_name.clone(), delimiter: separator, ..TableOptions::new() };
        let column =
            ColumnOptions { array: array_name, delimiter: separator, ..ColumnOptions::new() };
        for (contents, name) in files {
            fs::write(&path, contents).unwrap();
            for (kind, text) in [
                fault(read_table::<f64>(&path, &table)),
                fault(read_labels(&path, &column)),
                fault(read_column(&path, &column)),
            ] {
                assert_eq!(kind, Kind::Format);
                assert_eq!(text, format!(": expected {wanted}, found {name}"));
            }
        }
    }
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
    let labels = shaped("(3, 2)", bytemuck::cast_slice(&[1.0, 2.0, 3.0, f64::NAN, 5.0, 6.0]));
    let (kind, text) = fault(read("a.npy", &labels, &label));
    assert_eq!(kind, Kind::Missing { n_missing: 1, n_rows: 1, of_rows: 3 });
    assert!(text.contains("column 1: expected a label, found NaN"), "{text}");
    let table = read("a.npy", &labels, &TableOptions { missing: Missing::DropRows, ..label });
    let table = table.unwrap();
    assert_eq!(
        (table.samples.as_slice(), table.labels),
        (&[1.0, 5.0][..], Some(vec!["2".into(), "6".into()]))
    );
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

/// `scipy.sparse.save_npz` writes the parts of a matrix as arrays.
#[test]
fn a_sparse_matrix_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npz");
    let parts = ["offsets", "format", "shape", "data"];
    let part = |name| NamedArray { name, shape: &[1, 2], data: ArrayData::F64(&[1.0, 2.0]) };
    write_arrays(&path, &parts.map(part)).unwrap();
    let (kind, text) = fault(read_table::<f64>(&path, &TableOptions::new()));
    assert_eq!(kind, Kind::Sparse);
    assert_eq!(text, ": expected an array of all values, found a sparse matrix of SciPy");
}
