use std::cmp::Ordering;

use digits_data::Scalar;

/// One register of samples.
///
/// The kernel is written in terms of this trait. Lanes with labels hold whole numbers in the bits
/// of a float. They are moved and blended, never calculated with.
pub(super) trait Vector<F: Scalar>: Copy {
    /// Samples in a register; a power of two, at most half of `LANES`.
    const WIDTH: usize;

    fn splat(value: F) -> Self;
    fn splat_label(label: u32) -> Self;
    /// Reads `WIDTH` lanes from `at` on.
    fn load(lanes: &[F], at: usize) -> Self;
    /// Writes `WIDTH` lanes from `at` on.
    fn store(self, lanes: &mut [F], at: usize);
    fn store_labels(self, labels: &mut [u32; super::LANES], at: usize);
    /// `self * factor + summand`, rounded once.
    fn mul_add(self, factor: Self, summand: Self) -> Self;
    #[cfg_attr(not(feature = "pca"), expect(dead_code, reason = "only rotations multiply"))]
    fn mul(self, factor: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    /// Correctly rounded, as everywhere.
    fn sqrt(self) -> Self;
    fn min(self, other: Self) -> Self;
    fn max(self, other: Self) -> Self;
    /// One bit per lane: set if the lane is not greater than that of `other`.
    fn not_greater(self, other: Self) -> u32;
    /// Picks the smaller of two scores with its label, lane by lane. The first wins a tie.
    fn nearer(first: (Self, Self), second: (Self, Self)) -> (Self, Self);
}

/// Four lanes in plain Rust, for machines without a backend of their own.
#[derive(Clone, Copy)]
pub(super) struct Portable<F>([F; 4], [u32; 4]);

impl<F: Scalar> Vector<F> for Portable<F> {
    const WIDTH: usize = 4;

    #[inline(always)]
    fn splat(value: F) -> Self {
        Self([value; 4], [0; 4])
    }

    #[inline(always)]
    fn splat_label(label: u32) -> Self {
        Self([F::ZERO; 4], [label; 4])
    }

    #[inline(always)]
    fn load(lanes: &[F], at: usize) -> Self {
        Self(std::array::from_fn(|i| lanes[at + i]), [0; 4])
    }

    #[inline(always)]
    fn store(self, lanes: &mut [F], at: usize) {
        lanes[at..at + 4].copy_from_slice(&self.0);
    }

    #[inline(always)]
    fn store_labels(self, labels: &mut [u32; super::LANES], at: usize) {
        labels[at..at + 4].copy_from_slice(&self.1);
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        let product = |i: usize| self.0[i].mul_add(factor.0[i], summand.0[i]);
        Self(std::array::from_fn(product), [0; 4])
    }

    #[inline(always)]
    fn mul(self, factor: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] * factor.0[i]), [0; 4])
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] - other.0[i]), [0; 4])
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        // The root in `f64` rounds to the root in `f32`: it has more than twice the bits.
        Self(self.0.map(|x| F::from_f64(x.to_f64().sqrt())), [0; 4])
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        let lesser = |i: usize| if other.0[i] < self.0[i] { other.0[i] } else { self.0[i] };
        Self(std::array::from_fn(lesser), [0; 4])
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        let greater = |i: usize| if other.0[i] > self.0[i] { other.0[i] } else { self.0[i] };
        Self(std::array::from_fn(greater), [0; 4])
    }

    #[inline(always)]
    fn not_greater(self, other: Self) -> u32 {
        let is_greater = |i: usize| self.0[i].partial_cmp(&other.0[i]) == Some(Ordering::Greater);
        (0..4).fold(0, |bits, i| bits | u32::from(!is_greater(i)) << i)
    }

    #[inline(always)]
    fn nearer(first: (Self, Self), second: (Self, Self)) -> (Self, Self) {
        let (mut score, mut label) = first;
        for i in 0..4 {
            if second.0.0[i] < score.0[i] {
                score.0[i] = second.0.0[i];
                label.1[i] = second.1.1[i];
            }
        }
        (score, label)
    }
}
