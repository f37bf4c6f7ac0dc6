use std::iter::repeat;
use std::ops::ControlFlow;

use anyhow::Result;
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::{Init, KMeans, RandomState};
use linalg_pca::PcaModel;

use super::rounds::Recorder;
use super::{PrincipalPlane, pair};
use crate::charts::PlaneLook;
use crate::report::document::{Plane, PlaneRun};
use crate::report::sections::Subject;
use crate::trials::Contestant;

/// Clusters the plane of the first two principal components of `samples`, from every initialisation,
/// iteration by iteration; `None` if there is no such plane.
///
/// k-means sees two numbers per sample here, as on scikit-learn's page: only then do regions have
/// straight borders that hold for the drawn samples. So these are other clusters than those of a fit of
/// all features, and they have letters. Initialisations that draw samples draw them on the plane. Given
/// centres start where they fall on the plane: the first two unit vectors along the components lie on
/// its axes, all others in its middle.
pub(crate) fn clusters_of_plane<F: Scalar>(
    subject: &Subject<'_, F>,
    samples: SamplesView<'_, F>,
    contestants: &[Contestant],
    random_state: RandomState,
) -> Result<Option<Plane>> {
    let Some(plane) = PrincipalPlane::new(samples, subject.image_width)? else { return Ok(None) };
    let weights = subject.input.weights.as_deref();
    let run = |contestant: &Contestant| -> Result<PlaneRun> {
        let init = on_plane(&contestant.kmeans, &plane.pca)?;
        let kmeans = KMeans { init, random_state, ..contestant.kmeans.clone() };
        let as_they_are = |centers: SamplesView<'_>| Ok(centers.rows().map(pair).collect());
        let points = plane.points.view();
        let mut recorder = Recorder::new(&plane.drawn, as_they_are);
        let model = kmeans.fit_observed(points, weights, &mut |iteration| {
            recorder.record(iteration);
            ControlFlow::Continue(())
        })?;
        Ok(PlaneRun { name: contestant.name.clone(), rounds: recorder.rounds(&model)? })
    };
    let said = plane.said();
    Ok(Some(Plane {
        name: "plane_clusters".into(),
        title: "k-means on the plane: two numbers per sample".into(),
        subtitle: "Not the clusters of all features, so they have letters instead of numbers"
            .into(),
        caption: format!(
            "{said}. This is a clustering of its own: k-means clusters two numbers per sample here, the \
             first two principal components. The letters name the regions. They have nothing to do with the \
             numbers in the labels file. White crosses mark the centres. PCA-based first centres lie on the axes \
             of the plane and in its middle."
        ),
        look: PlaneLook::Regions,
        runs: contestants.iter().map(run).collect::<Result<_>>()?,
        ..plane.document(subject)?
    }))
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

#[cfg(test)]
mod tests {
    use digits_data::{Blobs, make_blobs};

    use super::*;
    use crate::files::input::Input;

    fn contestants(n_clusters: usize) -> Vec<Contestant> {
        let contestant = |(name, init, is_random): (&str, Init, bool)| Contestant {
            name: name.into(),
            kmeans: KMeans { init, n_init: Some(2), ..KMeans::new(n_clusters) },
            is_random,
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
        let contestants = contestants(n_clusters);
        clusters_of_plane(&subject, samples, &contestants, RandomState::Pcg64(1)).unwrap()
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
}
