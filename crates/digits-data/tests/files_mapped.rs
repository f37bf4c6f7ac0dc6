//! NPY files that are left on the disk.
#![expect(unsafe_code, reason = "the files are ours, in folders that nobody else knows")]

use std::fs;

use crate::faults::{fault, gzip, npy, shaped};
use digits_data::files::{MappedSamples, ReadErrorKind as Kind, write_table};
use digits_data::{Error, Samples, Scalar};

fn map<F: Scalar>(contents: &[u8]) -> Result<Samples<F>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npy");
    fs::write(&path, contents).unwrap();
    // SAFETY: nobody else has this file.
    unsafe { MappedSamples::open(&path) }.map(|mapped| mapped.view().to_owned())
}

fn bytes(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Filled up with blanks as NumPy does, so that the values begin at a multiple of 64 bytes.
fn with_header(order: &str, values: &[f64]) -> Vec<u8> {
    let header = format!("{{'descr': '<f8', 'fortran_order': {order}, 'shape': (2, 2), }}");
    npy(&format!("{header:<117}\n"), &bytes(values))
}

fn check_written<F: Scalar>() {
    let rows: Vec<[F; 3]> =
        (0..1000).map(|row| [0.5, 1.5, -2.0].map(|x| F::from_f64(x * f64::from(row)))).collect();
    let samples = Samples::from_rows(&rows).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npy");
    write_table(&path, samples.view(), None).unwrap();
    assert_eq!(map(&fs::read(path).unwrap()).unwrap(), samples);
}

#[test]
fn what_is_written_is_mapped() {
    check_written::<f64>();
    check_written::<f32>();
    let images = npy(
        &format!("{:<117}\n", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1, 3), }"),
        &bytes(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
    );
    assert_eq!(map::<f64>(&images).unwrap().shape(), (2, 3));
}

#[test]
fn what_is_not_the_memory_of_samples_is_refused() {
    let good = with_header("False", &[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(map::<f64>(&good).unwrap().row(1), [3.0, 4.0]);
    let cases = [
        (with_header("True", &[1.0, 2.0, 3.0, 4.0]), Kind::Header, "Fortran order"),
        (with_header("False", &[1.0, f64::NAN, 3.0, 4.0]), Kind::Value, "finite"),
        (with_header("False", &[1.0, 2.0, 3.0, f64::INFINITY]), Kind::Value, "finite"),
        (good[..good.len() - 1].to_vec(), Kind::Truncated, "31 bytes"),
        ([&good[..], b"x"].concat(), Kind::TrailingData, "33 bytes"),
        (gzip(&good), Kind::Format, "not gzipped"),
        (b"1,2\n3,4\n".to_vec(), Kind::Format, "NPY"),
        (shaped("(2, 2)", &bytes(&[1.0, 2.0, 3.0, 4.0])), Kind::Header, "numbers from byte"),
        (shaped("(4,)", &bytes(&[1.0, 2.0, 3.0, 4.0])), Kind::Header, "two dimensions"),
    ];
    for (contents, kind, says) in cases {
        let (found, text) = fault(map::<f64>(&contents));
        assert_eq!(found, kind, "{text}");
        assert!(text.contains(says), "{says}: {text}");
    }
    let nan = with_header("False", &[1.0, 2.0, 3.0, f64::NAN]);
    let (_, text) = fault(map::<f64>(&nan));
    let byte = nan.len() - 8;
    assert_eq!(text, format!(", byte {byte}, column 1: expected a finite number, found NaN"));
    let (kind, text) = fault(map::<f32>(&good));
    assert_eq!(kind, Kind::DataType, "{text}");
    assert!(text.contains("array of f32") && text.contains("F64"), "{text}");
}
