use bytemuck::AnyBitPattern;

use crate::{PerScalar, Scalar};

/// The type of the numbers in a binary array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) kind: Kind,
    pub(super) big_endian: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F16,
    F32,
    F64,
}

impl Element {
    /// Bytes of one number.
    pub(super) fn size(self) -> usize {
        match self.kind {
            Kind::Bool | Kind::I8 | Kind::U8 => 1,
            Kind::I16 | Kind::U16 | Kind::F16 => 2,
            Kind::I32 | Kind::U32 | Kind::F32 => 4,
            Kind::I64 | Kind::U64 | Kind::F64 => 8,
        }
    }

    /// True if the numbers have the same bytes in a file as `F` has in memory.
    pub(super) fn is_native<F: Scalar>(self) -> bool {
        let is_type = match self.kind {
            Kind::F32 => F::NAME == f32::NAME,
            Kind::F64 => F::NAME == f64::NAME,
            _ => false,
        };
        is_type && self.big_endian == cfg!(target_endian = "big")
    }

    /// Appends numbers, each the nearest of type `F`.
    pub(super) fn decode<F: Scalar>(self, bytes: &[u8], values: &mut Vec<F>) {
        let rounded = FromWhole::<F>::new();
        match self.kind {
            // An f64 holds every 32-bit number exactly, so the value is rounded only once.
            Kind::Bool | Kind::U8 => values.extend(bytes.iter().map(|&x| F::from_f64(x.into()))),
            Kind::I8 => self.extend(bytes, values, |x| F::from_f64(i8::from_le_bytes(x).into())),
            Kind::I16 => self.extend(bytes, values, |x| F::from_f64(i16::from_le_bytes(x).into())),
            Kind::I32 => self.extend(bytes, values, |x| F::from_f64(i32::from_le_bytes(x).into())),
            Kind::U16 => self.extend(bytes, values, |x| F::from_f64(u16::from_le_bytes(x).into())),
            Kind::U32 => self.extend(bytes, values, |x| F::from_f64(u32::from_le_bytes(x).into())),
            Kind::I64 => self.extend(bytes, values, |x| (rounded.i64)(i64::from_le_bytes(x))),
            Kind::U64 => self.extend(bytes, values, |x| (rounded.u64)(u64::from_le_bytes(x))),
            Kind::F16 => self.extend(bytes, values, |x| F::from_f64(half(u16::from_le_bytes(x)))),
            Kind::F32 => self.extend(bytes, values, |x| F::from_f64(f32::from_le_bytes(x).into())),
            Kind::F64 => self.extend(bytes, values, |x| F::from_f64(f64::from_le_bytes(x))),
        }
    }

    fn extend<F, const N: usize>(
        self,
        bytes: &[u8],
        values: &mut Vec<F>,
        from_little_endian: impl Fn([u8; N]) -> F,
    ) where
        [u8; N]: AnyBitPattern,
    {
        let numbers = bytes.as_chunks::<N>().0.iter();
        if self.big_endian {
            values.extend(numbers.map(|&(mut number)| {
                number.reverse();
                from_little_endian(number)
            }));
        } else {
            values.extend(numbers.map(|&number| from_little_endian(number)));
        }
    }

    /// Formats one whole number. The error is a number with a fraction, infinite or NaN.
    pub(super) fn label(self, bytes: &[u8]) -> Result<String, f64> {
        let mut number = [0; 8];
        for (digit, &byte) in number.iter_mut().zip(bytes) {
            *digit = byte;
        }
        if self.big_endian {
            number[..self.size()].reverse();
        }
        if self.kind == Kind::U64 {
            return Ok(u64::from_le_bytes(number).to_string());
        }
        if self.kind == Kind::I64 {
            return Ok(i64::from_le_bytes(number).to_string());
        }
        let mut values = Vec::with_capacity(1);
        self.decode::<f64>(bytes, &mut values);
        whole_number(values.first().copied().unwrap_or(f64::NAN))
    }
}

/// Formats a number without a fraction. The error is a number with a fraction, infinite or NaN.
pub(crate) fn whole_number(value: f64) -> Result<String, f64> {
    match value {
        // `{}` writes a whole f64 without a point. -0 needs its own case.
        0.0 => Ok("0".to_owned()),
        _ if value.is_finite() && value.fract() == 0.0 => Ok(format!("{value}")),
        _ => Err(value),
    }
}

/// Whole numbers of 64 bits, rounded once.
struct Rounded;

pub(crate) struct FromWhole<F> {
    pub(crate) i64: fn(i64) -> F,
    pub(crate) u64: fn(u64) -> F,
}

impl<F: Scalar> FromWhole<F> {
    pub(crate) fn new() -> Self {
        F::choose::<Rounded>(ROUNDED_F32, ROUNDED_F64)
    }
}

impl PerScalar for Rounded {
    type Of<F: Scalar> = FromWhole<F>;
}

const ROUNDED_F32: FromWhole<f32> = FromWhole { i64: |x| x as f32, u64: |x| x as f32 };
const ROUNDED_F64: FromWhole<f64> = FromWhole { i64: |x| x as f64, u64: |x| x as f64 };

/// IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction.
pub(crate) fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f64::from(bits & 0x3ff) / 1024.0;
    sign * match exponent {
        0 => fraction * 2_f64.powi(-14),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (1.0 + fraction) * 2_f64.powi(exponent - 15),
    }
}
