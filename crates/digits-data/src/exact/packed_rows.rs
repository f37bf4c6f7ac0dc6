use super::grid::{Grid, WINDOW};
use super::rows::RowSums;
use super::sum::ExactSum;

/// Bytes that one sum with digits takes at most: 6 for each of its windows and 8 above.
const MOST_DIGIT_BYTES: usize = 8;

impl RowSums {
    /// Writes all rows in as few bytes as their largest digits need.
    ///
    /// A sum whose terms span 91 binary digits or less takes at most 16 bytes, for less than 2³²
    /// terms. A sum that has no digits takes 16 bytes for every 32 bits between its largest and its
    /// smallest term.
    pub fn to_bytes(&self, grid: &Grid) -> Vec<u8> {
        if self.n_digits == 0 {
            return self.exact.iter().flat_map(sum_to_bytes).collect();
        }
        let width = self.width();
        let units = grid.digit_units();
        let n_bytes: Vec<u8> =
            (0..width).map(|column| self.n_bytes(column, units[column])).collect();
        let mut bytes = n_bytes.clone();
        for row in self.digits.chunks_exact(width) {
            for ((digit, unit), &n_bytes) in row.iter().zip(&units).zip(&n_bytes) {
                bytes.extend(&whole(digit / unit).to_le_bytes()[..n_bytes.into()]);
            }
        }
        bytes
    }

    /// Reads `n_rows` rows of sums on this grid that [`to_bytes`](Self::to_bytes) has written. `None`
    /// for bytes of another number of rows or columns.
    pub fn from_bytes(bytes: &[u8], n_rows: usize, grid: &Grid) -> Option<Self> {
        let mut sums = Self::zeros(0, grid);
        if sums.n_digits == 0 {
            let n_sums = n_rows.checked_mul(sums.n_columns)?;
            return sums.read_exact(bytes, n_sums);
        }
        let (n_bytes, mut rest) = bytes.split_at_checked(sums.width())?;
        let per_row: usize = n_bytes.iter().map(|&n_bytes| usize::from(n_bytes)).sum();
        if rest.len() != n_rows.checked_mul(per_row)?
            || n_bytes.iter().any(|&n_bytes| usize::from(n_bytes) > MOST_DIGIT_BYTES)
        {
            return None;
        }
        let units = grid.digit_units();
        for _ in 0..n_rows {
            for (unit, &n_bytes) in units.iter().zip(n_bytes) {
                let (digit, others) = rest.split_at_checked(n_bytes.into())?;
                sums.digits.push(extended(digit) as f64 * unit);
                rest = others;
            }
        }
        Some(sums)
    }

    /// Returns how many bytes hold each digit of a column.
    #[expect(clippy::cast_possible_truncation, reason = "at most 8")]
    fn n_bytes(&self, column: usize, unit: f64) -> u8 {
        let digits = self.digits.iter().skip(column).step_by(self.width());
        let bits = |digit: &f64| {
            let whole = whole(digit / unit);
            // One bit more for the sign, but none at all for 0.
            if whole == 0 { 0 } else { 65 - (whole ^ (whole >> 63)).leading_zeros() }
        };
        digits.map(bits).max().unwrap_or(0).div_ceil(8) as u8
    }

    fn read_exact(mut self, mut bytes: &[u8], n_sums: usize) -> Option<Self> {
        for _ in 0..n_sums {
            let (sum, rest) = sum_from_bytes(bytes)?;
            self.exact.push(sum);
            bytes = rest;
        }
        bytes.is_empty().then_some(self)
    }
}

impl Grid {
    /// Returns the unit of each digit of a row: the lowest digit of all columns first.
    fn digit_units(&self) -> Vec<f64> {
        // A cut is 1.5·2^52 units of the digit above it.
        let above = self.cuts.iter().map(|cut| cut / 1.5 / (1_u64 << 52) as f64);
        let lowest = above.clone().take(self.n_columns());
        lowest.map(|unit| unit / (1_u64 << WINDOW) as f64).chain(above).collect()
    }
}

/// Digits are whole numbers of at most 53 bits.
#[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
fn whole(digit: f64) -> i64 {
    digit as i64
}

/// Reads a number in little-endian bytes, whose last bit is its sign.
fn extended(bytes: &[u8]) -> i64 {
    let negative = bytes.last().is_some_and(|&last| last >= 0x80);
    let mut all = [if negative { 0xff } else { 0 }; 8];
    all[..bytes.len()].copy_from_slice(bytes);
    i64::from_le_bytes(all)
}

#[expect(clippy::cast_possible_truncation, reason = "a sum has fewer than 80 limbs")]
fn sum_to_bytes(sum: &ExactSum) -> Vec<u8> {
    let mut bytes = vec![sum.first as u8, sum.limbs.len() as u8];
    bytes.extend(sum.limbs.iter().flat_map(|limb| limb.to_le_bytes()));
    bytes
}

/// Reads one sum, and returns the bytes behind it. Rows have no terms that are not finite.
fn sum_from_bytes(bytes: &[u8]) -> Option<(ExactSum, &[u8])> {
    let (&[first, n_limbs], rest) = bytes.split_first_chunk()?;
    let (limbs, rest) = rest.split_at_checked(usize::from(n_limbs) * 16)?;
    let limbs = limbs.as_chunks().0.iter().map(|limb| i128::from_le_bytes(*limb)).collect();
    Some((ExactSum { first: first.into(), limbs, not_finite: 0.0 }, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{RowAdder, TermRanges};
    use super::*;

    mod properties {
        use super::*;

        proptest! {
            /// Terms of few and of many binary digits: one, two and three windows, and none.
            #[test]
            fn rows_come_back_as_they_were(
                terms in prop::collection::vec((-1.0..1.0, -1_i32..1), 6..200),
                span in prop::sample::select(vec![0_i32, 20, 40, 80, 200]),
                n_digits in prop::sample::select(vec![24_u32, 53]),
            ) {
                let terms: Vec<f64> = terms.iter().map(|(x, e)| {
                    let x: f64 = *x;
                    let x = if n_digits == 24 { f64::from(x as f32) } else { x };
                    x * 2_f64.powi(e * span)
                }).collect();
                let mut ranges = TermRanges::none(2);
                terms.as_chunks::<2>().0.iter().for_each(|terms| ranges.include(terms));
                let grid = Grid::new(&ranges, n_digits);
                let mut adder = RowAdder::new(&grid);
                (0..3).for_each(|_| adder.push_row(3));
                for (row, terms) in terms.as_chunks::<2>().0.iter().enumerate() {
                    adder.add(row % 3, terms);
                }
                let sums = adder.take();
                let bytes = sums.to_bytes(&grid);
                let again = RowSums::from_bytes(&bytes, 3, &grid).unwrap();
                let (mut before, mut after) = ([0.0; 2], [0.0; 2]);
                for row in 0..3 {
                    sums.write(row, &mut before);
                    again.write(row, &mut after);
                    prop_assert_eq!(before.map(f64::to_bits), after.map(f64::to_bits));
                }
                prop_assert_eq!(again.to_bytes(&grid), &bytes[..]);
                prop_assert!(RowSums::from_bytes(&bytes, 4, &grid).is_none());
                prop_assert!(RowSums::from_bytes(&bytes[1..], 3, &grid).is_none());
                if grid.is_fast() {
                    prop_assert!(bytes.len() <= 3 * 2 * 16 + 6, "{}", bytes.len());
                }
            }
        }
    }
}
