use std::fmt::{Debug, Display};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// The type of a value: `f32` or `f64`, and no other.
///
/// The trait is sealed, so algorithms know both types and can hold tuned code for each
/// ([`Scalar::choose`]).
pub trait Scalar:
    sealed::Sealed
    + Copy
    + Debug
    + Default
    + Display
    + PartialOrd
    + Send
    + Sync
    + Add<Output = Self>
    + AddAssign
    + Div<Output = Self>
    + DivAssign
    + Mul<Output = Self>
    + MulAssign
    + Neg<Output = Self>
    + Sub<Output = Self>
    + SubAssign
    + Sum
    + Into<f64>
    + 'static
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// Positive infinity.
    const INFINITY: Self;
    /// The distance from 1 to the next larger number.
    const EPSILON: f64;
    /// The largest finite number.
    const MAX: f64;
    /// The type's name, `"f32"` or `"f64"`.
    const NAME: &'static str;

    /// The nearest number of this type.
    #[must_use]
    fn from_f64(value: f64) -> Self;

    /// The same number as an `f64`, exactly.
    #[must_use]
    fn to_f64(self) -> f64 {
        self.into()
    }

    /// True if the value is neither NaN nor infinite.
    #[must_use]
    fn is_finite(self) -> bool;

    /// `self * factor + summand`, rounded once.
    #[must_use]
    fn mul_add(self, factor: Self, summand: Self) -> Self;

    /// Chooses between two values, one for each scalar type.
    ///
    /// This way other crates hold one table per type (of SIMD kernels, for example), without a
    /// trait bound of their own in every signature.
    #[must_use]
    fn choose<T: PerScalar>(f32: T::Of<f32>, f64: T::Of<f64>) -> T::Of<Self>;
}

/// A family of two types, one for each scalar; see [`Scalar::choose`].
pub trait PerScalar {
    /// The member of the family for `F`.
    type Of<F: Scalar>;
}

/// Compiles a generic function once per scalar type, in the crate that defines it.
///
/// Normally Rust compiles a generic function in every program and every test that calls it. With
/// only two scalar types, both instances can be compiled ahead, and callers build in a fraction of
/// the time.
///
/// ```
/// use digits_data::{SamplesView, Scalar, compiled_once};
///
/// fn total_of<F: Scalar>(samples: SamplesView<'_, F>) -> f64 {
///     samples.as_slice().iter().map(|x| x.to_f64()).sum()
/// }
///
/// compiled_once! {
///     /// Sums all values.
///     pub fn total<F>(samples: SamplesView<'_, F>) -> f64 = total_of
/// }
/// assert_eq!(total(SamplesView::new(&[1.0_f32, 2.0], 1, 2)?), 3.0);
/// # Ok::<(), digits_data::Error>(())
/// ```
#[macro_export]
macro_rules! compiled_once {
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident<$F:ident>($($argument:ident: $Type:ty),* $(,)?) -> $Output:ty
            = $generic:path
    ) => {
        $(#[$attribute])*
        $visibility fn $name<$F: $crate::Scalar>($($argument: $Type),*) -> $Output {
            struct Instance;
            impl $crate::PerScalar for Instance {
                type Of<$F: $crate::Scalar> = fn($($Type),*) -> $Output;
            }
            // A static is compiled in one crate only, and so is the function that it holds.
            static F32: <Instance as $crate::PerScalar>::Of<f32> = $generic;
            static F64: <Instance as $crate::PerScalar>::Of<f64> = $generic;
            <$F as $crate::Scalar>::choose::<Instance>(F32, F64)($($argument),*)
        }
    };
}

mod sealed {
    // Every bit pattern is a value, so raw bytes may be viewed as numbers.
    #[cfg(not(feature = "serde"))]
    pub trait Sealed: bytemuck::Pod {}
    #[cfg(feature = "serde")]
    pub trait Sealed: bytemuck::Pod + serde::Serialize + serde::de::DeserializeOwned {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

impl Scalar for f32 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
    const INFINITY: Self = f32::INFINITY;
    const EPSILON: f64 = f32::EPSILON as f64;
    const MAX: f64 = f32::MAX as f64;
    const NAME: &'static str = "f32";

    #[expect(clippy::cast_possible_truncation, reason = "rounding is what is asked for")]
    #[inline]
    fn from_f64(value: f64) -> Self {
        value as f32
    }

    #[inline]
    fn is_finite(self) -> bool {
        self.is_finite()
    }

    #[inline]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        self.mul_add(factor, summand)
    }

    fn choose<T: PerScalar>(f32: T::Of<f32>, _: T::Of<f64>) -> T::Of<Self> {
        f32
    }
}

impl Scalar for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
    const INFINITY: Self = f64::INFINITY;
    const EPSILON: f64 = f64::EPSILON;
    const MAX: f64 = f64::MAX;
    const NAME: &'static str = "f64";

    #[inline]
    fn from_f64(value: f64) -> Self {
        value
    }

    #[inline]
    fn is_finite(self) -> bool {
        self.is_finite()
    }

    #[inline]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        self.mul_add(factor, summand)
    }

    fn choose<T: PerScalar>(_: T::Of<f32>, f64: T::Of<f64>) -> T::Of<Self> {
        f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Name;
    impl PerScalar for Name {
        type Of<F: Scalar> = &'static str;
    }

    #[test]
    fn choose_takes_the_one_for_the_type() {
        assert_eq!(f32::choose::<Name>("single", "double"), "single");
        assert_eq!(f64::choose::<Name>("single", "double"), "double");
    }
}
