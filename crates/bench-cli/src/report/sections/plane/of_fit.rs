use anyhow::{Result, ensure};
use digits_data::{SamplesView, Scalar};
use kmeans_core::{ClusterModel as _, KMeans, RandomState};

use super::rounds::rounds;
use super::{PrincipalPlane, pair};
use crate::charts::PlaneLook;
use crate::report::document::{Plane, PlaneRun};
use crate::report::sections::Subject;
use crate::text::numbers::counted;
use crate::trials::{Contestant, Traced};

/// Shows a fit on the plane of the samples' first two principal components, iteration by iteration.
/// Returns `None` if there is no such plane.
///
/// Clusters keep the numbers that they have in the labels file. `contestant` and `random_state` gave
/// `fit`; the same fit is made once more, to watch it.
pub(crate) fn clusters_on_plane<F: Scalar>(
    subject: &Subject<'_, F>,
    fit: &Traced<F>,
    contestant: &Contestant,
    random_state: RandomState,
) -> Result<Option<Plane>> {
    let Some(plane) = PrincipalPlane::new(subject.samples(), subject.image_width)? else {
        return Ok(None);
    };
    let kmeans = KMeans { random_state, ..contestant.kmeans.clone() };
    let weights = subject.input.weights.as_deref();
    let project = |centers: SamplesView<'_, F>| -> Result<Vec<[f64; 2]>> {
        let centers = plane.pca.transform(centers)?.cast::<f64>()?;
        Ok(centers.rows().map(pair).collect())
    };
    let (rounds, labels) =
        rounds(&kmeans, subject.samples(), weights, &plane.drawn, fit.order(), project)?;
    ensure!(
        labels == fit.model.labels(),
        "two fits of the same samples differ: please report this"
    );

    let (said, name) = (plane.said(), fit.name.clone());
    let clusters = counted(fit.model.n_clusters(), "cluster");
    Ok(Some(Plane {
        name: "plane".into(),
        title: format!("The {clusters} found from {name}"),
        subtitle: "All features were clustered; the picture shows two principal components".into(),
        caption: format!(
            "{said} of this fit, in the colours of their clusters. A disc marks the centre of a cluster, with the \
             number that the cluster has in the labels file. Clusters that overlap here can be apart in the features \
             that the plane does not show. The slider steps through the iterations of the fit; 0 shows the first \
             centres."
        ),
        look: PlaneLook::Clusters,
        runs: vec![PlaneRun { name, rounds }],
        ..plane.document(subject)?
    }))
}

#[cfg(test)]
mod tests {
    use digits_data::{Blobs, make_blobs};

    use super::*;
    use crate::files::input::Input;

    fn draw(samples: SamplesView<'_>, n_clusters: usize) -> Option<(Plane, Vec<u32>, usize)> {
        let input = Input::of(samples.to_owned());
        let subject = Subject { input: &input, scaling: None, image_width: None };
        let kmeans = KMeans { n_init: Some(3), ..KMeans::new(n_clusters) };
        let contestant = Contestant { name: "k-means++".into(), kmeans, is_random: true };
        let random_state = RandomState::Pcg64(1);
        let fit = Traced::fit(&contestant, samples, None, random_state).unwrap();
        let plane = clusters_on_plane(&subject, &fit, &contestant, random_state).unwrap()?;
        Some((plane, fit.model.labels().to_vec(), fit.model.n_iter()))
    }

    #[test]
    fn the_last_round_has_the_labels_of_the_fit() {
        let blobs = Blobs { cluster_std: 4.0, ..Blobs::new(300, 5, 6) };
        let blobs = make_blobs::<f64>(&blobs).unwrap();
        let (plane, labels, n_iter) = draw(blobs.samples().view(), 6).unwrap();
        let rounds = &plane.runs[0].rounds;
        assert!(rounds.len() > 1);
        assert_eq!(rounds.last().unwrap().number, n_iter);
        assert_eq!(rounds.last().unwrap().labels, labels);
        assert!(plane.axes[0].contains(" % of the variance"), "{:?}", plane.axes);
        // The plane's own clustering is another one.
        let centers = &rounds.last().unwrap().cluster_centers;
        let distance = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        let is_nearest = |(point, &label): (&[f64; 2], &u32)| {
            let own = distance(*point, centers[label as usize]);
            centers.iter().all(|&center| own <= distance(*point, center))
        };
        let n_nearest = plane.points.iter().zip(&labels).filter(|pair| is_nearest(*pair)).count();
        assert!(n_nearest < 300, "five features decide, and two are seen");
    }

    #[test]
    fn without_a_plane_there_is_none() {
        assert!(draw(SamplesView::new(&[1.0, 2.0, 3.0], 3, 1).unwrap(), 2).is_none());
        assert!(draw(SamplesView::new(&[1.0, 2.0], 1, 2).unwrap(), 1).is_none());
        assert!(draw(SamplesView::new(&[1.0; 8], 4, 2).unwrap(), 1).is_none());
    }
}
