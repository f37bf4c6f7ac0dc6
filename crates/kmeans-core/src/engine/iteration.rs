use std::ops::ControlFlow;

use digits_data::{Samples, Scalar};

use crate::Error;
use crate::samples::{Scale, uncenter};

/// The function that a watched fit calls after every iteration.
pub(crate) type Observer<'a, F> = &'a mut dyn FnMut(&Iteration<'_, F>) -> ControlFlow<()>;

/// The observer of a fit, if there is one, and the number of the restart that it sees.
pub(crate) struct Watch<'a, F: Scalar> {
    pub(crate) restart: usize,
    /// The scale of the fit, which the observer does not see.
    pub(crate) scale: Scale,
    pub(crate) observer: Option<Observer<'a, F>>,
}

impl<F: Scalar> Watch<'_, F> {
    /// Returns a watch without an observer.
    pub(crate) fn nobody() -> Self {
        Self { restart: 0, scale: Scale::ONE, observer: None }
    }

    /// Shows an iteration to the observer, if there is one. Returns false if the observer asks to stop.
    pub(super) fn show<'i>(
        &mut self,
        iteration: impl FnOnce(usize, Scale) -> Iteration<'i, F>,
    ) -> bool
    where
        F: 'i,
    {
        let (restart, scale) = (self.restart, self.scale);
        let observer = self.observer.as_mut();
        observer.is_none_or(|observer| observer(&iteration(restart, scale)).is_continue())
    }
}

/// One iteration of a fit, as [`KMeans::fit_observed`](crate::KMeans::fit_observed) shows it.
///
/// Labels, centres and inertia belong together: each sample has the label of the nearest of the
/// centres that the iteration began with. In the first iteration these are the first centres.
/// Inertia never rises from one iteration of a restart to the next.
#[derive(Debug)]
pub struct Iteration<'a, F: Scalar> {
    pub(crate) restart: usize,
    pub(crate) scale: Scale,
    pub(crate) n_iter: usize,
    pub(crate) inertia: f64,
    pub(crate) center_shift: f64,
    pub(crate) n_changed: usize,
    pub(crate) labels: &'a [u32],
    pub(crate) centers: &'a Samples<F>,
    pub(crate) offset: &'a [f64],
}

impl<F: Scalar> Iteration<'_, F> {
    /// The restart, from 0.
    pub fn restart(&self) -> usize {
        self.restart
    }

    /// Iterations done in this restart, including this one.
    pub fn n_iter(&self) -> usize {
        self.n_iter
    }

    /// Weighted sum of squared distances to the centres that the iteration began with. Infinite if
    /// that overflows; only an overflow at the end of the fit is an error.
    pub fn inertia(&self) -> f64 {
        self.scale.undo_square(self.inertia)
    }

    /// Returns how far the centres move at the end of the iteration: the Frobenius norm of the
    /// differences.
    pub fn center_shift(&self) -> f64 {
        self.scale.undo(self.center_shift)
    }

    /// Samples that changed their cluster; in the first iteration all of them.
    pub fn n_changed(&self) -> usize {
        self.n_changed
    }

    /// The cluster of each sample.
    pub fn labels(&self) -> &[u32] {
        self.labels
    }

    /// The centres that the iteration began with, in the samples' coordinates.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if a coordinate does not fit `F`.
    pub fn cluster_centers(&self) -> Result<Samples<F>, Error> {
        let centers = uncenter(self.centers.view(), self.offset)?;
        self.scale.undo_in(centers.view())
    }
}
