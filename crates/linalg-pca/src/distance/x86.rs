//! AVX-512 and AVX2 registers as [`Vector`]s, and the backends made of them.
//!
//! They pay: plain arrays under `#[target_feature]` reach 60 to 85 % of their speed, because the
//! compiler does not keep the whole tile in registers.
//!
//! They are sound: the types are private to `distance`, and their values exist only inside the
//! entry points of a backend. A backend is handed out only after the processor confirms its
//! features. Memory is accessed only through slices whose length the line above checks.
#![allow(unsafe_code, reason = "the intrinsics; see the module's reasons")]

use std::arch::x86_64::{
    __m256, __m256d, __m512, __m512d, _CMP_LT_OQ, _CMP_NGT_UQ, _mm256_blendv_pd, _mm256_blendv_ps,
    _mm256_castps_si256, _mm256_castsi256_pd, _mm256_castsi256_ps, _mm256_cmp_pd, _mm256_cmp_ps,
    _mm256_fmadd_pd, _mm256_fmadd_ps, _mm256_loadu_pd, _mm256_loadu_ps, _mm256_max_pd,
    _mm256_max_ps, _mm256_min_pd, _mm256_min_ps, _mm256_movemask_pd, _mm256_movemask_ps,
    _mm256_mul_pd, _mm256_mul_ps, _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_set1_pd,
    _mm256_set1_ps, _mm256_sqrt_pd, _mm256_sqrt_ps, _mm256_storeu_pd, _mm256_storeu_ps,
    _mm256_storeu_si256, _mm256_sub_pd, _mm256_sub_ps, _mm512_castpd_si512, _mm512_castps_si512,
    _mm512_castsi512_pd, _mm512_castsi512_ps, _mm512_cmp_pd_mask, _mm512_cmp_ps_mask,
    _mm512_cvtepi64_epi32, _mm512_fmadd_pd, _mm512_fmadd_ps, _mm512_loadu_pd, _mm512_loadu_ps,
    _mm512_mask_mov_pd, _mm512_mask_mov_ps, _mm512_max_pd, _mm512_max_ps, _mm512_min_pd,
    _mm512_min_ps, _mm512_mul_pd, _mm512_mul_ps, _mm512_set1_epi32, _mm512_set1_epi64,
    _mm512_set1_pd, _mm512_set1_ps, _mm512_sqrt_pd, _mm512_sqrt_ps, _mm512_storeu_pd,
    _mm512_storeu_ps, _mm512_storeu_si512, _mm512_sub_pd, _mm512_sub_ps,
};
#[cfg(feature = "pca")]
use std::ops::Range;

use super::backend::Backend;
use super::centers::Centers;
use super::closest::{self, Closest};
#[cfg(feature = "pca")]
use super::fused_pass;
use super::kernel;
use super::lanes::{LANES, NearestTwo, PanelRow};
#[cfg(feature = "pca")]
use super::operands::{FusedPass, Results, Shape, Turns};
use super::peak;
#[cfg(feature = "pca")]
use super::product;
#[cfg(feature = "pca")]
use super::rotations;
#[cfg(feature = "pca")]
use super::scatter;
use super::vector::Vector;
use super::x86_loops::has_avx2_and_fma;

macro_rules! vector {
    (
        $vector:ident($register:ty), $scalar:ty, $width:literal,
        $splat:ident, $load:ident, $store:ident, $fma:ident, $mul:ident, $sub:ident, $sqrt:ident, $min:ident, $max:ident,
        label: |$label:ident| $splat_label:expr,
        store_labels: |$value:ident, $to:ident| $store_labels:expr,
        not_greater: |$these:ident, $those:ident| $not_greater:expr,
        nearer: |$first:ident, $second:ident| $nearer:expr
    ) => {
        #[derive(Clone, Copy)]
        pub(super) struct $vector($register);

        // Safety of every block: see the module's reasons.
        impl Vector<$scalar> for $vector {
            const WIDTH: usize = $width;

            #[inline(always)]
            fn splat(value: $scalar) -> Self {
                Self(unsafe { $splat(value) })
            }

            #[inline(always)]
            fn splat_label($label: u32) -> Self {
                Self(unsafe { $splat_label })
            }

            #[inline(always)]
            fn load(lanes: &[$scalar], at: usize) -> Self {
                let lanes = &lanes[at..at + $width];
                Self(unsafe { $load(lanes.as_ptr()) })
            }

            #[inline(always)]
            fn store(self, lanes: &mut [$scalar], at: usize) {
                let lanes = &mut lanes[at..at + $width];
                unsafe { $store(lanes.as_mut_ptr(), self.0) }
            }

            #[inline(always)]
            fn store_labels(self, labels: &mut [u32; LANES], at: usize) {
                let $to = &mut labels[at..at + $width];
                let $value = self.0;
                unsafe { $store_labels }
            }

            #[inline(always)]
            fn mul_add(self, factor: Self, summand: Self) -> Self {
                Self(unsafe { $fma(self.0, factor.0, summand.0) })
            }

            #[inline(always)]
            fn mul(self, factor: Self) -> Self {
                Self(unsafe { $mul(self.0, factor.0) })
            }

            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                Self(unsafe { $sub(self.0, other.0) })
            }

            #[inline(always)]
            fn sqrt(self) -> Self {
                Self(unsafe { $sqrt(self.0) })
            }

            #[inline(always)]
            fn min(self, other: Self) -> Self {
                Self(unsafe { $min(self.0, other.0) })
            }

            #[inline(always)]
            fn max(self, other: Self) -> Self {
                Self(unsafe { $max(self.0, other.0) })
            }

            #[inline(always)]
            fn not_greater(self, other: Self) -> u32 {
                let ($these, $those) = (self.0, other.0);
                unsafe { $not_greater }
            }

            #[inline(always)]
            fn nearer(first: (Self, Self), second: (Self, Self)) -> (Self, Self) {
                let ($first, $second) = ((first.0.0, first.1.0), (second.0.0, second.1.0));
                let (score, label) = unsafe { $nearer };
                (Self(score), Self(label))
            }
        }
    };
}

vector!(
    F32x16(__m512), f32, 16, _mm512_set1_ps, _mm512_loadu_ps, _mm512_storeu_ps, _mm512_fmadd_ps, _mm512_mul_ps, _mm512_sub_ps, _mm512_sqrt_ps, _mm512_min_ps, _mm512_max_ps,
    label: |label| _mm512_castsi512_ps(_mm512_set1_epi32(label.cast_signed())),
    store_labels: |value, to| _mm512_storeu_si512(to.as_mut_ptr().cast(), _mm512_castps_si512(value)),
    not_greater: |these, those| u32::from(_mm512_cmp_ps_mask::<_CMP_NGT_UQ>(these, those)),
    nearer: |first, second| {
        let second_is_less = _mm512_cmp_ps_mask::<_CMP_LT_OQ>(second.0, first.0);
        (
            _mm512_mask_mov_ps(first.0, second_is_less, second.0),
            _mm512_mask_mov_ps(first.1, second_is_less, second.1),
        )
    }
);

vector!(
    F64x8(__m512d), f64, 8, _mm512_set1_pd, _mm512_loadu_pd, _mm512_storeu_pd, _mm512_fmadd_pd, _mm512_mul_pd, _mm512_sub_pd, _mm512_sqrt_pd, _mm512_min_pd, _mm512_max_pd,
    label: |label| _mm512_castsi512_pd(_mm512_set1_epi64(i64::from(label))),
    store_labels: |value, to| {
        let narrow = _mm512_cvtepi64_epi32(_mm512_castpd_si512(value));
        _mm256_storeu_si256(to.as_mut_ptr().cast(), narrow);
    },
    not_greater: |these, those| u32::from(_mm512_cmp_pd_mask::<_CMP_NGT_UQ>(these, those)),
    nearer: |first, second| {
        let second_is_less = _mm512_cmp_pd_mask::<_CMP_LT_OQ>(second.0, first.0);
        (
            _mm512_mask_mov_pd(first.0, second_is_less, second.0),
            _mm512_mask_mov_pd(first.1, second_is_less, second.1),
        )
    }
);

vector!(
    F32x8(__m256), f32, 8, _mm256_set1_ps, _mm256_loadu_ps, _mm256_storeu_ps, _mm256_fmadd_ps, _mm256_mul_ps, _mm256_sub_ps, _mm256_sqrt_ps, _mm256_min_ps, _mm256_max_ps,
    label: |label| _mm256_castsi256_ps(_mm256_set1_epi32(label.cast_signed())),
    store_labels: |value, to| _mm256_storeu_si256(to.as_mut_ptr().cast(), _mm256_castps_si256(value)),
    not_greater: |these, those| {
        _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_NGT_UQ>(these, those)).cast_unsigned()
    },
    nearer: |first, second| {
        let second_is_less = _mm256_cmp_ps::<_CMP_LT_OQ>(second.0, first.0);
        (
            _mm256_blendv_ps(first.0, second.0, second_is_less),
            _mm256_blendv_ps(first.1, second.1, second_is_less),
        )
    }
);

vector!(
    F64x4(__m256d), f64, 4, _mm256_set1_pd, _mm256_loadu_pd, _mm256_storeu_pd, _mm256_fmadd_pd, _mm256_mul_pd, _mm256_sub_pd, _mm256_sqrt_pd, _mm256_min_pd, _mm256_max_pd,
    label: |label| _mm256_castsi256_pd(_mm256_set1_epi64x(i64::from(label))),
    store_labels: |value, to| {
        let mut lanes = [0.0; 4];
        _mm256_storeu_pd(lanes.as_mut_ptr(), value);
        for (to, lane) in to.iter_mut().zip(lanes) {
            #[expect(clippy::cast_possible_truncation, reason = "it was a `u32`")]
            let label = lane.to_bits() as u32;
            *to = label;
        }
    },
    not_greater: |these, those| {
        _mm256_movemask_pd(_mm256_cmp_pd::<_CMP_NGT_UQ>(these, those)).cast_unsigned()
    },
    nearer: |first, second| {
        let second_is_less = _mm256_cmp_pd::<_CMP_LT_OQ>(second.0, first.0);
        (
            _mm256_blendv_pd(first.0, second.0, second_is_less),
            _mm256_blendv_pd(first.1, second.1, second_is_less),
        )
    }
);

/// Compiles a function for some features and returns a pointer without them in its type.
macro_rules! compiled {
    ($features:literal, |$($argument:ident: $type:ty),*| $(-> $result:ty)? { $body:expr }) => {{
        #[target_feature(enable = $features)]
        fn compiled($($argument: $type),*) $(-> $result)? {
            $body
        }

        // Safety: `backend` hands these out only if the processor has the features.
        |$($argument),*| unsafe { compiled($($argument),*) }
    }};
}

/// A backend, if the processor has the features it is compiled for.
macro_rules! backend {
    ($backend:ident, $features:literal, $detected:expr, $tile_centers:literal, $scalar:ty, $vector:ty, $width:literal) => {
        pub(super) fn $backend() -> Option<Backend<$scalar>> {
            $detected.then_some(Backend {
                name: $features,
                tile_centers: $tile_centers,
                strip: 2 * <$vector as Vector<$scalar>>::WIDTH,
                nearest: compiled!(
                    $features,
                    |blocks: &[$scalar], centers: &Centers<$scalar>, labels: &mut [u32]| {
                        kernel::nearest::<$scalar, $vector>(blocks, centers, labels)
                    }
                ),
                nearest_two: compiled!(
                    $features,
                    |blocks: &[$scalar],
                     centers: &Centers<$scalar>,
                     nearest: &mut [NearestTwo<$scalar>]| {
                        kernel::nearest_two::<$scalar, $vector>(blocks, centers, nearest)
                    }
                ),
                dots: compiled!(
                    $features,
                    |blocks: &[$scalar],
                     centers: &Centers<$scalar>,
                     products: &mut [PanelRow<$scalar>]| {
                        kernel::dots::<$scalar, $vector>(blocks, centers, products)
                    }
                ),
                distances: compiled!(
                    $features,
                    |blocks: &[$scalar],
                     centers: &Centers<$scalar>,
                     distances: &mut [PanelRow<$scalar>]| {
                        kernel::distances::<$scalar, $vector>(blocks, centers, distances)
                    }
                ),
                screen: compiled!(
                    $features,
                    |blocks: &[$scalar],
                     centers: &Centers<$scalar>,
                     margins: &[$scalar],
                     labels: &mut [u32],
                     uncertain: &mut [u32]| {
                        kernel::screen::<$scalar, $vector>(
                            blocks, centers, margins, labels, uncertain,
                        )
                    }
                ),
                fma_chains: compiled!($features, |length: usize,
                                                  sums: &mut [$scalar; LANES]|
                 -> usize {
                    peak::fma_chains::<$scalar, $vector>(length, sums)
                }),
                lower: compiled!(
                    $features,
                    |blocks: &[$scalar],
                     centers: &Centers<$scalar>,
                     weights: Option<&[f64]>,
                     closest: &mut [Closest<$scalar>],
                     potentials: &mut [f64]| {
                        closest::lower::<$scalar, $vector>(
                            blocks, centers, weights, closest, potentials,
                        )
                    }
                ),
                #[cfg(feature = "pca")]
                add_products: compiled!(
                    $features,
                    |samples: &[$scalar],
                     strips: Range<usize>,
                     n_features: usize,
                     sums: &mut [$scalar]| {
                        scatter::add_products::<$scalar, $vector, $width>(
                            samples, strips, n_features, sums,
                        )
                    }
                ),
                #[cfg(feature = "pca")]
                multiply: compiled!(
                    $features,
                    |columns: &[$scalar], rows: &[$scalar], shape: Shape, sums: &mut [$scalar]| {
                        product::multiply::<$scalar, $vector, $width>(columns, rows, shape, sums)
                    }
                ),
                #[cfg(feature = "pca")]
                rotate: compiled!(
                    $features,
                    |columns: &mut [$scalar], steps: &[Turns<$scalar>]| {
                        rotations::rotate::<$scalar, $vector>(columns, steps)
                    }
                ),
                #[cfg(feature = "pca")]
                fused_pass: compiled!(
                    $features,
                    |pass: &FusedPass<'_, $scalar>,
                     columns: &mut [$scalar],
                     results: Results<'_, $scalar>| {
                        fused_pass::run::<$scalar, $vector, { $width / 2 }>(pass, columns, results)
                    }
                ),
            })
        }
    };
}

backend!(avx512_f32, "avx512f", is_x86_feature_detected!("avx512f"), 12, f32, F32x16, 16);
backend!(avx512_f64, "avx512f", is_x86_feature_detected!("avx512f"), 12, f64, F64x8, 8);
backend!(avx2_f32, "avx2,fma", has_avx2_and_fma(), 6, f32, F32x8, 8);
backend!(avx2_f64, "avx2,fma", has_avx2_and_fma(), 6, f64, F64x4, 4);
