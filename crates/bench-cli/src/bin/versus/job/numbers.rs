//! Blocks of numbers in files: row-major, little-endian, without a header.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::{Samples, SamplesView, Scalar};

use super::Block;
use crate::cases::Dtype;

/// Writes the samples and describes the file for its readers.
pub(crate) fn write<F: Scalar>(path: &Path, samples: SamplesView<'_, F>) -> Result<Block> {
    let dtype = dtype::<F>();
    let values = samples.as_slice().iter();
    let bytes: Vec<u8> = match dtype {
        Dtype::F64 => values.flat_map(|value| value.to_f64().to_le_bytes()).collect(),
        // The values are `f32`, so nothing is lost on the way there and back.
        #[expect(clippy::cast_possible_truncation)]
        Dtype::F32 => values.flat_map(|value| (value.to_f64() as f32).to_le_bytes()).collect(),
    };
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    let (n_samples, n_features) = samples.shape();
    Ok(Block { path: path.to_owned(), n_samples, n_features, dtype })
}

/// Reads samples of `F` with `n_features` per row.
pub(crate) fn read<F: Scalar>(path: &Path, n_features: usize) -> Result<Samples<F>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let values: Vec<F> = match dtype::<F>() {
        Dtype::F64 => {
            bytes.as_chunks().0.iter().map(|&b| F::from_f64(f64::from_le_bytes(b))).collect()
        }
        Dtype::F32 => {
            let value = |&bytes: &[u8; 4]| F::from_f64(f32::from_le_bytes(bytes).into());
            bytes.as_chunks().0.iter().map(value).collect()
        }
    };
    ensure!(values.len().is_multiple_of(n_features), "{} is cut short", path.display());
    let n_samples = values.len() / n_features;
    Ok(Samples::new(values, n_samples, n_features)?)
}

fn dtype<F: Scalar>() -> Dtype {
    if F::NAME == "f32" { Dtype::F32 } else { Dtype::F64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("block");
        let samples = Samples::from_rows(&[[0.1, -2.5, 1e-40], [3.0, 1e30, 0.0]]).unwrap();
        let block = write(&path, samples.view()).unwrap();
        assert_eq!((block.n_samples, block.n_features, block.dtype), (2, 3, Dtype::F64));
        assert_eq!(read::<f64>(&path, 3).unwrap(), samples);
        let samples = samples.cast::<f32>().unwrap();
        assert_eq!(write(&path, samples.view()).unwrap().dtype, Dtype::F32);
        assert_eq!(read::<f32>(&path, 3).unwrap(), samples);
        assert!(read::<f32>(&path, 4).is_err());
    }
}
