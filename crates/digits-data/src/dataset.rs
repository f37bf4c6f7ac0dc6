use crate::{Error, Samples, Scalar};

/// Samples with one label each, and names for features and classes.
///
/// ```
/// use digits_data::{Dataset, Samples};
///
/// let flowers = Dataset::new(
///     "flowers",
///     Samples::from_rows(&[[5.1, 3.5], [7.0, 3.2], [4.9, 3.0]])?,
///     vec![0, 1, 0],
///     vec!["sepal length".into(), "sepal width".into()],
///     vec!["setosa".into(), "versicolor".into()],
/// )?;
/// assert_eq!(flowers.n_classes(), 2);
/// # Ok::<(), digits_data::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset<F: Scalar = f64> {
    name: String,
    samples: Samples<F>,
    labels: Vec<u32>,
    feature_names: Vec<String>,
    target_names: Vec<String>,
}

impl<F: Scalar> Dataset<F> {
    /// Puts the parts together.
    ///
    /// `labels[i]` belongs to row `i` and indexes `target_names`; `feature_names[j]` names
    /// column `j`.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if a part has the wrong length, [`Error::UnnamedLabel`] if a
    /// label points past the target names.
    pub fn new(
        name: impl Into<String>,
        samples: Samples<F>,
        labels: Vec<u32>,
        feature_names: Vec<String>,
        target_names: Vec<String>,
    ) -> Result<Self, Error> {
        check_length("labels", labels.len(), samples.n_samples())?;
        check_length("feature names", feature_names.len(), samples.n_features())?;
        let unnamed = |&(_, &label): &(usize, &u32)| label as usize >= target_names.len();
        if let Some((sample, &label)) = labels.iter().enumerate().find(unnamed) {
            return Err(Error::UnnamedLabel { sample, label, n_names: target_names.len() });
        }
        Ok(Self { name: name.into(), samples, labels, feature_names, target_names })
    }

    /// The name of the data set.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The samples, one per row.
    pub fn samples(&self) -> &Samples<F> {
        &self.samples
    }

    /// The label of each sample, an index into [`target_names`](Self::target_names).
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// The name of each column.
    pub fn feature_names(&self) -> &[String] {
        &self.feature_names
    }

    /// The name of each class.
    pub fn target_names(&self) -> &[String] {
        &self.target_names
    }

    /// Number of classes that have a name.
    pub fn n_classes(&self) -> usize {
        self.target_names.len()
    }
}

fn check_length(what: &'static str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::LengthMismatch { what, found, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_samples(labels: Vec<u32>, feature_names: &[&str]) -> Result<Dataset, Error> {
        Dataset::new(
            "test",
            Samples::from_rows(&[[1.0, 2.0], [3.0, 4.0]]).unwrap(),
            labels,
            feature_names.iter().map(ToString::to_string).collect(),
            vec!["only".into()],
        )
    }

    #[test]
    fn every_part_must_fit_the_samples() {
        assert!(two_samples(vec![0, 0], &["a", "b"]).is_ok());
        let error = two_samples(vec![0], &["a", "b"]).unwrap_err();
        assert_eq!(error.to_string(), "1 labels were given, but 2 are needed");
        let error = two_samples(vec![0, 0], &["a"]).unwrap_err();
        assert_eq!(error.to_string(), "1 feature names were given, but 2 are needed");
        assert_eq!(
            two_samples(vec![0, 1], &["a", "b"]).unwrap_err(),
            Error::UnnamedLabel { sample: 1, label: 1, n_names: 1 }
        );
    }
}
