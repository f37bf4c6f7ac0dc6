use digits_data::random::Generator;
use digits_data::{Samples, Scalar};

use super::parameters::MiniBatchKMeans;
use crate::Error;
use crate::engine::{assign_once, inertia};
use crate::samples::{Problem, Subset};
use crate::seeding::first_centers;

/// The search for first centres that does not read all samples.
#[derive(Debug, Clone, Copy)]
pub(super) struct Initialization<'a> {
    parameters: &'a MiniBatchKMeans,
    /// Number of samples drawn for each try, at most all.
    init_size: usize,
}

impl<'a> Initialization<'a> {
    pub(super) fn new(parameters: &'a MiniBatchKMeans, n_samples: usize) -> Self {
        Self { parameters, init_size: parameters.init_size(n_samples) }
    }

    /// Keeps the best of several tries, by inertia on one further draw of samples.
    pub(super) fn best_of<F: Scalar>(
        self,
        n_init: usize,
        problem: &Problem<'_, F>,
        generator: &mut Generator,
    ) -> Result<Samples<F>, Error> {
        let drawn = self.draw(problem, generator)?;
        let validation = drawn.problem(problem.offset)?;
        let mut best = self.once(problem, generator)?;
        let mut least = inertia_on(&validation, &best)?;
        for _ in 1..n_init {
            let centers = self.once(problem, generator)?;
            let inertia = inertia_on(&validation, &centers)?;
            if inertia < least {
                (least, best) = (inertia, centers);
            }
        }
        Ok(best)
    }

    /// Makes one try.
    pub(super) fn once<F: Scalar>(
        self,
        problem: &Problem<'_, F>,
        generator: &mut Generator,
    ) -> Result<Samples<F>, Error> {
        let MiniBatchKMeans { init, n_clusters, .. } = self.parameters;
        if self.init_size < problem.samples.n_samples() {
            let drawn = self.draw(problem, generator)?;
            let part = drawn.problem(problem.offset)?;
            // If weights of 0 leave too few samples to choose from, all samples serve.
            if part.weights.n_positive(self.init_size) >= *n_clusters {
                return first_centers(&part, init, *n_clusters, generator);
            }
        }
        first_centers(problem, init, *n_clusters, generator)
    }

    /// Draws `init_size` samples, with repeats.
    fn draw<F: Scalar>(
        self,
        problem: &Problem<'_, F>,
        generator: &mut Generator,
    ) -> Result<Subset<F>, Error> {
        let indices = generator.randint(problem.samples.n_samples(), self.init_size);
        Subset::new(problem.samples, problem.weights, &indices)
    }
}

fn inertia_on<F: Scalar>(problem: &Problem<'_, F>, centers: &Samples<F>) -> Result<f64, Error> {
    let mut labels = vec![0; problem.samples.n_samples()];
    assign_once(problem, centers, &mut labels)?;
    inertia(problem.samples, problem.weights, problem.offset, centers, &labels)
}
