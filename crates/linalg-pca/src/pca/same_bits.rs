//! The same bits on every instruction set, for every solver.

use digits_data::{Samples, SamplesView};

use super::{Components, IncrementalPca, Pca, Solver};
use crate::Error;
use crate::distance::on_every_backend;

#[test]
fn every_solver_has_the_same_bits_on_every_backend() {
    for (n_samples, n_features) in [(7, 3), (300, 45), (50, 230), (220, 220)] {
        let x = samples(n_samples, n_features);
        for n_components in [Components::All, Components::Count(2)] {
            for solver in [Solver::Covariance, Solver::Full] {
                let pca = Pca { n_components, solver, ..Pca::default() };
                check(|| models(&pca, x.view()));
            }
        }
        check(|| models(&Pca { solver: Solver::Randomized, ..Pca::new(2) }, x.view()));
        check(|| {
            let pieces = IncrementalPca { batch_size: Some(40), ..IncrementalPca::new(3) };
            Ok(format!("{:?}", pieces.fit(x.view())?))
        });
    }
}

#[test]
fn a_search_for_few_components_too() {
    let x = samples(810, 815);
    check(|| models(&Pca { solver: Solver::Full, ..Pca::new(3) }, x.view()));
}

/// A few strong directions, and noise.
fn samples(n_samples: usize, n_features: usize) -> Samples {
    let noise = |at: usize| ((at * at % 8191 + at * 7919) as f64).sin();
    let value = |i: usize, j: usize| {
        let strong =
            (0..4).map(|k| noise(i * 4 + k) * noise(j * 4 + k + 99) * 8.0 / (k + 1) as f64);
        strong.sum::<f64>() + noise(i * n_features + j + 1000)
    };
    let values = (0..n_samples * n_features).map(|at| value(at / n_features, at % n_features));
    Samples::new(values.collect(), n_samples, n_features).unwrap()
}

/// Writes all numbers of a model, and of the samples it transforms, as text that names every bit.
fn models(pca: &Pca, x: SamplesView<'_, f64>) -> Result<String, Error> {
    let model = pca.fit(x)?;
    let transformed = model.transform(x)?;
    let back = model.inverse_transform(transformed.view())?;
    Ok(format!("{model:?} {transformed:?} {back:?}"))
}

fn check(text: impl Fn() -> Result<String, Error> + Sync) {
    let found = on_every_backend(|| text().unwrap());
    for (name, text) in &found[1..] {
        assert!(*text == found[0].1, "{name} differs from {}", found[0].0);
    }
}
