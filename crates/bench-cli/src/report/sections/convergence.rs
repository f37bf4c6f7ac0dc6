use digits_data::Scalar;

use crate::charts::{Convergence, InertiaTraces};
use crate::report::document::{Block, Figure};
use crate::text::numbers::counted;
use crate::trials::Traced;

/// Draws the inertia of every restart of every initialisation, iteration by iteration.
pub(crate) fn convergence<F: Scalar>(traced: &[Traced<F>]) -> Vec<Block> {
    let traces = |fit: &Traced<F>| InertiaTraces {
        name: fit.name.clone(),
        restarts: fit.inertias.clone(),
        best: fit.model.best_restart(),
    };
    let inits: Vec<InertiaTraces> = traced.iter().map(traces).collect();
    let said = |fit: &Traced<F>| {
        let iterations = counted(fit.model.n_iter(), "iteration");
        let reason = match fit.model.stop_reason() {
            reason if reason.converged() => String::new(),
            reason => format!(" ({reason})"),
        };
        let which = match fit.model.restarts().len() {
            1 => "its only restart".to_owned(),
            many => format!("the best of {many} restarts"),
        };
        format!("{}: {which} ended after {iterations}{reason}", fit.name)
    };
    let said: Vec<String> = traced.iter().map(said).collect();
    let svg = Convergence { title: "Inertia by iteration", inits: &inits }.to_svg();
    vec![Block::Figure(Figure {
        name: "convergence".into(),
        caption: format!(
            "Each line is one restart of k-means. It shows the inertia of the first centres at 0, and then \
             after each iteration. The best restart of each initialisation is drawn bold. {}.",
            said.join("; ")
        ),
        svg,
    })]
}

#[cfg(test)]
mod tests {
    use digits_data::{Blobs, make_blobs};
    use kmeans_core::{KMeans, RandomState};

    use super::*;
    use crate::trials::Contestant;

    #[test]
    fn what_did_not_come_to_rest_is_told() {
        let blobs =
            make_blobs::<f64>(&Blobs { cluster_std: 5.0, ..Blobs::new(500, 4, 7) }).unwrap();
        for (max_iter, is_told) in [(1, true), (300, false)] {
            let kmeans = KMeans { max_iter, ..KMeans::new(7) };
            let contestant = Contestant { name: "k-means++".into(), kmeans, is_random: true };
            let samples = blobs.samples().view();
            let traced =
                Traced::fit(&contestant, samples, None, RandomState::Pcg64(0), &mut |_| ())
                    .unwrap();
            let [Block::Figure(figure)] = &convergence(&[traced])[..] else { panic!("one figure") };
            assert_eq!(
                figure.caption.contains("(max_iter reached)"),
                is_told,
                "{}",
                figure.caption
            );
        }
    }
}
