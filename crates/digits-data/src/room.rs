use crate::Error;

/// Room for so many values of so many samples, or an error where a `Vec` would end the program.
pub(crate) fn room<T>(n_samples: usize, n_features: usize) -> Result<Vec<T>, Error> {
    let too_large = || Error::TooLarge { n_samples, n_features };
    let n_values = n_samples.checked_mul(n_features).ok_or_else(too_large)?;
    let mut values = Vec::new();
    values.try_reserve_exact(n_values).map_err(|_| too_large())?;
    Ok(values)
}

#[cfg(test)]
mod tests {
    use crate::{Blobs, Error, Moons, Rings, Uniform};
    use crate::{make_blobs, make_moons, make_rings, make_uniform};

    #[test]
    fn what_no_memory_holds_is_an_error() {
        let n = usize::MAX / 8;
        let made = [
            make_blobs::<f64>(&Blobs::new(n, 2, 3)),
            make_blobs::<f64>(&Blobs::new(n, n, 3)),
            make_moons(&Moons::new(n)),
            make_rings(&Rings::new(n)),
            make_uniform(&Uniform::new(n, 1)),
            make_uniform(&Uniform::new(n, n)),
        ];
        for made in made {
            let error = made.unwrap_err();
            assert!(
                matches!(error, Error::TooLarge { n_samples, .. } if n_samples == n),
                "{error}"
            );
        }
    }
}
