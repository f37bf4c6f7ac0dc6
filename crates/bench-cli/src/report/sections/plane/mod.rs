//! Samples on the plane of their first two principal components. [`of_fit`] shows the clusters of a fit
//! there; [`of_plane`] clusters the plane itself, which is another clustering. [`rounds`] records the
//! iterations of either.

mod of_fit;
mod of_plane;
mod rounds;

use anyhow::Result;
use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::{Error, Pca, PcaModel};

pub(crate) use self::of_fit::clusters_on_plane;
pub(crate) use self::of_plane::clusters_of_plane;
use self::rounds::Recorder;
use super::Subject;
use crate::report::document::{Plane, PlaneSample};

/// Most dots; more would hide each other.
const MOST_POINTS: usize = 2000;

/// Most characters of the page that images may take.
const MOST_PIXELS: usize = 1_200_000;

/// The plane of the first two principal components of some samples.
#[derive(Debug)]
pub(crate) struct PrincipalPlane {
    pca: PcaModel,
    /// Every sample on the plane.
    points: Samples<f64>,
    /// The samples that are drawn.
    drawn: Vec<usize>,
}

impl PrincipalPlane {
    /// `None` if there is no such plane: fewer than two features, fewer than two samples, or no variance.
    pub(crate) fn new<F: Scalar>(
        samples: SamplesView<'_, F>,
        image_width: Option<usize>,
    ) -> Result<Option<Self>> {
        if samples.n_features() < 2 || samples.n_samples() < 2 {
            return Ok(None);
        }
        let pca = match Pca::new(2).fit(samples) {
            Err(Error::NoVariance { .. }) => return Ok(None),
            fitted => fitted?,
        };
        let points: Samples<f64> = pca.transform(samples)?.cast()?;
        let drawn = spread_out(points.n_samples(), samples.n_features(), image_width);
        Ok(Some(Self { pca, points, drawn }))
    }

    /// Records the iterations of a fit of the samples.
    pub(crate) fn recorder<F: Scalar>(
        &self,
    ) -> Recorder<'_, impl Fn(SamplesView<'_, F>) -> Result<Vec<[f64; 2]>>> {
        Recorder::new(&self.drawn, |centers: SamplesView<'_, F>| {
            Ok(self.pca.transform(centers)?.cast::<f64>()?.rows().map(pair).collect())
        })
    }

    /// A plane with its drawn samples and axes, and no run yet.
    fn document<F: Scalar>(&self, subject: &Subject<'_, F>) -> Result<Plane> {
        let pixels = match subject.image_width {
            Some(_) => subject.as_given(&self.drawn)?.into_vec(),
            None => Vec::new(),
        };
        let known = |&sample: &usize| PlaneSample {
            row: subject.row(sample),
            true_label: subject.true_label(sample).map(str::to_owned),
        };
        Ok(Plane {
            axes: self.axes(),
            points: self.drawn.iter().map(|&sample| pair(self.points.row(sample))).collect(),
            samples: self.drawn.iter().map(known).collect(),
            image_width: subject.image_width,
            pixels,
            ..Plane::default()
        })
    }

    fn axes(&self) -> [String; 2] {
        let ratios = self.pca.explained_variance_ratio();
        let axis = |(name, at): (&str, usize)| {
            let ratio = ratios.get(at).copied().unwrap_or_default();
            format!("{name} principal component: {:.1} % of the variance", 100.0 * ratio)
        };
        [("First", 0), ("Second", 1)].map(axis)
    }

    /// The number of samples that are drawn, for a caption.
    fn said(&self) -> String {
        let (n_samples, n_drawn) = (self.points.n_samples(), self.drawn.len());
        if n_drawn < n_samples {
            format!("{n_drawn} of {n_samples} samples, evenly spaced in the data")
        } else {
            format!("All {n_samples} samples")
        }
    }
}

/// Samples to draw: all, or as many as are allowed, evenly spaced in the data.
fn spread_out(n_samples: usize, n_features: usize, image_width: Option<usize>) -> Vec<usize> {
    let most = if image_width.is_some() { MOST_PIXELS / n_features } else { MOST_POINTS };
    let n_drawn = n_samples.min(MOST_POINTS).min(most.max(1));
    (0..n_drawn).map(|at| at * n_samples / n_drawn).collect()
}

fn pair(point: &[f64]) -> [f64; 2] {
    [point[0], point[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_samples_are_thinned_evenly() {
        assert_eq!(spread_out(3, 4, None), [0, 1, 2]);
        let drawn = spread_out(10_000, 4, None);
        assert_eq!((drawn.len(), drawn[0], drawn[1], drawn[1999]), (2000, 0, 5, 9995));
        assert_eq!(spread_out(10_000, 12_000, Some(100)).len(), 100);
        assert_eq!(spread_out(10, 10_000_000, Some(100)), [0]);
    }
}
