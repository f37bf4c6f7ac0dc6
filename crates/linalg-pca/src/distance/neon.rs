//! The registers of 64-bit Arm as [`Vector`]s, and the backends made of them.
//!
//! They pay as those of `x86` do: the compiler keeps the whole tile in registers. Every 64-bit Arm has
//! these registers and their fused multiply-add, so nothing is detected.
//!
//! They are sound: only loads and stores are unsafe, and the line above each checks the length of its slice.
#![allow(unsafe_code, reason = "loads and stores; see the module's reasons")]

use std::arch::aarch64::{
    float32x4_t, float64x2_t, vaddvq_u32, vaddvq_u64, vandq_u32, vandq_u64, vbslq_f32, vbslq_f64,
    vcgtq_f32, vcgtq_f64, vcltq_f32, vcltq_f64, vdupq_n_f32, vdupq_n_f64, vdupq_n_u32, vdupq_n_u64,
    veorq_u64, vfmaq_f32, vfmaq_f64, vld1q_f32, vld1q_f64, vld1q_u32, vld1q_u64, vmovn_u64,
    vmulq_f32, vmulq_f64, vmvnq_u32, vreinterpretq_f32_u32, vreinterpretq_f64_u64,
    vreinterpretq_u32_f32, vreinterpretq_u64_f64, vsqrtq_f32, vsqrtq_f64, vst1_u32, vst1q_f32,
    vst1q_f64, vst1q_u32, vsubq_f32, vsubq_f64,
};

use super::backend::Backend;
use super::lanes::LANES;
use super::vector::Vector;

/// 32 registers hold 12 centres times two registers of samples.
const TILE_CENTERS: usize = 12;

pub(super) fn neon_f32() -> Backend<f32> {
    Backend::of::<F32x4, 4, 2>("neon", TILE_CENTERS)
}

pub(super) fn neon_f64() -> Backend<f64> {
    Backend::of::<F64x2, 2, 1>("neon", TILE_CENTERS)
}

macro_rules! vector {
    (
        $vector:ident($register:ty), $scalar:ty, $width:literal,
        $splat:ident, $load:ident, $store:ident, $fma:ident, $mul:ident, $sub:ident, $sqrt:ident,
        $less:ident, $blend:ident,
        label: |$label:ident| $splat_label:expr,
        store_labels: |$value:ident, $to:ident| $store_labels:expr,
        not_greater: |$these:ident, $those:ident| $not_greater:expr
    ) => {
        #[derive(Clone, Copy)]
        struct $vector($register);

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
                Self(unsafe { $fma(summand.0, self.0, factor.0) })
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
                Self(unsafe { $blend($less(other.0, self.0), other.0, self.0) })
            }

            #[inline(always)]
            fn max(self, other: Self) -> Self {
                Self(unsafe { $blend($less(self.0, other.0), other.0, self.0) })
            }

            #[inline(always)]
            fn not_greater(self, other: Self) -> u32 {
                let ($these, $those) = (self.0, other.0);
                unsafe { $not_greater }
            }

            #[inline(always)]
            fn nearer(first: (Self, Self), second: (Self, Self)) -> (Self, Self) {
                unsafe {
                    let second_is_less = $less(second.0.0, first.0.0);
                    let score = $blend(second_is_less, second.0.0, first.0.0);
                    (Self(score), Self($blend(second_is_less, second.1.0, first.1.0)))
                }
            }
        }
    };
}

vector!(
    F32x4(float32x4_t), f32, 4,
    vdupq_n_f32, vld1q_f32, vst1q_f32, vfmaq_f32, vmulq_f32, vsubq_f32, vsqrtq_f32,
    vcltq_f32, vbslq_f32,
    label: |label| vreinterpretq_f32_u32(vdupq_n_u32(label)),
    store_labels: |value, to| vst1q_u32(to.as_mut_ptr(), vreinterpretq_u32_f32(value)),
    not_greater: |these, those| {
        let bit_of_lane = vld1q_u32([1, 2, 4, 8].as_ptr());
        vaddvq_u32(vandq_u32(vmvnq_u32(vcgtq_f32(these, those)), bit_of_lane))
    }
);

vector!(
    F64x2(float64x2_t), f64, 2,
    vdupq_n_f64, vld1q_f64, vst1q_f64, vfmaq_f64, vmulq_f64, vsubq_f64, vsqrtq_f64,
    vcltq_f64, vbslq_f64,
    label: |label| vreinterpretq_f64_u64(vdupq_n_u64(u64::from(label))),
    store_labels: |value, to| vst1_u32(to.as_mut_ptr(), vmovn_u64(vreinterpretq_u64_f64(value))),
    not_greater: |these, those| {
        let bit_of_lane = vld1q_u64([1, 2].as_ptr());
        let not_greater = veorq_u64(vcgtq_f64(these, those), vdupq_n_u64(u64::MAX));
        let bits = vaddvq_u64(vandq_u64(not_greater, bit_of_lane));
        // At most 3.
        u32::try_from(bits).unwrap_or(0)
    }
);
