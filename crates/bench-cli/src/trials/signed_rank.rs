/// The two-sided p-value of Wilcoxon's signed-rank test: the probability of rank sums as unequal as
/// these if each difference had either sign with probability 1/2.
///
/// Differences of 0 are left out (Wilcoxon's own way); equal ones share their mean rank. Up to 100
/// differences the distribution is exact, ties included; beyond it is the normal one, corrected for
/// ties and continuity. `None` if no difference is left.
///
/// F. Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945);
/// `scipy.stats.wilcoxon(zero_method="wilcox")`, which counts ties exactly only when asked to permute.
pub(super) fn p_value(differences: &[f64]) -> Option<f64> {
    const MOST_EXACT: usize = 100;
    let mut differences: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    if differences.is_empty() {
        return None;
    }
    differences.sort_unstable_by(|one, other| one.abs().total_cmp(&other.abs()));
    let ranks = doubled_ranks(&differences);
    let signed = ranks.iter().zip(&differences);
    let positive: usize = signed.filter(|(_, d)| **d > 0.0).map(|(rank, _)| rank).sum();
    let total: usize = ranks.iter().sum();
    let smaller = positive.min(total - positive);
    Some(if ranks.len() <= MOST_EXACT { exact(&ranks, smaller) } else { normal(&ranks, smaller) })
}

/// Twice the rank of each, so that the mean of several ranks is whole. Sorted by magnitude.
fn doubled_ranks(differences: &[f64]) -> Vec<usize> {
    let mut ranks = Vec::with_capacity(differences.len());
    for tied in differences.chunk_by(|one, other| one.abs().total_cmp(&other.abs()).is_eq()) {
        let (first, last) = (ranks.len() + 1, ranks.len() + tied.len());
        ranks.extend(std::iter::repeat_n(first + last, tied.len()));
    }
    ranks
}

/// The share of all ways to give signs whose smaller sum is no larger than this one.
fn exact(ranks: &[usize], smaller: usize) -> f64 {
    let mut probability = vec![0.0; smaller + 1];
    probability[0] = 1.0;
    for &rank in ranks {
        for sum in (0..=smaller).rev() {
            let with = if sum >= rank { probability[sum - rank] } else { 0.0 };
            probability[sum] = f64::midpoint(probability[sum], with);
        }
    }
    let tail: f64 = probability.iter().sum();
    (2.0 * tail).min(1.0)
}

fn normal(ranks: &[usize], smaller: usize) -> f64 {
    let ranks: Vec<f64> = ranks.iter().map(|&rank| rank as f64 / 2.0).collect();
    let mean = ranks.iter().sum::<f64>() / 2.0;
    let deviation = (ranks.iter().map(|rank| rank * rank).sum::<f64>() / 4.0).sqrt();
    let z = ((mean - smaller as f64 / 2.0 - 0.5) / deviation).max(0.0);
    (2.0 * upper_tail(z)).min(1.0)
}

/// The probability that a standard normal number is larger than `z`, at least 0: Mills' ratio as a
/// continued fraction (Laplace's), or near 0 as the series of the density's integral.
fn upper_tail(z: f64) -> f64 {
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if z < 3.0 {
        let mut term = z;
        let mut sum = z;
        let mut odd = 1.0;
        while term > sum * f64::EPSILON / 2.0 {
            odd += 2.0;
            term *= z * z / odd;
            sum += term;
        }
        return 0.5 - density * sum;
    }
    let fraction = (1..=100).rev().fold(z, |fraction, n| z + f64::from(n) / fraction);
    density / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-12 * expected, "{found} {expected}");
    }

    #[test]
    fn none_is_left() {
        assert_eq!(p_value(&[]), None);
        assert_eq!(p_value(&[0.0, -0.0]), None);
    }

    #[test]
    fn a_few_differences() {
        // Two of the 2⁵ ways to give signs have a smaller sum of 0.
        assert_eq!(p_value(&[1.0, 2.0, 3.0, 4.0, 5.0]), Some(2.0 / 32.0));
        assert_eq!(p_value(&[-1.0, -2.0, 0.0, -3.0, -4.0, -5.0]), Some(2.0 / 32.0));
        assert_eq!(p_value(&[1.0]), Some(1.0));
    }

    // scipy 1.17.1: see data/reference/make_signed_rank.py
    #[test]
    fn as_scipy_has_it() {
        let ten = [0.7, -1.1, 2.3, 3.1, -0.2, 4.4, 1.9, 2.6, -0.9, 5.0];
        assert_eq!(p_value(&ten), Some(0.048_828_125));
        let many: Vec<f64> = (0..150_i32)
            .map(|i| f64::from((i * 37) % 101 - 30) / 7.0 + f64::from(i) * 1e-3)
            .collect();
        assert_close(p_value(&many).unwrap(), 8.861_207_016_690_397e-12);
    }

    #[test]
    fn the_tail_of_the_normal_distribution() {
        assert_close(upper_tail(0.0), 0.5);
        assert_close(upper_tail(0.5), 0.308_537_538_725_986_9);
        assert_close(upper_tail(2.9), 0.001_865_813_300_384_037_8);
        assert_close(upper_tail(3.1), 0.000_967_603_213_218_356_3);
        assert_close(upper_tail(8.0), 6.220_960_574_271_74e-16);
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        /// Goes through all signs.
        fn naive(differences: &[f64]) -> f64 {
            let mut sorted: Vec<f64> = differences.iter().map(|d| d.abs()).collect();
            sorted.sort_unstable_by(f64::total_cmp);
            let rank = |d: f64| {
                let (below, up_to) = (
                    sorted.partition_point(|x| *x < d.abs()),
                    sorted.partition_point(|x| *x <= d.abs()),
                );
                (below + up_to + 1) as f64 / 2.0
            };
            let ranks: Vec<f64> = differences.iter().map(|&d| rank(d)).collect();
            let total: f64 = ranks.iter().sum();
            let smaller = |is_positive: &dyn Fn(usize) -> bool| {
                let positive: f64 =
                    (0..ranks.len()).filter(|&at| is_positive(at)).map(|at| ranks[at]).sum();
                positive.min(total - positive)
            };
            let found = smaller(&|at| differences[at] > 0.0);
            let n_ways = 1_u32 << ranks.len();
            let as_small =
                (0..n_ways).filter(|signs| smaller(&|at| signs >> at & 1 == 1) <= found).count();
            as_small as f64 / f64::from(n_ways)
        }

        proptest! {
            #[test]
            fn the_share_of_signs_that_are_as_lopsided(
                differences in prop::collection::vec(
                    (-6..6_i32).prop_filter("0 is left out", |d| *d != 0).prop_map(f64::from), 1..11)
            ) {
                let p = p_value(&differences).unwrap();
                prop_assert!((p - naive(&differences)).abs() < 1e-12, "{} {}", p, naive(&differences));
            }
        }
    }
}
