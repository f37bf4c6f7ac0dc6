use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::Samples;
use digits_data::files::{TableOptions, read_table};

/// The images of the training set, and of the test set if it is there.
const IMAGES: [&str; 2] = ["train-images", "t10k-images"];

/// Reads every image of MNIST in the folder as one row of pixels, 0 to 255.
///
/// File names may have the dots or dashes of any mirror (`train-images-idx3-ubyte`,
/// `train-images.idx3-ubyte.gz`), and files may be packed.
pub(crate) fn read_mnist(folder: &Path) -> Result<Samples<f32>> {
    let reading = || format!("cannot read {}", folder.display());
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let entries = entries.with_context(reading)?;
    let (mut values, mut n_features) = (Vec::new(), None);
    for prefix in IMAGES {
        let is_it = |name: &str| name.starts_with(prefix);
        let found = entries.iter().find(|entry| entry.file_name().to_str().is_some_and(is_it));
        let Some(found) = found else { continue };
        let images = read_table::<f32>(found.path(), &TableOptions::new())?.samples;
        ensure!(
            *n_features.get_or_insert(images.n_features()) == images.n_features(),
            "the images in {} differ in size",
            folder.display()
        );
        values.append(&mut images.into_vec());
    }
    let n_features = n_features
        .with_context(|| format!("no {} in {}", IMAGES.join("… and no "), folder.display()))?;
    let n_samples = values.len() / n_features;
    Ok(Samples::new(values, n_samples, n_features)?)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

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
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("train-images");
        fs::write(&file, &SMALL[..21]).unwrap();
        let error = read_mnist(folder.path()).unwrap_err().to_string();
        assert!(error.contains(file.to_str().unwrap()), "{error}");
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
}
