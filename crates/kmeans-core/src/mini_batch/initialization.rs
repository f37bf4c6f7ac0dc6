use digits_data::{Samples, Scalar};

use super::start::first_centers;
use super::subset::Subset;
use crate::engine::assign;
use crate::engine::inertia::inertia;
use crate::problem::Problem;
use crate::{Error, Init};
use digits_data::random::Generator;

/// How the first centres are found without reading all samples.
#[derive(Debug, Clone, Copy)]
pub(super) struct Initialization<'a> {
    pub(super) init: &'a Init,
    pub(super) n_clusters: usize,
    /// Samples drawn for each try, not more than there are.
    pub(super) init_size: usize,
}

impl Initialization<'_> {
    /// The best of several tries, by inertia on one further draw of samples.
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

    /// One try.
    pub(super) fn once<F: Scalar>(
        self,
        problem: &Problem<'_, F>,
        generator: &mut Generator,
    ) -> Result<Samples<F>, Error> {
        let n_clusters = self.n_clusters;
        if self.init_size < problem.samples.n_samples() {
            let drawn = self.draw(problem, generator)?;
            let part = drawn.problem(problem.offset)?;
            // Weights of 0 may leave too few to choose from; then all samples serve.
            if part.weights.n_positive(self.init_size) >= n_clusters {
                return first_centers(&part, self.init, n_clusters, generator);
            }
        }
        first_centers(problem, self.init, n_clusters, generator)
    }

    /// `init_size` samples, with repeats.
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
    assign(problem.panels()?, centers, &mut labels)?;
    inertia(problem.samples, problem.weights, problem.offset, centers, &labels)
}
