use cluster_metrics::Error;

/// The score, or none where it is undefined: for one cluster, or as many as samples. That is no failure.
pub(crate) fn if_defined(score: Result<f64, Error>) -> Result<Option<f64>, Error> {
    match score {
        Ok(score) => Ok(Some(score)),
        Err(Error::NumberOfLabels { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_undefined_is_no_failure() {
        assert_eq!(if_defined(Ok(0.5)), Ok(Some(0.5)));
        assert_eq!(if_defined(Err(Error::NumberOfLabels { n_labels: 1, n_samples: 3 })), Ok(None));
        assert_eq!(if_defined(Err(Error::Empty)), Err(Error::Empty));
    }
}
