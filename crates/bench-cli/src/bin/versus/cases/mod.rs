//! Reads the file that lists what to measure. [`kinds`] has its keywords and [`case`] one entry.
//! [`mod@samples`] makes the samples of a case, and [`mnist`] reads MNIST from the user's files.

mod case;
mod kinds;
mod mnist;
mod samples;

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use bench_cli::word;
use serde::Deserialize;

pub(crate) use self::case::Case;
pub(crate) use self::kinds::{Axis, Data, Dtype, Group, Kind};
pub(crate) use self::mnist::read_mnist;
pub(crate) use self::samples::{Given, samples, starting_centers};

/// The cases that are measured unless the user brings a file.
const BUILT_IN: &str = include_str!("../../../../versus/cases.toml");

/// Multiply-adds that the timed iterations of a case have at least, as far as [`MOST_ROUNDS`] allows.
///
/// An iteration is the difference of two calls. With fewer multiply-adds, the other costs of a call are
/// louder: two iterations in four of 2048 samples once took half of the time that the arithmetic needs.
const LEAST_WORK: usize = 1 << 28;

/// The most iterations that are timed: after many iterations of noise, rounding leads contenders apart.
const MOST_ROUNDS: usize = 32;

/// The tables `[[full]]` and `[[quick]]` of a file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    full: Vec<Row>,
    quick: Vec<Row>,
}

/// One table: every size, kind of data, type and number of threads makes a [`Case`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    group: Group,
    /// Samples, features, clusters.
    shape: [usize; 3],
    data: Vec<Data>,
    dtypes: Vec<Dtype>,
    measures: Vec<Kind>,
    /// The size that takes each of `sizes` in turn.
    grows: Option<Axis>,
    #[serde(default)]
    sizes: Vec<usize>,
    /// Numbers of threads; without any, the case runs on as many as all others.
    #[serde(default)]
    threads: Vec<usize>,
    /// The last of the iterations that are timed, 12 by default; more are timed where iterations are short.
    rounds: Option<usize>,
    /// Runs, unless the command line names a number; 5 by default.
    repeats: Option<usize>,
    /// PCA's solver, by scikit-learn's name; `auto` by default.
    solver: Option<String>,
}

/// The choice of cases that the command line makes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice<'a> {
    pub(crate) quick: bool,
    /// The groups to run; none means all.
    pub(crate) groups: &'a [Group],
    /// Words that must all be in a name.
    pub(crate) filter: String,
    /// Threads of the machine.
    pub(crate) threads: usize,
}

/// Reads the cases of a file, or the built-in ones.
pub(crate) fn read(path: Option<&Path>, choice: &Choice) -> Result<Vec<Case>> {
    let Some(path) = path else { return parse(BUILT_IN, choice) };
    let text = std::fs::read_to_string(path).map_err(anyhow::Error::from);
    text.and_then(|text| parse(&text, choice))
        .with_context(|| format!("cannot read {}", path.display()))
}

fn parse(text: &str, choice: &Choice) -> Result<Vec<Case>> {
    let file: File = toml::from_str(text).context("not a file of cases")?;
    let mut cases = Vec::new();
    for row in if choice.quick { file.quick } else { file.full } {
        row.check()?;
        if choice.groups.is_empty() || choice.groups.contains(&row.group) {
            cases.extend(row.cases(choice.threads));
        }
    }
    Ok(cases.into_iter().filter_map(|case| case.filtered(&choice.filter)).collect())
}

impl Row {
    fn check(&self) -> Result<()> {
        ensure!(
            self.grows.is_some() != self.sizes.is_empty(),
            "`grows` and `sizes` go together, in {:?}",
            self.shape
        );
        for kind in &self.measures {
            let is_labelings = |data: &Data| *data == Data::Labels;
            let fits = self.data.iter().all(|data| is_labelings(data) == kind.wants_labelings());
            ensure!(fits, "{} cannot be measured on {:?}", word(kind), self.data);
        }
        Ok(())
    }

    fn cases(&self, threads_of_machine: usize) -> Vec<Case> {
        let mut cases = Vec::new();
        for shape in self.shapes() {
            for &dtype in &self.dtypes {
                for &data in &self.data {
                    cases.extend(self.threads(threads_of_machine).into_iter().map(|threads| {
                        Case {
                            group: self.group,
                            shape,
                            data,
                            dtype,
                            kinds: self.measures.clone(),
                            grows: self.grows,
                            threads,
                            rounds: self.rounds.unwrap_or(12).max(rounds_of_short(shape)),
                            repeats: self.repeats.unwrap_or(5),
                            solver: self.solver.clone().unwrap_or_else(|| "auto".to_owned()),
                        }
                    }));
                }
            }
        }
        cases
    }

    fn shapes(&self) -> Vec<[usize; 3]> {
        let Some(axis) = self.grows else { return vec![self.shape] };
        let with = |&size: &usize| {
            let mut shape = self.shape;
            shape[axis as usize] = size;
            shape
        };
        self.sizes.iter().map(with).collect()
    }

    /// The numbers of threads that the machine has, and all of its threads.
    fn threads(&self, threads_of_machine: usize) -> Vec<Option<usize>> {
        if self.threads.is_empty() {
            return vec![None];
        }
        let fewer = self.threads.iter().copied().filter(|&threads| threads < threads_of_machine);
        fewer.chain([threads_of_machine]).map(Some).collect()
    }
}

/// The number of iterations that are long enough together to be timed.
fn rounds_of_short(shape: [usize; 3]) -> usize {
    let work = shape.into_iter().fold(1, usize::saturating_mul);
    LEAST_WORK.div_ceil(work.max(1)).min(MOST_ROUNDS)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    fn names(text: &str, choice: &Choice) -> Vec<String> {
        let cases = parse(text, choice).unwrap();
        let names =
            |case: &Case| case.kinds.iter().map(|&kind| case.name(kind)).collect::<Vec<_>>();
        cases.iter().flat_map(names).collect()
    }

    #[test]
    fn the_built_in_cases_can_be_read() {
        let choice = Choice { threads: 2, ..Choice::default() };
        let full = read(None, &choice).unwrap();
        let quick = read(None, &Choice { quick: true, ..choice.clone() }).unwrap();
        assert!(full.len() > quick.len());
        for shape in [[100_000, 64, 10], [200_000, 16, 1000]] {
            let has = |case: &Case| case.shape == shape;
            assert!(full.iter().any(has), "{shape:?}");
        }
        for group in Group::value_variants() {
            let of_group = Choice { groups: &[*group], ..choice.clone() };
            let of_group = read(None, &of_group).unwrap();
            assert!(!of_group.is_empty(), "{group:?}");
            assert!(of_group.iter().all(|case| case.group == *group));
        }
    }

    const ROWS: &str = "quick = []
        [[full]]
        group = 'engine'
        shape = [100, 2, 3]
        data = ['normal', 'blobs']
        dtypes = ['f32', 'f64']
        measures = ['round', 'fit']";

    #[test]
    fn a_filter_wants_all_its_words() {
        let names =
            |filter: &str| names(ROWS, &Choice { filter: filter.to_owned(), ..Choice::default() });
        assert_eq!(names("").len(), 8);
        assert_eq!(
            names("f64 round 100x2x3"),
            ["round normal f64 100x2x3", "round blobs f64 100x2x3"]
        );
        assert!(names("round fit").is_empty());
    }

    #[test]
    fn other_groups_are_left_out() {
        let of = |groups: &[Group]| names(ROWS, &Choice { groups, ..Choice::default() }).len();
        assert_eq!((of(&[Group::Page, Group::Engine]), of(&[Group::Page])), (8, 0));
    }

    #[test]
    fn a_series_has_a_case_for_every_size() {
        let series = |axis: &str| {
            let text = ROWS.to_owned() + &format!("\ngrows = '{axis}'\nsizes = [7, 9]");
            let filter = "round normal f32".to_owned();
            names(&text, &Choice { filter, ..Choice::default() })
        };
        assert_eq!(series("n_samples"), ["round normal f32 7x2x3", "round normal f32 9x2x3"]);
        assert_eq!(series("n_features")[1], "round normal f32 100x9x3");
        assert_eq!(series("n_clusters")[1], "round normal f32 100x2x9");
    }

    #[test]
    fn short_rounds_are_timed_in_greater_numbers() {
        assert_eq!(rounds_of_short([2048, 32, 32]), MOST_ROUNDS);
        assert_eq!(rounds_of_short([32_768, 32, 32]), 8);
        assert_eq!(rounds_of_short([100_000, 64, 100]), 1);
        assert_eq!(rounds_of_short([usize::MAX, 2, 0]), 32);
    }

    #[test]
    fn threads_are_those_that_the_machine_has() {
        let text = ROWS.to_owned() + "\nthreads = [1, 2, 4, 8]";
        let of = |threads| {
            let filter = "round normal f32".to_owned();
            names(&text, &Choice { filter, threads, ..Choice::default() })
        };
        assert_eq!(of(1), ["round normal f32 100x2x3 1 thread"]);
        assert_eq!(of(6).len(), 4, "1, 2, 4 and all");
        assert_eq!(of(6)[3], "round normal f32 100x2x3 6 threads");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (text, named) in [
            ("full = []\nslow = []".to_owned(), "slow"),
            (ROWS.replace("engine", "engines"), "engines"),
            (ROWS.to_owned() + "\nsizes = [1]", "go together"),
            (ROWS.to_owned() + "\ngrows = 'n_samples'", "go together"),
            (ROWS.replace("'round'", "'contingency'"), "contingency cannot"),
            (ROWS.replace("'blobs'", "'labels'"), "round cannot"),
        ] {
            let error = parse(&text, &Choice::default()).unwrap_err();
            assert!(format!("{error:#}").contains(named), "{error:#}");
        }
    }
}
