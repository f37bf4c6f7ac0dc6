use std::collections::HashSet;
use std::iter::repeat;
use std::ops::ControlFlow;

use anyhow::{Context as _, Result};
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::{ClusterModel, Init, Iteration, KMeans, RandomState};
use linalg_pca::{Error, Pca, PcaModel};

use super::Subject;
use crate::report::document::{Plane, PlaneRound, PlaneRun, PlaneSample};
use crate::trials::Contestant;

/// Most dots; more would hide each other.
const MOST_POINTS: usize = 2000;

/// Most characters of the page that go to images.
const MOST_PIXELS: usize = 1_200_000;

/// Most iterations that are shown of a run, the first and the last among them.
const MOST_ROUNDS: usize = 60;

/// Clusters the plane of the first two principal components of `samples`, from every initialisation,
/// iteration by iteration; `None` if there is no such plane.
///
/// The plane itself is clustered, as on scikit-learn's page: only then do regions have straight borders
/// that hold for the drawn samples. Initialisations that draw samples draw them on the plane. Given
/// centres start where they fall on the plane: the first two unit vectors along the components lie on
/// its axes, all others in its middle.
pub(crate) fn plane<F: Scalar>(
    subject: &Subject<'_, F>,
    samples: SamplesView<'_, F>,
    contestants: &[Contestant],
    random_state: RandomState,
) -> Result<Option<Plane>> {
    if samples.n_features() < 2 || samples.n_samples() < 2 {
        return Ok(None);
    }
    let pca = match Pca::new(2).fit(samples) {
        Err(Error::NoVariance { .. }) => return Ok(None),
        fitted => fitted?,
    };
    let points: Samples<f64> = pca.transform(samples)?.cast()?;
    let drawn = spread_out(points.n_samples(), samples.n_features(), subject.image_width);
    let run = |contestant: &Contestant| -> Result<PlaneRun> {
        let init = on_plane(&contestant.kmeans, &pca)?;
        let kmeans = KMeans { init, random_state, ..contestant.kmeans.clone() };
        let rounds = rounds(&kmeans, points.view(), subject.input.weights.as_deref(), &drawn)?;
        Ok(PlaneRun { name: contestant.name.clone(), rounds })
    };
    let pixels = match subject.image_width {
        Some(_) => subject.as_given(&drawn)?.into_vec(),
        None => Vec::new(),
    };
    let known = |&sample: &usize| PlaneSample {
        row: subject.row(sample),
        true_label: subject.true_label(sample).map(str::to_owned),
    };
    Ok(Some(Plane {
        caption: caption(points.n_samples(), drawn.len()),
        name: "plane".into(),
        points: drawn.iter().map(|&sample| pair(points.row(sample))).collect(),
        samples: drawn.iter().map(known).collect(),
        image_width: subject.image_width,
        pixels,
        runs: contestants.iter().map(run).collect::<Result<_>>()?,
    }))
}

fn caption(n_samples: usize, n_drawn: usize) -> String {
    let all = if n_drawn < n_samples {
        format!("{n_drawn} of {n_samples} samples, evenly spaced in the file,")
    } else {
        format!("All {n_samples} samples")
    };
    format!(
        "{all} on the plane of their first two principal components. Here k-means clusters this plane, so \
         each coloured region holds the points nearest to one centre (white cross). Move the slider to \
         follow the iterations. First centres that are not samples start where they fall on the plane."
    )
}

/// Chooses the samples to draw: all, or the most allowed, evenly spaced in the file.
fn spread_out(n_samples: usize, n_features: usize, image_width: Option<usize>) -> Vec<usize> {
    let most = if image_width.is_some() { MOST_PIXELS / n_features } else { MOST_POINTS };
    let n_drawn = n_samples.min(MOST_POINTS).min(most.max(1));
    (0..n_drawn).map(|at| at * n_samples / n_drawn).collect()
}

fn on_plane(kmeans: &KMeans, pca: &PcaModel) -> Result<Init> {
    Ok(match &kmeans.init {
        Init::Pca => {
            let unit_vectors = [[1.0, 0.0], [0.0, 1.0]].into_iter();
            let rows: Vec<[f64; 2]> =
                unit_vectors.chain(repeat([0.0; 2])).take(kmeans.n_clusters).collect();
            Init::Centers(Samples::from_rows(&rows)?)
        }
        Init::Centers(centers) => Init::Centers(pca.transform(centers.view())?),
        drawn => drawn.clone(),
    })
}

/// The iterations of the best restart, and its end.
fn rounds(
    kmeans: &KMeans,
    points: SamplesView<'_>,
    weights: Option<&[f64]>,
    drawn: &[usize],
) -> Result<Vec<PlaneRound>> {
    let mut restarts: Vec<Vec<PlaneRound>> = Vec::new();
    let mut failed = None;
    let mut watch = |iteration: &Iteration<'_, f64>| {
        restarts.resize_with(iteration.restart() + 1, Vec::new);
        match iteration.cluster_centers() {
            Ok(centers) => {
                let labels = iteration.labels();
                let round = round(centers.view(), labels, drawn, iteration.inertia());
                restarts[iteration.restart()].push(round);
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let model = kmeans.fit_observed(points, weights, &mut watch)?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    let mut rounds = std::mem::take(
        restarts.get_mut(model.best_restart()).context("the best restart had no round")?,
    );
    let last = round(model.cluster_centers(), model.labels(), drawn, model.inertia());
    // If labels did not change, the centres moved for the last time one iteration earlier.
    if rounds.last().is_none_or(|round| round.cluster_centers != last.cluster_centers) {
        rounds.push(last);
    }
    for (number, round) in rounds.iter_mut().enumerate() {
        round.number = number;
    }
    Ok(thinned(rounds))
}

fn round(centers: SamplesView<'_>, labels: &[u32], drawn: &[usize], inertia: f64) -> PlaneRound {
    PlaneRound {
        number: 0,
        cluster_centers: centers.rows().map(pair).collect(),
        labels: drawn.iter().map(|&sample| labels[sample]).collect(),
        inertia,
    }
}

/// Keeps the first iterations, in which most happens, and then evenly spaced ones up to the last.
fn thinned(mut rounds: Vec<PlaneRound>) -> Vec<PlaneRound> {
    let n_rounds = rounds.len();
    if n_rounds <= MOST_ROUNDS {
        return rounds;
    }
    let (first, last) = (MOST_ROUNDS / 2, n_rounds - 1);
    let n_later = MOST_ROUNDS - first - 1;
    let later = (0..=n_later).map(|at| first + at * (last - first) / n_later);
    let kept: HashSet<usize> = (0..first).chain(later).collect();
    rounds.retain(|round| kept.contains(&round.number));
    rounds
}

fn pair(point: &[f64]) -> [f64; 2] {
    [point[0], point[1]]
}

#[cfg(test)]
mod tests {
    use digits_data::{Blobs, make_blobs};

    use super::*;
    use crate::files::input::Input;

    fn contestants(n_clusters: usize) -> Vec<Contestant> {
        let contestant = |(name, init, is_drawn): (&str, Init, bool)| Contestant {
            name: name.into(),
            kmeans: KMeans { init, n_init: Some(2), ..KMeans::new(n_clusters) },
            is_drawn,
        };
        let inits = [("k-means++", Init::KMeansPlusPlus, true), ("pca", Init::Pca, false)];
        inits.into_iter().map(contestant).collect()
    }

    fn draw(samples: SamplesView<'_>, n_clusters: usize) -> Option<Plane> {
        draw_weighted(samples, None, n_clusters)
    }

    fn draw_weighted(
        samples: SamplesView<'_>,
        weights: Option<&[f64]>,
        n_clusters: usize,
    ) -> Option<Plane> {
        let weights = weights.map(<[f64]>::to_vec);
        let input = Input { weights, ..Input::of(samples.to_owned()) };
        let image_width = Some(samples.n_features());
        let subject = Subject { input: &input, scaling: None, image_width };
        plane(&subject, samples, &contestants(n_clusters), RandomState::Pcg64(1)).unwrap()
    }

    fn squared_distance(a: [f64; 2], b: [f64; 2]) -> f64 {
        (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
    }

    #[test]
    fn labels_are_those_of_the_nearest_centre_in_every_round() {
        let blobs = make_blobs::<f64>(&Blobs::new(300, 5, 6)).unwrap();
        let plane = draw(blobs.samples().view(), 6).unwrap();
        assert_eq!((plane.points.len(), plane.samples.len()), (300, 300));
        assert_eq!(plane.pixels, blobs.samples().as_slice());
        for run in &plane.runs {
            assert!(run.rounds.len() > 1, "{}", run.name);
            for round in &run.rounds {
                for (&point, &label) in plane.points.iter().zip(&round.labels) {
                    let own = squared_distance(point, round.cluster_centers[label as usize]);
                    let others = round.cluster_centers.iter();
                    let nearest = others.map(|&center| squared_distance(point, center));
                    assert!(nearest.fold(f64::INFINITY, f64::min) >= own - 1e-9);
                }
            }
            let inertias: Vec<f64> = run.rounds.iter().map(|round| round.inertia).collect();
            assert!(inertias.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-12)));
        }
        let seeds = &plane.runs[1].rounds[0].cluster_centers;
        assert!(squared_distance(seeds[0], [1.0, 0.0]) < 1e-20, "{seeds:?}");
        assert!(squared_distance(seeds[1], [0.0, 1.0]) < 1e-20, "{seeds:?}");
        assert!(squared_distance(seeds[5], [0.0, 0.0]) < 1e-20, "{seeds:?}");
    }

    #[test]
    fn samples_count_on_the_plane_as_they_do_in_the_fit() {
        let blobs = make_blobs::<f64>(&Blobs::new(30, 3, 2)).unwrap();
        let weights: Vec<f64> = (0..30).map(|sample| f64::from(u8::from(sample == 7))).collect();
        let plane = draw_weighted(blobs.samples().view(), Some(&weights), 1).unwrap();
        for run in &plane.runs {
            let center = run.rounds.last().unwrap().cluster_centers[0];
            assert!(squared_distance(center, plane.points[7]) < 1e-20, "{}", run.name);
        }
    }

    #[test]
    fn without_a_plane_there_is_none() {
        assert!(draw(SamplesView::new(&[1.0, 2.0, 3.0], 3, 1).unwrap(), 2).is_none());
        assert!(draw(SamplesView::new(&[1.0, 2.0], 1, 2).unwrap(), 1).is_none());
        assert!(draw(SamplesView::new(&[1.0; 8], 4, 2).unwrap(), 1).is_none());
    }

    #[test]
    fn many_samples_are_thinned_evenly() {
        assert_eq!(spread_out(3, 4, None), [0, 1, 2]);
        let drawn = spread_out(10_000, 4, None);
        assert_eq!((drawn.len(), drawn[0], drawn[1], drawn[1999]), (2000, 0, 5, 9995));
        assert_eq!(spread_out(10_000, 12_000, Some(100)).len(), 100);
        assert_eq!(spread_out(10, 10_000_000, Some(100)), [0]);
    }

    #[test]
    fn many_rounds_keep_the_first_and_the_last() {
        let rounds = |n| (0..n).map(|number| PlaneRound { number, ..PlaneRound::default() });
        let kept = |n| -> Vec<usize> {
            thinned(rounds(n).collect()).iter().map(|round| round.number).collect()
        };
        assert_eq!(kept(60), (0..60).collect::<Vec<_>>());
        for n in [61, 62, 90, 300, 1001] {
            let kept = kept(n);
            assert!(kept.len() <= MOST_ROUNDS && kept.len() > MOST_ROUNDS / 2, "{n}");
            assert_eq!((kept[..30].to_vec(), kept.last()), ((0..30).collect(), Some(&(n - 1))));
        }
    }
}
