use std::ops::Range;

use digits_data::{Samples, SamplesView, Scalar, memory};
use linalg_pca::distance::{Centers, Panels};

use crate::Error;
use crate::classes::Classes;
use crate::unit::power_of_two_for;

/// Samples in the order of their classes, packed for the kernel.
#[derive(Debug)]
pub(super) struct Sorted<'a, F: Scalar> {
    samples: SamplesView<'a, F>,
    /// The unit in which squares of differences neither overflow nor vanish. Differences need no
    /// origin.
    unit: f64,
    /// The sample that stands at each place.
    pub(super) order: Vec<usize>,
    /// The class of the sample at each place.
    pub(super) classes: Vec<usize>,
    pub(super) panels: Panels<f64>,
}

impl<'a, F: Scalar> Sorted<'a, F> {
    pub(super) fn new(samples: SamplesView<'a, F>, classes: &Classes) -> Result<Self, Error> {
        let unit = power_of_two_for(samples);
        let order = classes.samples_by_class()?;
        let class_of = |&sample: &usize| classes.of_sample[sample] as usize;
        let of_place = memory::collected(order.iter().map(class_of))?;
        let mut panels = Panels::empty();
        panels.repack_scaled(samples, &vec![0.0; samples.n_features()], unit, &order)?;
        Ok(Self { samples, unit, order, classes: of_place, panels })
    }

    /// Packs some of the samples as centres of the kernel.
    pub(super) fn centers(&self, places: Range<usize>) -> Result<Centers<f64>, Error> {
        let (n_samples, n_features) = (places.len(), self.samples.n_features());
        let mut values = vec![0.0; n_samples * n_features];
        let rows = values.chunks_exact_mut(n_features);
        for (row, &sample) in rows.zip(&self.order[places]) {
            for (value, x) in row.iter_mut().zip(self.samples.row(sample)) {
                *value = x.to_f64() * self.unit;
            }
        }
        Ok(Centers::pack(Samples::new(values, n_samples, n_features)?.view()))
    }
}
