use crate::{Error, memory};

/// Reserves memory for `n_rows` rows of `n_features` values at once.
///
/// A size that does not fit is an error. A growing vector would end the program.
pub(crate) fn reserve<T>(
    n_rows: usize,
    what: &'static str,
    n_features: usize,
) -> Result<Vec<T>, Error> {
    let too_large = || Error::TooLarge { n_rows, what, n_features };
    let n_values = n_rows.checked_mul(n_features).ok_or_else(too_large)?;
    memory::reserved(n_values).map_err(|_| too_large())
}

#[cfg(all(test, feature = "synthetic"))]
mod tests {
    use crate::{
        Blobs, Dataset, Error, Moons, Rings, Uniform, make_blobs, make_moons, make_rings,
        make_uniform,
    };

    #[test]
    fn a_data_set_that_fits_no_memory_is_an_error() {
        let huge = usize::MAX / 4;
        let made: [Result<Dataset, Error>; 8] = [
            make_blobs(&Blobs::new(huge, 2, 3)),
            make_blobs(&Blobs::new(huge, huge, 3)),
            make_blobs(&Blobs::new(1, huge, 3)),
            make_blobs(&Blobs::new(1, 1 << 20, u32::MAX as usize)),
            make_moons(&Moons::new(huge)),
            make_rings(&Rings::new(huge)),
            make_uniform(&Uniform::new(huge, 1)),
            make_uniform(&Uniform::new(usize::MAX, 2)),
        ];
        for dataset in made {
            let error = dataset.unwrap_err();
            assert!(matches!(error, Error::TooLarge { .. }), "{error}");
        }
        let error = make_moons::<f64>(&Moons::new(huge)).unwrap_err().to_string();
        assert_eq!(error, format!("{huge} samples of 2 features do not fit in memory"));
    }
}
