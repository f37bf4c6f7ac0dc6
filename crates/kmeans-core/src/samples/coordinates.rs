use digits_data::exact::Grid;

/// The point where samples are centred, and the units in which their sums are exact. All blocks of a
/// fit share them.
#[derive(Debug, Clone)]
pub struct Coordinates {
    offset: Vec<f64>,
    grid: Grid,
    mean_variance: f64,
}

impl Coordinates {
    pub(super) fn of(offset: Vec<f64>, grid: Grid, mean_variance: f64) -> Self {
        Self { offset, grid, mean_variance }
    }

    /// Returns the point where samples are centred.
    pub fn offset(&self) -> &[f64] {
        &self.offset
    }

    /// Returns the mean of the features' population variances.
    pub fn mean_variance(&self) -> f64 {
        self.mean_variance
    }

    pub(crate) fn grid(&self) -> &Grid {
        &self.grid
    }
}
