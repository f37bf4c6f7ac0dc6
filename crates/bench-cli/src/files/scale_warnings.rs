use std::fmt;

use anyhow::Result;
use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::StandardScaler;
use serde::Serialize;

use super::input::Input;
use super::scaling::Scaled;
use super::table_rows::TableRows;
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
    ///
    /// # Errors
    ///
    /// The samples cannot be read.
    pub(crate) fn of<F: Scalar, S: TableRows<F>>(scaled: &Scaled<F, S>) -> Result<Vec<Self>> {
        let Scaled { input, scaler, without_range } = scaled;
        let warning = match scaler {
            None => unscaled(input)?,
            Some(_) => no_range(input, without_range),
        };
        Ok(warning.into_iter().collect())
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

fn unscaled<F: Scalar, S: TableRows<F>>(input: &Input<F, S>) -> Result<Option<ScaleWarning>> {
    let scaler = StandardScaler::new()
        .fit_blocks(|take| input.samples.each(&mut |_, samples| Ok(take(samples)?)));
    let scaler = match scaler {
        Ok(scaler) => scaler,
        // Samples too large for a variance are too large for a fit, which says so.
        Err(error) if error.is::<linalg_pca::Error>() => return Ok(None),
        Err(error) => return Err(error),
    };
    let some = some_samples(&input.samples)?;
    let variances = scaler.variance();
    let compared = (0..variances.len()).filter(|&feature| {
        variances[feature] > 0.0 && most_frequent(some.view(), feature) < NEARLY_CONSTANT
    });
    let compared: Vec<usize> = compared.collect();
    let by_variance = |a: &&usize, b: &&usize| variances[**a].total_cmp(&variances[**b]);
    let (Some(&widest), Some(&narrowest)) =
        (compared.iter().max_by(by_variance), compared.iter().min_by(by_variance))
    else {
        return Ok(None);
    };
    let ratio = (variances[widest] / variances[narrowest]).sqrt();
    Ok((ratio > MOST_APART).then(|| ScaleWarning::Unscaled {
        feature: input.feature_name(widest),
        share_of_variance: variances[widest] / variances.iter().sum::<f64>(),
        narrowest: input.feature_name(narrowest),
        ratio,
    }))
}

fn no_range<F: Scalar, S>(input: &Input<F, S>, features: &[usize]) -> Option<ScaleWarning> {
    let features: Vec<String> =
        features.iter().map(|&feature| input.feature_name(feature)).collect();
    (!features.is_empty()).then_some(ScaleWarning::NoRange { features })
}

/// Returns some of the samples, evenly spaced.
fn some_samples<F: Scalar>(samples: &impl TableRows<F>) -> Result<Samples<F>> {
    let (n_samples, _) = samples.shape();
    let n_asked = n_samples.min(MOST_SAMPLES);
    let rows: Vec<usize> = (0..n_asked).map(|at| at * n_samples / n_asked).collect();
    samples.select(&rows)
}

/// The share of the samples that have the feature's most frequent value.
fn most_frequent<F: Scalar>(samples: SamplesView<'_, F>, feature: usize) -> f64 {
    let mut values: Vec<f64> = samples.rows().map(|row| row[feature].to_f64()).collect();
    values.sort_unstable_by(f64::total_cmp);
    let longest = values.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(<[f64]>::len).max();
    longest.unwrap_or_default() as f64 / samples.n_samples() as f64
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
        ScaleWarning::of(&Scaled::new(kind, input).unwrap()).unwrap()
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
        assert_eq!(ScaleWarning::of(&digits).unwrap(), []);
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
