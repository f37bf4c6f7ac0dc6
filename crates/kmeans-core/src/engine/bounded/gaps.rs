use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES, NearestTwo, Panels};
use rayon::prelude::*;

use super::groups::Groups;
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::engine::margin::Margin;

/// A lower bound of the distance from each centre to the nearest other centre of each group.
///
/// The distance from a sample to any other centre of the group is at least the gap from its own centre
/// minus the distance to its own centre (triangle inequality). Where clusters are far apart, that
/// is a better bound than one from the moves of the centres (C. Elkan, "Using the triangle inequality
/// to accelerate k-means", ICML 2003, lemma 1).
#[derive(Debug)]
pub(super) struct Gaps {
    /// One value per group and centre.
    of_groups: Vec<Vec<f32>>,
}

/// Fewest samples per centre. With more, the distances between all centres cost at most 1/16 of the
/// distances between samples and centres.
const SAMPLES_PER_CENTER: usize = 16;

impl Gaps {
    /// Returns true if gaps cost little compared with the distances that they may save.
    pub(super) fn pay(n_samples: usize, n_centers: usize) -> bool {
        n_samples / SAMPLES_PER_CENTER >= n_centers
    }

    /// Finds the gaps between these centres, which are packed group by group.
    pub(super) fn between<P: Scalar>(
        centers: &Samples<P>,
        packed: &[Centers<P>],
        groups: &Groups,
        margin: Margin,
    ) -> Result<Self, Error> {
        let (n_centers, n_features) = centers.shape();
        let panels = Panels::pack(centers.view(), &vec![0.0; n_features])?;
        let mut found = vec![NearestTwo::default(); n_centers.div_ceil(LANES)];
        let mut of_groups = Vec::with_capacity(groups.len());
        for (group, packed) in packed.iter().enumerate() {
            let work = n_centers * groups.size(group) * n_features;
            let blocks = if work < PARALLEL_WORK { found.len() } else { 1 };
            let pieces = found.par_chunks_mut(blocks).enumerate();
            pieces.try_for_each(|(piece, found)| {
                panels.nearest_two(packed, piece * blocks * LANES, found)
            })?;
            let gap = |center| gap(&found[center / LANES], center, group, groups, margin);
            of_groups.push((0..n_centers).map(gap).collect());
        }
        Ok(Self { of_groups })
    }

    /// Returns the gap from each centre to the nearest other one in a group.
    pub(super) fn to_group(&self, group: usize) -> &[f32] {
        &self.of_groups[group]
    }
}

fn gap<P: Scalar>(
    found: &NearestTwo<P>,
    center: usize,
    group: usize,
    groups: &Groups,
    margin: Margin,
) -> f32 {
    let lane = center % LANES;
    let is_itself = groups.label(group, found.labels[lane]) as usize == center;
    let other = if is_itself { found.second[lane] } else { found.nearest[lane] };
    margin.distance_bounds(found.squared_norms[lane]).at_least(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(rows: &[[f64; 2]], n_groups: usize) -> (Gaps, Groups) {
        let centers = Samples::from_rows(rows).unwrap();
        let groups = Groups::of(&centers, n_groups).unwrap();
        let packed: Vec<_> = groups
            .members()
            .map(|members| Centers::pack(centers.view().select(members).unwrap().view()))
            .collect();
        let margin = Margin::new::<f64, f64>(&centers, 1.0);
        (Gaps::between(&centers, &packed, &groups, margin).unwrap(), groups)
    }

    #[test]
    fn they_are_the_distances_to_the_nearest_others() {
        let rows: Vec<[f64; 2]> =
            (0..100_u32).map(|i| [f64::from(i * i % 37), f64::from(i * 7 % 101)]).collect();
        for n_groups in [1, 3] {
            let (gaps, groups) = gaps(&rows, n_groups);
            for (group, members) in groups.members().enumerate() {
                for (center, &gap) in gaps.to_group(group).iter().enumerate() {
                    let others = members.iter().filter(|&&other| other != center);
                    let distances = others.map(|&other| {
                        let [x, y] = [0, 1].map(|axis| rows[center][axis] - rows[other][axis]);
                        x.hypot(y)
                    });
                    let nearest = distances.fold(f64::INFINITY, f64::min);
                    let gap = f64::from(gap);
                    assert!((0.999 * nearest..=nearest).contains(&gap), "{gap} {nearest}");
                }
            }
        }
    }

    #[test]
    fn equal_centers_have_none_and_a_lone_one_has_all_room() {
        let (gaps, _) = gaps(&[[1.0, 2.0], [1.0, 2.0], [9.0, 9.0]], 1);
        assert_eq!(gaps.to_group(0)[..2], [0.0; 2]);
        let (lone, _) = self::gaps(&[[1.0, 2.0]], 1);
        assert_eq!(lone.to_group(0), [f32::MAX]);
    }
}
