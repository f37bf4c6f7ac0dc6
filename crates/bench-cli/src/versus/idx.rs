//! MNIST's files: a header that says the shape, then a byte for every number.

use std::fs::{self, File};
use std::io::{BufReader, Read as _};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::Samples;
use flate2::read::MultiGzDecoder;

/// The images of the training set, and of the test set if it is there.
const IMAGES: [&str; 2] = ["train-images", "t10k-images"];

/// Every image in the folder, a row of its pixels each, 0 to 255.
///
/// Files may have the dots or dashes of any mirror in their names (`train-images-idx3-ubyte`,
/// `train-images.idx3-ubyte.gz`), and may be packed.
pub(super) fn read_mnist(folder: &Path) -> Result<Samples<f32>> {
    let reading = || format!("cannot read {}", folder.display());
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let entries = entries.with_context(reading)?;
    let (mut values, mut n_features) = (Vec::new(), None);
    for prefix in IMAGES {
        let is_it = |name: &str| name.starts_with(prefix);
        let found = entries.iter().find(|entry| entry.file_name().to_str().is_some_and(is_it));
        let Some(found) = found else { continue };
        let in_file = || format!("cannot read {}", found.path().display());
        let (shape, bytes) =
            read_file(&found.path()).and_then(|bytes| parse(&bytes)).with_context(in_file)?;
        let of_image = shape.iter().skip(1).product::<usize>();
        ensure!(
            *n_features.get_or_insert(of_image) == of_image,
            "the images in {} differ in size",
            folder.display()
        );
        values.extend(bytes.into_iter().map(f32::from));
    }
    let n_features = n_features
        .with_context(|| format!("no {} in {}", IMAGES.join("… and no "), folder.display()))?;
    ensure!(n_features > 0, "the images in {} are empty", folder.display());
    let n_samples = values.len() / n_features;
    Ok(Samples::new(values, n_samples, n_features)?)
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    let mut file = BufReader::new(File::open(path)?);
    let mut bytes = Vec::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    } else {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Shape and bytes. The header is two zeros, the type (8 is a byte), the number of dimensions, and
/// each dimension in four bytes, the highest first.
fn parse(bytes: &[u8]) -> Result<(Vec<usize>, Vec<u8>)> {
    let (&[zero, zero_too, of_type, n_dimensions], rest) =
        bytes.split_first_chunk().context("it is too short for a header")?;
    ensure!((zero, zero_too) == (0, 0), "it is no IDX file");
    ensure!(of_type == 8, "its numbers are of type {of_type}, not bytes (8)");
    let (dimensions, rest) = rest
        .split_at_checked(4 * usize::from(n_dimensions))
        .context("it is too short for its dimensions")?;
    let dimension = |&four: &[u8; 4]| u32::from_be_bytes(four) as usize;
    let shape: Vec<usize> = dimensions.as_chunks().0.iter().map(dimension).collect();
    let size = shape.iter().try_fold(1_usize, |size, &dimension| size.checked_mul(dimension));
    ensure!(
        size == Some(rest.len()) && !shape.is_empty(),
        "it has {} numbers for the shape {shape:?}",
        rest.len()
    );
    Ok((shape, rest.to_vec()))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    /// Two images of 1 × 3 pixels.
    const SMALL: [u8; 22] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 50, 255, 1, 2, 3];

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn images_are_rows_of_pixels_packed_or_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("train-images-idx3-ubyte"), SMALL).unwrap();
        fs::write(folder.path().join("train-labels-idx1-ubyte"), "not looked at").unwrap();
        let train = Samples::from_rows(&[[0.0, 50.0, 255.0], [1.0, 2.0, 3.0]]).unwrap();
        assert_eq!(read_mnist(folder.path()).unwrap(), train);
        fs::write(folder.path().join("t10k-images.idx3-ubyte.gz"), packed(&SMALL)).unwrap();
        let both = read_mnist(folder.path()).unwrap();
        assert_eq!(both.shape(), (4, 3));
        assert_eq!(both.row(3), train.row(1), "the test set comes last");
    }

    #[test]
    fn broken_files_are_named() {
        let changed = |at: usize, byte: u8| {
            let mut bytes = SMALL.to_vec();
            bytes[at] = byte;
            bytes
        };
        let gz = packed(&SMALL);
        let huge = [&[0, 0, 8, 4][..], &[255; 16]].concat();
        for (name, bytes, why) in [
            ("", SMALL[..3].to_vec(), "too short for a header"),
            ("", SMALL[..10].to_vec(), "too short for its dimensions"),
            ("", SMALL[..21].to_vec(), "5 numbers for the shape [2, 1, 3]"),
            ("", [&SMALL[..], &[0]].concat(), "7 numbers"),
            ("", changed(0, 31), "no IDX file"),
            ("", changed(2, 13), "type 13"),
            ("", changed(3, 0), "18 numbers for the shape []"),
            ("", huge, "0 numbers for the shape"),
            ("", vec![0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 0], "are empty"),
            (".gz", gz[..gz.len() - 9].to_vec(), "cannot read"),
            (".gz", SMALL.to_vec(), "cannot read"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("train-images".to_owned() + name), &bytes).unwrap();
            let error = format!("{:#}", read_mnist(folder.path()).unwrap_err());
            assert!(error.contains(why), "{why}: {error}");
            assert!(error.contains(folder.path().to_str().unwrap()), "{error}");
        }
    }

    #[test]
    fn no_images_and_images_of_two_sizes_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let error = read_mnist(folder.path()).unwrap_err().to_string();
        assert!(error.contains("train-images… and no t10k-images"), "{error}");
        assert!(read_mnist(&folder.path().join("none")).is_err());
        fs::write(folder.path().join("train-images"), SMALL).unwrap();
        fs::write(folder.path().join("t10k-images"), [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 9])
            .unwrap();
        let error = read_mnist(folder.path()).unwrap_err().to_string();
        assert!(error.contains("differ in size"), "{error}");
    }

    mod properties {
        use super::*;

        proptest! {
            #[test]
            fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(0..10_u8, 0..40)) {
                if let Ok((shape, values)) = parse(&bytes) {
                    prop_assert_eq!(shape.iter().product::<usize>(), values.len());
                }
            }
        }
    }
}
