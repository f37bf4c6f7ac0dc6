use bench_cli::word;

use super::kinds::{Axis, Data, Dtype, Group, Kind};

/// One data set and what is measured on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    pub(crate) group: Group,
    /// Samples, features, clusters.
    pub(crate) shape: [usize; 3],
    pub(crate) data: Data,
    pub(crate) dtype: Dtype,
    pub(crate) kinds: Vec<Kind>,
    /// The size that grows, if the case belongs to a series.
    pub(crate) grows: Option<Axis>,
    /// Number of threads, if the case names one.
    pub(crate) threads: Option<usize>,
    /// The last iteration that is timed.
    pub(crate) rounds: usize,
    /// Runs that count.
    pub(crate) repeats: usize,
    /// PCA's solver, by scikit-learn's name.
    pub(crate) solver: String,
}

impl Case {
    /// The number of threads, where the usual number is `usual`.
    pub(crate) fn threads_of(&self, usual: usize) -> usize {
        self.threads.unwrap_or(usual)
    }

    /// The name for people and for the filter, such as `round normal f32 100000x64x10`.
    pub(crate) fn name(&self, kind: Kind) -> String {
        self.name_with_shape(kind, &self.shape.map(|size| size.to_string()))
    }

    /// The name of its series, such as `round normal f32 *x64x10`; `None` outside a series.
    pub(crate) fn series(&self, kind: Kind) -> Option<(Axis, String)> {
        let axis = self.grows?;
        let mut shape = self.shape.map(|size| size.to_string());
        shape[axis as usize] = String::from("*");
        Some((axis, self.name_with_shape(kind, &shape)))
    }

    fn name_with_shape(&self, kind: Kind, shape: &[String; 3]) -> String {
        let mut words = vec![word(&kind), word(&self.data), word(&self.dtype), shape.join("x")];
        if kind == Kind::Pca {
            words.push(self.solver.clone());
        }
        match self.threads {
            None => {}
            Some(1) => words.push("1 thread".to_owned()),
            Some(threads) => words.push(format!("{threads} threads")),
        }
        words.join(" ")
    }

    /// Keeps the kinds whose names have all words of the filter; `None` if no kind is left.
    pub(super) fn filtered(mut self, filter: &str) -> Option<Self> {
        let mut kinds = std::mem::take(&mut self.kinds);
        kinds.retain(|&kind| {
            let name = self.name(kind);
            filter.split_whitespace().all(|word| name.contains(word))
        });
        (!kinds.is_empty()).then_some(Self { kinds, ..self })
    }
}

#[cfg(test)]
impl Case {
    /// A case for tests, of 50 samples, 3 features and 4 clusters.
    pub(crate) fn of(data: Data) -> Self {
        Self {
            group: Group::Engine,
            shape: [50, 3, 4],
            data,
            dtype: Dtype::F64,
            kinds: vec![],
            grows: None,
            threads: None,
            rounds: 2,
            repeats: 1,
            solver: String::new(),
        }
    }
}
