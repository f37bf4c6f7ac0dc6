//! A header allocates nothing that the file does not fill, and samples are held once.

use std::fs;
use std::io::Write as _;

use digits_data::Samples;
use digits_data::files::{ColumnOptions, TableOptions, read_labels, read_table, write_table};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::peak_of;

/// The head of the file, a buffer, and what a stream needs to be unpacked.
const AT_HAND: usize = 6 << 20;

fn gzip(contents: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(contents).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn a_header_is_not_believed_and_samples_are_held_once() {
    let folder = tempfile::tempdir().unwrap();
    let dictionary = "{'descr': '<f4', 'fortran_order': True, 'shape': (1000000000, 300), }";
    let length = u16::try_from(dictionary.len()).unwrap().to_le_bytes();
    let npy = [b"\x93NUMPY\x01\x00", &length[..], dictionary.as_bytes(), &[0; 1000]].concat();
    let wide = dictionary.replace("(1000000000, 300)", "(2, 1000000000)");
    let length = u16::try_from(wide.len()).unwrap().to_le_bytes();
    let wide = [b"\x93NUMPY\x01\x00", &length[..], wide.as_bytes(), &[0; 1000]].concat();
    let void = dictionary.replace("(1000000000, 300)", "(0, 9999999999)");
    let length = u16::try_from(void.len()).unwrap().to_le_bytes();
    let void = [b"\x93NUMPY\x01\x00", &length[..], void.as_bytes()].concat();
    let idx = [&[0, 0, 14, 2, 127, 255, 255, 255, 0, 0, 255, 255][..], &[0; 1000]].concat();
    for (number, contents) in [npy, wide, void, idx].iter().enumerate() {
        for (extension, contents) in [("", contents.clone()), (".gz", gzip(contents))] {
            let path = folder.path().join(format!("{number}{extension}"));
            fs::write(&path, contents).unwrap();
            let (result, peak) = peak_of(|| read_table::<f64>(&path, &TableOptions::new()));
            assert!(result.is_err());
            assert!(peak < AT_HAND, "{number}{extension}: {peak} bytes");
            let (result, peak) = peak_of(|| read_labels(&path, &ColumnOptions::new()));
            assert!(result.is_err() && peak < AT_HAND, "{number}{extension}: {peak} bytes");
        }
    }

    let (n_samples, n_features) = (100_000, 32);
    let values = (0..n_samples * n_features).map(|x| x as f64 / 8.0).collect();
    let samples: Samples = Samples::new(values, n_samples, n_features).unwrap();
    let path = folder.path().join("whole.npy");
    write_table(&path, samples.view(), None).unwrap();
    let (table, peak) = peak_of(|| read_table::<f64>(&path, &TableOptions::new()).unwrap());
    assert_eq!(table.samples, samples);
    let n_bytes = n_samples * n_features * size_of::<f64>();
    assert!(peak < n_bytes + AT_HAND, "{peak} of {n_bytes} bytes");
}
