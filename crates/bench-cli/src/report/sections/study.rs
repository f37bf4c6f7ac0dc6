use anyhow::{Error, Result};
use digits_data::Scalar;
use kmeans_core::{ClusterModel as _, Iteration, KMeansModel, RandomState};

use super::{
    PrincipalPlane, Subject, clusters, clusters_on_plane, contingency, convergence,
    notable_samples, seeds, silhouettes,
};
use crate::report::document::{Block, PlaneRound, Section};
use crate::text::numbers::{counted, number};
use crate::trials::{Contestant, InitRuns, Traced};

/// One or more initialisations, fitted to the same samples.
#[derive(Debug)]
pub(crate) struct Study<'a, F: Scalar> {
    pub(crate) subject: Subject<'a, F>,
    /// One fit per contestant, all with `random_state`.
    pub(crate) traced: Vec<Traced<F>>,
    /// Fits over many seeds, if there are any.
    pub(crate) over_seeds: &'a [InitRuns],
    /// The plane of the samples, if there is one.
    plane: Result<Option<PrincipalPlane>>,
    /// The iterations of each fit on the plane.
    rounds: Vec<Result<Vec<PlaneRound>>>,
}

impl<'a, F: Scalar> Study<'a, F> {
    /// Fits every contestant once.
    pub(crate) fn new(
        subject: Subject<'a, F>,
        contestants: &[Contestant],
        random_state: RandomState,
    ) -> Result<Self> {
        let (samples, weights) = (subject.samples(), subject.input.weights.as_deref());
        let plane = PrincipalPlane::new(samples, subject.image_width);
        let (mut traced, mut rounds) = (Vec::new(), Vec::new());
        for contestant in contestants {
            let mut recorder = plane.as_ref().ok().and_then(Option::as_ref).map(|it| it.recorder());
            let mut watch = |iteration: &Iteration<'_, F>| {
                if let Some(recorder) = &mut recorder {
                    recorder.record(iteration);
                }
            };
            let fit = Traced::fit(contestant, samples, weights, random_state, &mut watch)?;
            rounds.extend(recorder.map(|recorder| recorder.rounds(&fit.model)));
            traced.push(fit);
        }
        Ok(Self { subject, traced, over_seeds: &[], plane, rounds })
    }

    /// Numbers the clusters of every fit by size.
    pub(crate) fn numbered_by_size(mut self) -> Result<Self> {
        self.traced =
            self.traced.into_iter().map(Traced::numbered_by_size).collect::<Result<_>>()?;
        Ok(self)
    }

    /// Adds fits over many seeds.
    pub(crate) fn with_seeds(self, over_seeds: &'a [InitRuns]) -> Self {
        Self { over_seeds, ..self }
    }

    /// Makes the sections that apply to these samples, in the order they are read.
    pub(crate) fn sections(&self) -> Result<Vec<Section>> {
        let mut sections = Vec::new();
        if let Some(best) = Traced::best(&self.traced) {
            sections.push(section("plane", "The clusters in a picture", self.plane(best)));
        }
        let mut blocks = convergence(&self.traced);
        if !self.over_seeds.is_empty() {
            blocks.push(Block::Text("These are the restarts of the first seed.".into()));
        }
        sections.push(section("convergence", "Convergence", blocks));
        if self.over_seeds.iter().any(|init| init.runs.len() > 1) {
            sections.push(section("seeds", "Seeds", seeds(self.over_seeds)));
        }
        if let Some(best) = Traced::best(&self.traced) {
            sections.extend(self.of_one_clustering(best)?);
        }
        sections.retain(|section| !section.blocks.is_empty());
        Ok(sections)
    }

    fn of_one_clustering(&self, best: &Traced<F>) -> Result<Vec<Section>> {
        let model = &best.model;
        let centroids = clusters(&self.subject, model)?;
        Ok(vec![
            section("centroids", "The clusters", centroids),
            section("contingency", "Classes and clusters", self.contingency(model)?),
            section("samples", "Samples at the edge", notable_samples(&self.subject, model)?),
            section("silhouettes", "Silhouettes", silhouettes(&self.subject, model)?),
        ])
    }

    fn which(&self, best: &Traced<F>) -> Block {
        let inertia = number(best.model.inertia());
        let among = if self.traced.len() > 1 { ", the smallest of all" } else { "" };
        Block::Text(format!(
            "The pictures and tables of clusters show one clustering: {} from {}, with an inertia of {inertia}{among}. Its clusters \
             have the same numbers and colours in every picture and table.",
            counted(best.model.n_clusters(), "cluster"),
            best.name
        ))
    }

    /// Draws the best fit on a plane. If that fails, says why instead, because the rest of the report does
    /// not need the picture.
    fn plane(&self, best: &Traced<F>) -> Vec<Block> {
        let mut pairs = self.traced.iter().zip(&self.rounds);
        let rounds = pairs.find(|(fit, _)| std::ptr::eq(*fit, best)).map(|(_, rounds)| rounds);
        let none = |error: &Error| {
            Block::Text(format!("The clusters could not be drawn on a plane: {error:#}."))
        };
        let picture = match (&self.plane, rounds) {
            (Err(error), _) | (_, Some(Err(error))) => Some(none(error)),
            (Ok(Some(plane)), Some(Ok(rounds))) => {
                let plane = clusters_on_plane(&self.subject, plane, best, rounds.clone());
                Some(plane.map_or_else(|error| none(&error), |it| Block::Plane(Box::new(it))))
            }
            (Ok(None), _) => Some(Block::Text(
                "There is no picture on a plane, because the samples do not spread in two directions."
                    .into(),
            )),
            _ => None,
        };
        [self.which(best)].into_iter().chain(picture).collect()
    }

    fn contingency(&self, model: &KMeansModel<F>) -> Result<Vec<Block>> {
        match &self.subject.input.labels {
            Some(true_labels) => contingency(true_labels, model.labels()),
            None => Ok(Vec::new()),
        }
    }
}

/// A section of these blocks.
pub(crate) fn section(id: &'static str, heading: &str, blocks: Vec<Block>) -> Section {
    Section { id, heading: heading.into(), blocks }
}
