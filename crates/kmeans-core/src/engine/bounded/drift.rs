use digits_data::{Samples, Scalar};

use super::groups::Groups;
use crate::rounding::round_up;

/// Distances by which the centres moved, rounded up.
#[derive(Debug, Clone)]
pub(super) struct Drift {
    /// The move of each centre.
    pub(super) own: Vec<f32>,
    /// The largest move in each group.
    pub(super) of_group: Vec<f32>,
    /// For each centre, the largest move of the others in its group.
    pub(super) others_in_group: Vec<f32>,
}

impl Drift {
    pub(super) fn between<F: Scalar>(
        before: &Samples<F>,
        after: &Samples<F>,
        scale: f64,
        groups: &Groups,
    ) -> Self {
        let moved = |(before, after): (&[F], &[F])| {
            let pairs = before.iter().zip(after);
            // Scaled first, or the square could underflow.
            let scaled = pairs.map(|(b, a)| (a.to_f64() - b.to_f64()) * scale);
            round_up(scaled.map(|shift| shift * shift).sum::<f64>().sqrt())
        };
        let own: Vec<f32> = before.rows().zip(after.rows()).map(moved).collect();
        let mut of_group = Vec::with_capacity(groups.len());
        let mut others_in_group = vec![0.0; own.len()];
        for members in groups.members() {
            let (mut farthest, mut largest, mut second) = (members[0], 0.0, 0.0);
            for &center in members {
                if own[center] > largest {
                    (farthest, largest, second) = (center, own[center], largest);
                } else if own[center] > second {
                    second = own[center];
                }
            }
            for &center in members {
                others_in_group[center] = if center == farthest { second } else { largest };
            }
            of_group.push(largest);
        }
        Self { own, of_group, others_in_group }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_of_the_others_leaves_the_own_out() {
        let before = Samples::from_rows(&[[0.0, 0.0], [1.0, 1.0], [5.0, 5.0]]).unwrap();
        let after = Samples::from_rows(&[[0.0, 0.5], [1.0, 1.0], [5.0, 8.0]]).unwrap();
        let drift = Drift::between(&before, &after, 1.0, &Groups::of(&before, 1).unwrap());
        let close = |found: &[f32], expected: &[f32]| {
            found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-5)
        };
        assert!(close(&drift.own, &[0.5, 0.0, 3.0]));
        assert!(close(&drift.of_group, &[3.0]));
        assert!(close(&drift.others_in_group, &[3.0, 3.0, 0.5]));
    }
}
