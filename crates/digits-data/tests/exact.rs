//! Sums against arithmetic with whole numbers of any size.
#![allow(clippy::float_cmp, reason = "to the bit")]
#![allow(clippy::cast_possible_truncation, reason = "rounding is what is asked for")]

use digits_data::exact::{ColumnSums, ExactSum, Grid, RowAdder, RowSums, TermRanges};
use num_bigint::BigInt;
use proptest::prelude::*;

/// The number in units of the smallest `f64`.
fn big(value: f64) -> BigInt {
    let bits = value.abs().to_bits();
    let (biased, fraction) = (bits >> 52, bits & ((1 << 52) - 1));
    let magnitude = match biased {
        0 => BigInt::from(fraction),
        biased => BigInt::from(fraction | 1 << 52) << (biased - 1),
    };
    if value < 0.0 { -magnitude } else { magnitude }
}

/// Says whether `value` is the number nearest to `numerator / divisor`, the even one of two.
fn is_nearest(value: f64, numerator: &BigInt, divisor: u64) -> bool {
    let largest_but_half = big(f64::MAX) * 2 + (BigInt::from(1) << 2046 >> 53 << 1);
    let magnitude = if *numerator < BigInt::ZERO { -numerator } else { numerator.clone() };
    if value.is_infinite() {
        let is_right_side = (value < 0.0) == (*numerator < BigInt::ZERO);
        return is_right_side && magnitude * 2 > largest_but_half * divisor - 2;
    }
    let error = |candidate: f64| {
        let error = big(candidate) * divisor - numerator;
        if error < BigInt::ZERO { -error } else { error }
    };
    [value.next_up(), value.next_down()].into_iter().filter(|next| next.is_finite()).all(|next| {
        let (own, other) = (error(value), error(next));
        own < other || (own == other && value.to_bits().is_multiple_of(2))
    })
}

/// Numbers of all sizes: subnormal, huge, equal but for their sign, or of one size.
fn number() -> impl Strategy<Value = f64> {
    let finite = any::<f64>().prop_filter("finite", |x| x.is_finite());
    prop_oneof![
        2 => finite,
        2 => -1.0..1.0,
        1 => (-1e-300..1e-300, -10_i32..1).prop_map(|(x, e)| x * 10_f64.powi(e)),
        1 => prop::sample::select(vec![0.0, -0.0, 1e300, -1e300, 5e-324, f64::MIN_POSITIVE, 1e16, 1.0]),
    ]
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn a_sum_is_the_nearest_number(
            numbers in prop::collection::vec(number(), 0..60),
            divisor in prop_oneof![Just(1_u64), 1..1000_u64, Just(u64::MAX), any::<u64>()],
        ) {
            let divisor = divisor.max(1);
            let exact: BigInt = numbers.iter().map(|&x| big(x)).sum();
            let sum: ExactSum = numbers.iter().copied().collect();
            prop_assert!(is_nearest(sum.value(), &exact, 1), "{} of {numbers:?}", sum.value());
            let mean = sum.divided_by(divisor);
            prop_assert!(is_nearest(mean, &exact, divisor), "{mean} of {numbers:?}");
        }

        #[test]
        fn order_and_pieces_leave_no_trace(
            (numbers, shuffled) in prop::collection::vec(number(), 0..60)
                .prop_flat_map(|numbers| (Just(numbers.clone()), Just(numbers).prop_shuffle())),
            others in prop::collection::vec(number(), 0..20),
            cut: prop::sample::Index,
        ) {
            let sum: ExactSum = numbers.iter().copied().collect();
            let (first, second) = shuffled.split_at(cut.index(shuffled.len() + 1));
            let mut pieces: ExactSum = second.iter().chain(&others).copied().collect();
            pieces.merge(&first.iter().copied().collect());
            pieces.extend(others.iter().map(|x| -x));
            prop_assert_eq!(sum.value().to_bits(), pieces.value().to_bits());
        }

        /// On a grid, however far apart the numbers: one window, two, three, or none.
        #[test]
        fn rows_are_exact(
            numbers in prop::collection::vec(number(), 1..60),
            span in prop::sample::select(vec![0, 30, 36, 80, 2000]),
            repeats in 1_usize..300,
            f32s: bool,
        ) {
            let top = numbers.iter().map(|x| x.abs()).fold(0.0, f64::max);
            let floor = top * 2_f64.powi(-span);
            let round = |x: f64| if f32s { f64::from((x.clamp(-1e30, 1e30)) as f32) } else { x };
            let kept: Vec<f64> =
                numbers.iter().map(|&x| round(if x.abs() < floor { 0.0 } else { x })).collect();
            let mut ranges = TermRanges::none(2);
            for &x in &kept {
                ranges.include(&[x, 0.0]);
            }
            let grid = Grid::new(&ranges, if f32s { 24 } else { 53 });
            let mut adder = RowAdder::new(&grid);
            (0..3).for_each(|_| adder.push_row(3));
            for _ in 0..repeats {
                for (index, &x) in kept.iter().enumerate() {
                    adder.add(index % 2, &[x, 0.0]);
                    adder.add(2, &[x, 0.0]);
                }
            }
            for &x in kept.iter().skip(1).step_by(2) {
                adder.subtract(2, &[x, 0.0]);
            }
            let parts = adder.take();
            let mut total = RowSums::zeros(1, &grid);
            total.merge_row(0, &parts, 0);
            total.merge_row(0, &parts, 1);
            let exact: BigInt = kept.iter().map(|&x| big(x) * repeats).sum();
            let values = |sums: &RowSums, row: usize| {
                let mut values = [f64::NAN; 2];
                sums.write(row, &mut values);
                values
            };
            let [value, zero] = values(&total, 0);
            prop_assert!(is_nearest(value, &exact, 1));
            prop_assert_eq!(zero, 0.0);
            let left: BigInt = exact - kept.iter().skip(1).step_by(2).map(|&x| big(x)).sum::<BigInt>();
            prop_assert!(is_nearest(values(&parts, 2)[0], &left, 1));
        }

        #[test]
        fn columns_are_exact(
            numbers in prop::collection::vec(number(), 1..400),
            n_columns in 1_usize..5,
            cut: prop::sample::Index,
        ) {
            let n_rows = numbers.len() / n_columns;
            let write = |rows: std::ops::Range<usize>, terms: &mut [f64]| {
                terms.copy_from_slice(&numbers[rows.start * n_columns..rows.end * n_columns]);
            };
            let cut = cut.index(n_rows + 1);
            let mut sums = ColumnSums::of(cut..n_rows, n_columns, write);
            sums.merge(&ColumnSums::of(0..cut, n_columns, write));
            for (column, sum) in sums.sums().iter().enumerate() {
                let numbers = numbers[..n_rows * n_columns].iter().skip(column).step_by(n_columns);
                let exact: BigInt = numbers.map(|&x| big(x)).sum();
                prop_assert!(is_nearest(sum.value(), &exact, 1));
            }
        }
    }
}

#[test]
fn what_is_not_finite_is_not_lost() {
    let sum = |numbers: &[f64]| numbers.iter().copied().collect::<ExactSum>().value();
    assert_eq!(sum(&[1.0, f64::INFINITY]), f64::INFINITY);
    assert!(sum(&[f64::NEG_INFINITY, f64::INFINITY]).is_nan());
    assert_eq!(sum(&[1e308; 2]), f64::INFINITY);
    assert_eq!([1e308; 3].into_iter().collect::<ExactSum>().divided_by(3), 1e308);
    let mut nan = ExactSum::zero();
    nan.add_all(&[1.0, f64::NAN, 2.0]);
    assert!(nan.value().is_nan());
    let numbers = [1.0, f64::INFINITY, 2.0, 3.0];
    let sums = ColumnSums::of(0..2, 2, |rows, terms| {
        terms.copy_from_slice(&numbers[rows.start * 2..rows.end * 2]);
    });
    assert_eq!([sums.sums()[0].value(), sums.sums()[1].value()], [3.0, f64::INFINITY]);
}
