use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::ClusterModel as _;

use super::PrincipalPlane;
use crate::charts::{N_CLUSTER_COLOURS, PlaneLook};
use crate::report::document::{Plane, PlaneRound, PlaneRun};
use crate::report::sections::Subject;
use crate::text::numbers::counted;
use crate::trials::Traced;

/// Shows a fit on the plane of the samples' first two principal components, iteration by iteration.
///
/// Clusters keep the numbers that they have in the labels file. `rounds` were recorded during the fit.
pub(crate) fn clusters_on_plane<F: Scalar>(
    subject: &Subject<'_, F>,
    plane: &PrincipalPlane,
    fit: &Traced<F>,
    mut rounds: Vec<PlaneRound>,
) -> Result<Plane> {
    if let Some(order) = fit.order() {
        for round in &mut rounds {
            round.renumber(order);
        }
    }
    let (said, name, n_clusters) = (plane.said(), fit.name.clone(), fit.model.n_clusters());
    let clusters = counted(n_clusters, "cluster");
    Ok(Plane {
        name: "plane".into(),
        title: format!("The {clusters} found from {name}"),
        subtitle: "All features were clustered; the picture shows two principal components".into(),
        caption: format!(
            "{said} of this fit, in the colours of their clusters. A disc marks the centre of a cluster, with the \
             number that the cluster has in every table and file. Clusters that overlap here can be apart in the features \
             that the plane does not show. The slider steps through the iterations of the fit; 0 shows the first \
             centres.{}{}",
            on_the_end(&rounds),
            on_colours(n_clusters)
        ),
        look: PlaneLook::Clusters,
        runs: vec![PlaneRun { name, rounds }],
        ..plane.document(subject)?
    })
}

/// Says why the last iteration changes nothing, if it does not.
fn on_the_end(rounds: &[PlaneRound]) -> &'static str {
    match rounds {
        [.., before, last] if before.labels == last.labels => {
            " The last iteration changes nothing, and so ends the fit."
        }
        _ => "",
    }
}

/// Says how clusters of one colour differ, if there are any.
fn on_colours(n_clusters: usize) -> String {
    if n_clusters <= N_CLUSTER_COLOURS {
        return String::new();
    }
    format!(
        " From cluster {N_CLUSTER_COLOURS} on colours come again, with square dots{}. Point at a dot for the \
         number of its cluster.",
        if n_clusters > 2 * N_CLUSTER_COLOURS { " in every other turn" } else { "" }
    )
}

#[cfg(test)]
mod tests {
    use digits_data::{Blobs, SamplesView, make_blobs};
    use kmeans_core::{Iteration, KMeans, RandomState};

    use super::*;
    use crate::files::input::Input;
    use crate::trials::Contestant;

    fn draw(samples: SamplesView<'_>, n_clusters: usize) -> Option<(Plane, Vec<u32>, usize)> {
        let input = Input::of(samples.to_owned());
        let subject = Subject { input: &input, scaling: None, image_width: None };
        let kmeans = KMeans { n_init: Some(3), ..KMeans::new(n_clusters) };
        let contestant = Contestant { name: "k-means++".into(), kmeans, is_random: true };
        let random_state = RandomState::Pcg64(1);
        let plane = PrincipalPlane::new(samples, None).unwrap()?;
        let mut recorder = plane.recorder();
        let mut watch = |iteration: &Iteration<'_, f64>| recorder.record(iteration);
        let fit = Traced::fit(&contestant, samples, None, random_state, &mut watch).unwrap();
        let rounds = recorder.rounds(&fit.model).unwrap();
        let plane = clusters_on_plane(&subject, &plane, &fit, rounds).unwrap();
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
