use super::columns::PartialColumns;
use super::sum::ExactSum;

/// Exact column sums of a table. Its rows may come in pieces of any size, in any order.
#[derive(Debug, Clone)]
pub struct ColumnSums {
    sums: Vec<ExactSum>,
    largest: Vec<f64>,
}

impl ColumnSums {
    /// Returns the sums of a table without rows.
    #[must_use]
    pub fn zeros(n_columns: usize) -> Self {
        Self { sums: vec![ExactSum::zero(); n_columns], largest: vec![0.0; n_columns] }
    }

    /// Adds the rows of a part.
    pub fn merge(&mut self, part: &PartialColumns) {
        let n_columns = self.sums.len();
        for (index, ((limbs, base), &largest)) in part.limbs().zip(&part.largest).enumerate() {
            let column = index % n_columns;
            self.sums[column].add_limbs(limbs, base);
            self.largest[column] = self.largest[column].max(largest);
        }
        for &(column, value) in &part.not_finite {
            self.sums[column].add(value);
        }
    }

    /// Adds the rows of other sums.
    pub fn merge_sums(&mut self, other: &Self) {
        for (sum, other) in self.sums.iter_mut().zip(&other.sums) {
            sum.merge(other);
        }
        for (largest, other) in self.largest.iter_mut().zip(&other.largest) {
            *largest = largest.max(*other);
        }
    }

    /// Returns the sum of each column.
    pub fn sums(&self) -> &[ExactSum] {
        &self.sums
    }

    /// Returns the largest magnitude of each column's terms.
    pub fn largest(&self) -> &[f64] {
        &self.largest
    }

    /// Returns the mean of each column over so many rows, rounded once.
    pub fn means(&self, n_rows: usize) -> Vec<f64> {
        self.sums.iter().map(|sum| sum.divided_by(n_rows as u64)).collect()
    }
}
