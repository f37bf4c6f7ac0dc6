use std::ops::ControlFlow;

use digits_data::{Samples, Scalar};

use crate::Error;
use crate::samples::{Scale, uncenter};

/// The function that is called after every round of a fit that is watched.
pub(crate) type Observer<'a, F> = &'a mut dyn FnMut(&Iteration<'_, F>) -> ControlFlow<()>;

/// The observer of a fit, if there is one, and the number of the restart that it sees.
pub(crate) struct Watch<'a, F: Scalar> {
    pub(crate) restart: usize,
    /// The scale of the fit, which the observer does not see.
    pub(crate) scale: Scale,
    pub(crate) observer: Option<Observer<'a, F>>,
}

impl<F: Scalar> Watch<'_, F> {
    /// Returns the watch of a fit that nobody watches.
    pub(crate) fn nobody() -> Self {
        Self { restart: 0, scale: Scale::ONE, observer: None }
    }

    /// Shows a round; `iteration` is called only if somebody watches. Returns false to stop.
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

/// One round of a fit, as [`KMeans::fit_observed`](crate::KMeans::fit_observed) shows it.
///
/// Labels, centres and inertia belong together: each sample with the nearest of the centres the
/// round began with, which in the first round are the seeds. Inertia never rises from one round of
/// a restart to the next.
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

    /// Rounds done in this restart, including this one.
    pub fn n_iter(&self) -> usize {
        self.n_iter
    }

    /// Weighted sum of squared distances to the centres the round began with; infinite where that
    /// overflows, as long as the centres that the fit ends with have a finite one.
    pub fn inertia(&self) -> f64 {
        self.scale.undo_square(self.inertia)
    }

    /// Returns the move of the centres at the end of the round: the Frobenius norm of their
    /// differences.
    pub fn center_shift(&self) -> f64 {
        self.scale.undo(self.center_shift)
    }

    /// Samples that changed their cluster; in the first round all of them.
    pub fn n_changed(&self) -> usize {
        self.n_changed
    }

    /// The cluster of each sample.
    pub fn labels(&self) -> &[u32] {
        self.labels
    }

    /// The centres the round began with, in the samples' coordinates.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if a coordinate does not fit `F`.
    pub fn cluster_centers(&self) -> Result<Samples<F>, Error> {
        let centers = uncenter(self.centers.view(), self.offset)?;
        self.scale.undo_in(centers.view())
    }
}
