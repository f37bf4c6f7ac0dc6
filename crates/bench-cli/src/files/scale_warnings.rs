use std::fmt;

use digits_data::{SamplesView, Scalar};
use linalg_pca::StandardScaler;
use serde::Serialize;

use super::input::Input;
use super::scaling::Scaled;
use crate::text::numbers::{listed, percent, short_number};

/// A feature whose scale decides the clusters, or that could not be scaled as asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ScaleWarning {
    /// Unscaled features with spreads more than ten times apart.
    Unscaled {
        /// The feature with the largest spread, which decides.
        feature: String,
        /// Its variance as a share of the total variance.
        share_of_variance: f64,
        /// The feature with the smallest spread.
        narrowest: String,
        /// The larger standard deviation divided by the smaller.
        ratio: f64,
    },
    /// Features without a range between their quartiles, which `--scale robust` divides by.
    NoRange { features: Vec<String> },
}

/// Spreads that differ by more than this many times get a warning.
const MOST_APART: f64 = 10.0;

/// A feature that has one value in at least this share of the samples is left out of the comparison.
/// The corner pixels of images are such features: nearly always 0, but in the same unit as all others.
const NEARLY_CONSTANT: f64 = 0.95;

/// Most samples that are looked at to find the features that are nearly constant.
const MOST_SAMPLES: usize = 1000;

impl ScaleWarning {
    /// Looks at the features that stay as they are, and at those that a robust scaler could not scale.
    pub(crate) fn of<F: Scalar>(scaled: &Scaled<F>) -> Vec<Self> {
        let Scaled { input, scaler, without_range } = scaled;
        let warning = match scaler {
            None => unscaled(input),
            Some(_) => no_range(input, without_range),
        };
        warning.into_iter().collect()
    }
}

impl fmt::Display for ScaleWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unscaled { feature, share_of_variance, narrowest, ratio } => write!(
                f,
                "{feature} decides these clusters: it has {} of the total variance, and its spread is {} \
                 times that of {narrowest}. Add --scale standard to give every feature the same weight.",
                percent(*share_of_variance),
                short_number(*ratio)
            ),
            Self::NoRange { features } => write!(
                f,
                "{} {} no range between the quartiles, so --scale robust divides by the standard deviation \
                 there. Add --scale standard to do so for every feature.",
                listed(features, "and"),
                if features.len() == 1 { "has" } else { "have" }
            ),
        }
    }
}

fn unscaled<F: Scalar>(input: &Input<F>) -> Option<ScaleWarning> {
    let samples = input.samples.view();
    // Samples too large for a variance are too large for a fit, which says so.
    let scaler = StandardScaler::new().fit(samples).ok()?;
    let variances = scaler.variance();
    let compared = (0..variances.len()).filter(|&feature| {
        variances[feature] > 0.0 && most_frequent(samples, feature) < NEARLY_CONSTANT
    });
    let compared: Vec<usize> = compared.collect();
    let by_variance = |a: &&usize, b: &&usize| variances[**a].total_cmp(&variances[**b]);
    let widest = *compared.iter().max_by(by_variance)?;
    let narrowest = *compared.iter().min_by(by_variance)?;
    let ratio = (variances[widest] / variances[narrowest]).sqrt();
    (ratio > MOST_APART).then(|| ScaleWarning::Unscaled {
        feature: feature_name(input, widest),
        share_of_variance: variances[widest] / variances.iter().sum::<f64>(),
        narrowest: feature_name(input, narrowest),
        ratio,
    })
}

fn no_range<F: Scalar>(input: &Input<F>, features: &[usize]) -> Option<ScaleWarning> {
    let features: Vec<String> =
        features.iter().map(|&feature| feature_name(input, feature)).collect();
    (!features.is_empty()).then_some(ScaleWarning::NoRange { features })
}

/// The share of the samples that have the feature's most frequent value. Looks at 1000 samples at most.
fn most_frequent<F: Scalar>(samples: SamplesView<'_, F>, feature: usize) -> f64 {
    let n_asked = samples.n_samples().min(MOST_SAMPLES);
    let rows = (0..n_asked).map(|at| at * samples.n_samples() / n_asked);
    let mut values: Vec<f64> = rows.map(|row| samples.row(row)[feature].to_f64()).collect();
    values.sort_unstable_by(f64::total_cmp);
    let longest = values.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(<[f64]>::len).max();
    longest.unwrap_or_default() as f64 / n_asked as f64
}

/// A feature's name, or its number where the table has no names.
pub(crate) fn feature_name<F: Scalar>(input: &Input<F>, feature: usize) -> String {
    let name = input.feature_names.as_ref().and_then(|names| names.get(feature));
    name.map_or_else(|| format!("feature {feature}"), Clone::clone)
}

#[cfg(test)]
mod tests {
    use digits_data::{Samples, load_digits};

    use super::*;
    use crate::cli::ScaleArg;

    fn warnings(kind: ScaleArg, rows: &[[f64; 2]]) -> Vec<ScaleWarning> {
        let feature_names = Some(["income", "age"].map(String::from).into());
        let samples = Samples::from_rows(rows).unwrap();
        let input = Input { feature_names, ..Input::of(samples) };
        ScaleWarning::of(&Scaled::new(kind, input).unwrap())
    }

    #[test]
    fn spreads_more_than_ten_times_apart_are_told() {
        let rows = |wide: f64| [0.0, 1.0, 2.0, 3.0].map(|x: f64| [wide * x, -x]);
        assert_eq!(warnings(ScaleArg::None, &rows(9.9)), []);
        assert_eq!(warnings(ScaleArg::Standard, &rows(1000.0)), []);
        let [warning] = &warnings(ScaleArg::None, &rows(100.0))[..] else { panic!("one warning") };
        let said = warning.to_string();
        for part in
            ["income decides", "100 % of the total", "100 times that of age", "--scale standard"]
        {
            assert!(said.contains(part), "{said}");
        }
    }

    #[test]
    fn pixels_that_are_nearly_always_empty_are_no_scale() {
        let digits = load_digits().unwrap();
        let digits = Scaled::new(ScaleArg::None, Input::of(digits.samples().clone())).unwrap();
        assert_eq!(ScaleWarning::of(&digits), []);
    }

    #[test]
    fn a_feature_without_quartiles_apart_is_named() {
        let mut rows = [[0.0, 0.0]; 10];
        for (age, row) in (0_u8..).zip(&mut rows) {
            row[1] = f64::from(age);
        }
        rows[9][0] = 5000.0;
        let [warning] = &warnings(ScaleArg::Robust, &rows)[..] else { panic!("one warning") };
        assert_eq!(*warning, ScaleWarning::NoRange { features: vec!["income".into()] });
        assert!(warning.to_string().starts_with("income has no range between the quartiles"));
    }
}
