use anyhow::Result;
use digits_data::{Dataset, SamplesView, Scalar};
use kmeans_core::RandomState;

use super::IMAGE_WIDTH;
use super::experiment::Experiment;
use super::page_tables::{tables, tutorial};
use super::results::{Comparison, ComparisonSettings, Results};
use crate::files::scaling::Scaling;
use crate::report::document::{Block, Report};
use crate::report::sections::{Study, Subject, Traced, answer, besides, how, section, trace};
use crate::text::progress::Progress;
use crate::trials::{Contestant, InitRuns, Scorer};

/// What the report on the digits is made of besides the results.
#[derive(Debug)]
pub(super) struct Page<'a, F: Scalar> {
    /// Of the comparison that the report looks into.
    pub(super) experiment: &'a Experiment,
    pub(super) contestants: Vec<Contestant>,
    pub(super) samples: SamplesView<'a, F>,
    pub(super) scaled: SamplesView<'a, F>,
    pub(super) scaling: &'a Scaling,
    pub(super) digits: &'a [String],
}

impl<F: Scalar> Page<'_, F> {
    /// The initialisations with many seeds, on the scaled samples.
    pub(super) fn over_seeds(&self, states: &[(u64, RandomState)]) -> Result<Vec<InitRuns>> {
        let scorer = Scorer { samples: self.scaled, labels: Some(self.digits), silhouette: None };
        let n_runs = self.contestants.len() * states.len();
        let progress = Progress::of_steps("comparing over seeds".into(), n_runs);
        let runs = self.contestants.iter();
        runs.map(|contestant| contestant.runs(&scorer, states, &progress)).collect()
    }

    /// The initialisations with the experiment's own seed, watched.
    pub(super) fn traced(&self) -> Result<Vec<Traced<F>>> {
        let random_state = self.experiment.random_state;
        let fits = self.contestants.iter();
        fits.map(|contestant| trace(contestant, self.scaled, None, random_state)).collect()
    }

    /// The report.
    pub(super) fn report(
        &self,
        results: &Results,
        traced: &[Traced<F>],
        dataset: &Dataset,
    ) -> Result<Report> {
        // On the plane, PCA-based is what it is there, and not the page's mix of two spaces.
        let honest = Experiment { comparison: Comparison::Honest, ..*self.experiment };
        let on_plane = honest.contestants(self.samples)?;
        let study = Study {
            subject: self.subject(dataset),
            of_plane: self.samples,
            contestants: &on_plane,
            traced,
            over_seeds: &results.seeds,
            random_state: self.experiment.random_state,
        };
        let mut blocks = vec![Block::Text(besides(&results.seeds))];
        blocks.extend(tables(results));
        let mut sections = vec![section("results", "Results", blocks)];
        sections.extend(study.sections()?);
        sections.push(section("tutorial", "The tutorial", tutorial(results)));
        sections.push(how(self.settings(results), &results.environment));
        Ok(Report {
            title: "k-means on the handwritten digits".into(),
            question: QUESTION.into(),
            answer: answer(&results.seeds),
            sections,
        })
    }

    fn subject<'b>(&'b self, dataset: &'b Dataset) -> Subject<'b, F> {
        Subject {
            samples: self.scaled,
            scaling: Some(self.scaling),
            weights: None,
            true_labels: Some(self.digits),
            feature_names: Some(dataset.feature_names()),
            kept_rows: None,
            image_width: Some(IMAGE_WIDTH),
        }
    }

    fn settings(&self, results: &Results) -> Vec<(&'static str, String)> {
        let settings = &results.settings;
        let comparison = |comparison: &ComparisonSettings| {
            let name = match comparison.comparison {
                Comparison::Faithful => "Faithful comparison",
                Comparison::Honest => "Honest comparison",
            };
            (name, format!("random numbers {}, seed {}", comparison.rng, comparison.seed))
        };
        let seeds = InitRuns::seeds(&results.seeds);
        let looked_into = match self.experiment.comparison {
            Comparison::Faithful => "the faithful comparison",
            Comparison::Honest => "the honest comparison",
        };
        let rest = [
            ("The figures are of", looked_into.to_owned()),
            ("Seeds", format!("{seeds}, {}", self.experiment.rng.name())),
            ("Starts", format!("{} of k-means++ and random, 1 of PCA-based", settings.n_init)),
            ("Times", format!("median of {} of scaler plus fit", settings.repeats)),
            ("Numbers", settings.precision.to_owned()),
        ];
        settings.comparisons.iter().map(comparison).chain(rest).collect()
    }
}

const QUESTION: &str = "Where should k-means start on the handwritten digits: at samples that \
                        k-means++ picks, at random samples, or along the principal components?";
