use super::values::reserve;
use crate::Scalar;
use crate::memory::OutOfMemory;

/// The order of values in a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order<'a> {
    pub(crate) n_rows: usize,
    pub(crate) n_columns: usize,
    /// The lengths of the dimensions that make up a row, if the array is in Fortran order.
    pub(crate) fortran: Option<&'a [u64]>,
}

impl Order<'_> {
    /// The place of a value among all, counted from the first.
    pub(super) fn index(self, row: usize, column: usize) -> usize {
        match self.fortran {
            None => row * self.n_columns + column,
            Some(lengths) => row + self.n_rows * reversed(column, lengths),
        }
    }

    /// Brings values into C order. Values in Fortran order are copied.
    pub(crate) fn into_rows<F: Scalar>(self, values: Vec<F>) -> Result<Vec<F>, OutOfMemory> {
        /// Number of rows filled together, so that every value of a fetched cache line is used.
        const BLOCK: usize = 32;
        let Some(lengths) = self.fortran else { return Ok(values) };
        if self.n_rows == 1 && lengths.len() == 1 || self.n_columns == 1 || values.is_empty() {
            return Ok(values);
        }
        let starts: Vec<usize> =
            (0..self.n_columns).map(|column| self.n_rows * reversed(column, lengths)).collect();
        let mut rows = Vec::new();
        reserve(&mut rows, values.len())?;
        rows.resize(values.len(), F::ZERO);
        let blocks = rows.chunks_mut(BLOCK * self.n_columns);
        for (block, first) in blocks.zip((0..self.n_rows).step_by(BLOCK)) {
            let n_rows = block.len() / self.n_columns;
            for (column, start) in starts.iter().enumerate() {
                let source = &values[start + first..][..n_rows];
                for (row, &value) in source.iter().enumerate() {
                    block[row * self.n_columns + column] = value;
                }
            }
        }
        Ok(rows)
    }
}

/// Converts an index in C order to one in Fortran order.
fn reversed(mut place: usize, lengths: &[u64]) -> usize {
    // No overflow: the product of all lengths fits, and `place` is below it.
    let indices: Vec<usize> = lengths
        .iter()
        .rev()
        .map(|&length| {
            let length = usize::try_from(length).unwrap_or(usize::MAX).max(1);
            let index = place % length;
            place /= length;
            index
        })
        .collect();
    indices.iter().zip(lengths.iter().rev()).fold(0, |place, (&index, &length)| {
        place * usize::try_from(length).unwrap_or(usize::MAX) + index
    })
}

/// Keeps the named columns of every row, in that order.
pub(super) fn keep_columns<F: Scalar>(values: &mut Vec<F>, n_columns: usize, columns: &[usize]) {
    let n_rows = values.len() / n_columns;
    let mut kept = vec![F::ZERO; columns.len()];
    for row in 0..n_rows {
        for (kept, &column) in kept.iter_mut().zip(columns) {
            *kept = values[row * n_columns + column];
        }
        // The write position never passes the read position, because at most all columns are kept.
        values[row * columns.len()..][..columns.len()].copy_from_slice(&kept);
    }
    values.truncate(n_rows * columns.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fortran_order_is_turned_in_any_number_of_dimensions() {
        // numpy: x = arange(2*3*4).reshape(2, 3, 4); x.ravel(order="F")
        let (n_rows, lengths) = (2, [3, 4]);
        let order = Order { n_rows, n_columns: 12, fortran: Some(&lengths) };
        let expected: Vec<f64> = (0..24).map(f64::from).collect();
        let mut values = vec![0.0; 24];
        for row in 0..2 {
            for i in 0..3 {
                for j in 0..4 {
                    values[row + 2 * i + 6 * j] = expected[row * 12 + i * 4 + j];
                    assert_eq!(order.index(row, i * 4 + j), row + 2 * i + 6 * j);
                }
            }
        }
        assert_eq!(order.into_rows(values).unwrap(), expected);
    }

    #[test]
    fn many_rows_are_turned_in_blocks() {
        let (n_rows, n_columns) = (77, 5);
        let columns: Vec<f64> = (0..385).map(|at| f64::from(at % 77 * 5 + at / 77)).collect();
        let order = Order { n_rows, n_columns, fortran: Some(&[5]) };
        let rows = order.into_rows(columns).unwrap();
        assert_eq!(rows, (0..385).map(f64::from).collect::<Vec<_>>());
    }

    #[test]
    fn columns_are_kept_in_place() {
        let mut values: Vec<f64> = (0..12).map(f64::from).collect();
        keep_columns(&mut values, 4, &[3, 1]);
        assert_eq!(values, [3.0, 1.0, 7.0, 5.0, 11.0, 9.0]);
    }
}
