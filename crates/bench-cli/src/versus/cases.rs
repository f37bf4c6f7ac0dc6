use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

/// What is measured when nobody brings cases of their own.
const BUILT_IN: &str = include_str!("../../versus/cases.toml");

/// The tables `[[full]]` and `[[quick]]` of a file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    full: Vec<Row>,
    quick: Vec<Row>,
}

/// One table: every kind of data in every type is a [`Case`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// Samples, features, clusters.
    shape: (usize, usize, usize),
    data: Vec<Data>,
    dtypes: Vec<Dtype>,
    measures: Vec<Kind>,
    /// The last of the rounds that are timed.
    #[serde(default = "default_rounds")]
    rounds: usize,
    /// Runs, where the command line does not say.
    #[serde(default = "default_repeats")]
    repeats: usize,
}

fn default_rounds() -> usize {
    12
}

fn default_repeats() -> usize {
    5
}

/// One data set and what is measured on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    pub(crate) n_samples: usize,
    pub(crate) n_features: usize,
    pub(crate) n_clusters: usize,
    pub(crate) data: Data,
    pub(crate) dtype: Dtype,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) rounds: usize,
    pub(crate) repeats: usize,
}

/// What the samples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Data {
    /// As many Gaussians as clusters.
    Blobs,
    /// One Gaussian: noise without structure.
    Normal,
    /// Noise without structure that fills a cube.
    Uniform,
    /// The handwritten digits.
    Digits,
}

/// The type of the samples' numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Dtype {
    F32,
    F64,
}

impl Dtype {
    pub(crate) fn size(self) -> usize {
        match self {
            Self::F32 => size_of::<f32>(),
            Self::F64 => size_of::<f64>(),
        }
    }
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// The distance kernel alone, ours only.
    Tile,
    /// One round of Lloyd's algorithm.
    Round,
    /// A whole fit from given centres to convergence.
    Fit,
    /// k-means++ alone.
    Seeding,
    /// The gallery page's three rows: scaler plus fit.
    Page,
}

/// The cases of a file's contents, or the built-in ones, that have every word of `filter` in their
/// names.
pub(crate) fn read(text: Option<&str>, quick: bool, filter: &str) -> Result<Vec<Case>> {
    let file: File =
        toml::from_str(text.unwrap_or(BUILT_IN)).context("cannot read the file of cases")?;
    let rows = if quick { file.quick } else { file.full };
    let cases = rows.iter().flat_map(Row::cases);
    Ok(cases.filter_map(|case| case.filtered(filter)).collect())
}

impl Row {
    fn cases(&self) -> impl Iterator<Item = Case> {
        let (n_samples, n_features, n_clusters) = self.shape;
        let of_type = move |dtype: Dtype| {
            self.data.iter().map(move |&data| Case {
                n_samples,
                n_features,
                n_clusters,
                data,
                dtype,
                kinds: self.measures.clone(),
                rounds: self.rounds,
                repeats: self.repeats,
            })
        };
        self.dtypes.iter().flat_map(move |&dtype| of_type(dtype))
    }
}

impl Case {
    /// For people and for the filter: `round normal f32 100000x64x10`.
    pub(crate) fn name(&self, kind: Kind) -> String {
        let Self { n_samples, n_features, n_clusters, data, dtype, .. } = self;
        let words = format!("{kind:?} {data:?} {dtype:?}").to_lowercase();
        format!("{words} {n_samples}x{n_features}x{n_clusters}")
    }

    fn filtered(mut self, filter: &str) -> Option<Self> {
        let kinds = std::mem::take(&mut self.kinds);
        let asked = |&kind: &Kind| {
            let name = self.name(kind);
            filter.split_whitespace().all(|word| name.contains(word))
        };
        let kinds: Vec<Kind> = kinds.into_iter().filter(asked).collect();
        (!kinds.is_empty()).then_some(Self { kinds, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_cases_can_be_read() {
        let full = read(None, false, "").unwrap();
        assert!(full.len() > read(None, true, "").unwrap().len());
        for shape in [(100_000, 64, 10), (200_000, 16, 1000)] {
            let has = |case: &Case| (case.n_samples, case.n_features, case.n_clusters) == shape;
            assert!(full.iter().any(has), "{shape:?}");
        }
    }

    #[test]
    fn a_filter_wants_all_its_words() {
        let text = "quick = []
            [[full]]
            shape = [100, 2, 3]
            data = ['normal', 'blobs']
            dtypes = ['f32', 'f64']
            measures = ['round', 'fit']";
        let names = |filter: &str| -> Vec<String> {
            let cases = read(Some(text), false, filter).unwrap();
            let names =
                |case: &Case| case.kinds.iter().map(|&kind| case.name(kind)).collect::<Vec<_>>();
            cases.iter().flat_map(names).collect()
        };
        assert_eq!(names("").len(), 8);
        assert_eq!(
            names("f64 round 100x2x3"),
            ["round normal f64 100x2x3", "round blobs f64 100x2x3"]
        );
        assert!(names("round fit").is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let error = read(Some("full = []\nslow = []"), false, "").unwrap_err();
        assert!(format!("{error:#}").contains("slow"), "{error:#}");
    }
}
