use digits_data::{Samples, Scalar};
use linalg_pca::distance::Panels;

use crate::Error;
use crate::engine::nearest::assign;

/// Groups of centres that share a lower bound.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    /// The centres of each group, in ascending order, so that a tie within a group goes to the lowest.
    members: Vec<Vec<usize>>,
    /// The group of each centre.
    of_center: Vec<usize>,
}

/// Iterations of k-means on the centres themselves. More do not make better bounds.
const ITERATIONS: usize = 5;

impl Groups {
    /// Makes at most `n_groups` groups of centres that lie near each other, none empty.
    pub(super) fn of<F: Scalar>(centers: &Samples<F>, n_groups: usize) -> Result<Self, Error> {
        let n_centers = centers.n_samples();
        let mut of_center = vec![0; n_centers];
        if n_groups > 1 {
            let panels = Panels::pack(centers.view(), &vec![0.0; centers.n_features()])?;
            let spread: Vec<usize> = (0..n_groups).map(|g| g * n_centers / n_groups).collect();
            let mut middles = centers.view().select(&spread)?;
            for _ in 0..ITERATIONS {
                assign(&panels, &middles, &mut of_center)?;
                middles = middles_of(centers, &of_center, &middles)?;
            }
        }
        let mut members = vec![Vec::new(); n_groups.max(1)];
        for (center, &group) in of_center.iter().enumerate() {
            members[group as usize].push(center);
        }
        members.retain(|members| !members.is_empty());
        let mut group_of = vec![0; n_centers];
        for (group, members) in members.iter().enumerate() {
            for &center in members {
                group_of[center] = group;
            }
        }
        Ok(Self { members, of_center: group_of })
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    pub(super) fn members(&self) -> impl Iterator<Item = &[usize]> {
        self.members.iter().map(Vec::as_slice)
    }

    pub(super) fn size(&self, group: usize) -> usize {
        self.members[group].len()
    }

    /// Returns the label of a group's member: its number among all centres.
    #[expect(clippy::cast_possible_truncation, reason = "labels are u32")]
    pub(super) fn label(&self, group: usize, member: u32) -> u32 {
        self.members[group][member as usize] as u32
    }

    #[inline]
    pub(super) fn of_label(&self, label: u32) -> usize {
        self.of_center[label as usize]
    }
}

/// Returns the mean of each group, and the former middle of an empty one.
fn middles_of<F: Scalar>(
    centers: &Samples<F>,
    of_center: &[u32],
    before: &Samples<F>,
) -> Result<Samples<F>, Error> {
    let (n_groups, n_features) = before.shape();
    let mut sums = vec![0.0; n_groups * n_features];
    let mut counts = vec![0_u32; n_groups];
    for (center, &group) in centers.rows().zip(of_center) {
        counts[group as usize] += 1;
        let sums = &mut sums[group as usize * n_features..][..n_features];
        for (sum, x) in sums.iter_mut().zip(center) {
            *sum += x.to_f64();
        }
    }
    let mut values = before.as_slice().to_vec();
    let groups = values.chunks_exact_mut(n_features).zip(sums.chunks_exact(n_features));
    for ((values, sums), &count) in groups.zip(&counts).filter(|(_, count)| **count > 0) {
        for (value, sum) in values.iter_mut().zip(sums) {
            *value = F::from_f64(sum / f64::from(count));
        }
    }
    Ok(Samples::new(values, n_groups, n_features)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_center_is_in_one_group() {
        let row = |i: u32| [f64::from(i % 7) * 100.0, f64::from(i * i % 11)];
        let centers = Samples::from_rows(&(0..50).map(row).collect::<Vec<_>>()).unwrap();
        for n_groups in [1, 3, 5, 50] {
            let groups = Groups::of(&centers, n_groups).unwrap();
            assert!(groups.len() <= n_groups);
            let mut all: Vec<usize> = groups.members().flatten().copied().collect();
            all.sort_unstable();
            assert_eq!(all, (0..50).collect::<Vec<_>>());
            for (group, members) in groups.members().enumerate() {
                assert!(members.is_sorted() && members.len() == groups.size(group));
                for (member, &center) in (0..).zip(members) {
                    let label = u32::try_from(center).unwrap();
                    assert_eq!(
                        (groups.label(group, member), groups.of_label(label)),
                        (label, group)
                    );
                }
            }
        }
    }
}
