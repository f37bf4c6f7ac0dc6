//! The stored form of samples: a list of rows, checked when it is read.

use serde::de::Error as _;
use serde::ser::SerializeSeq as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Samples, SamplesView, Scalar};

impl<F: Scalar> Serialize for SamplesView<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.n_samples()))?;
        for row in self.rows() {
            rows.serialize_element(row)?;
        }
        rows.end()
    }
}

impl<F: Scalar> Serialize for Samples<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}

impl<'de, F: Scalar> Deserialize<'de> for Samples<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = Vec::<Vec<F>>::deserialize(deserializer)?;
        Self::from_rows(&rows).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn samples_are_a_list_of_rows() {
        let samples = Samples::from_rows(&[[1.5, -0.0], [1e-310, 2.0]]).unwrap();
        let text = serde_json::to_string(&samples).unwrap();
        assert_eq!(text, "[[1.5,-0.0],[1e-310,2.0]]");
        assert_eq!(serde_json::from_str::<Samples>(&text).unwrap(), samples);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (text, reason) in [
            ("[]", "0 samples"),
            ("[[1.0], [1.0, 2.0]]", "row 1 has 2 features"),
            ("[[1e39]]", "out of range"),
        ] {
            let error = serde_json::from_str::<Samples<f32>>(text).unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
        }
    }

    mod properties {
        use super::*;

        proptest! {
            #[test]
            fn every_number_comes_back(values in prop::collection::vec(-f64::MAX..f64::MAX, 1..40)) {
                let samples = Samples::new(values.clone(), values.len(), 1).unwrap();
                let text = serde_json::to_string(&samples).unwrap();
                prop_assert_eq!(serde_json::from_str::<Samples>(&text).unwrap(), samples);
            }
        }
    }
}
